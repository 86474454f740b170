/** What each value of the chart does in the rendered objects, without a cluster. */
import {mkdir, mkdtemp, readFile, rm, writeFile} from 'node:fs/promises'
import {dirname, join} from 'node:path'
import {isDeepStrictEqual} from 'node:util'
import fc from 'fast-check'
import {dump, load} from 'js-yaml'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'

import {chartFiles} from '../../src/render/helm/chart.js'
import type {ChartValues, ServiceValues} from '../../src/render/helm/chart-values.js'
import {emptyOverlay} from '../../src/render/overlay.js'
import {renderValues} from '../../src/render/render-stack.js'
import {toYaml} from '../../src/render/yaml.js'
import {parseStack} from '../../src/spec/load-stack.js'
import {capture} from '../../src/system/run.js'
import {isHook, type KubeObject, readObjects} from './cluster/kube-objects.js'
import {FOLDER_PREFIX} from './leftovers.js'
import {helmBinary, toolsAbsent} from './tools/tools.js'

type Json = Readonly<Record<string, unknown>>
/** Values of which a test changes what it likes. */
type Draft = {-readonly [Key in keyof ChartValues]: ChartValues[Key]}

interface Options {
  readonly kube?: string
  readonly apis?: readonly string[]
  readonly helm?: 3 | 4
  readonly upgrade?: boolean
  readonly chart?: string
}

const SERVICE_MONITOR = 'monitoring.coreos.com/v1/ServiceMonitor'
const spec = {
  version: 1,
  project: 'shop',
  target: 'helm',
  images: {source: 'debian'},
  gateway: {routes: {web: {upstreams: ['web']}}},
  apps: {web: {image: 'me/web:1.0', metrics: '/metrics', uses: ['postgres']}},
  postgres: {},
  prometheus: {},
  'node-exporter': {},
}

const absent = toolsAbsent('helm3', 'helm4')
let folder = ''
let base: ChartValues
let chart = ''
/** What Helm has answered, by question. */
const answers = new Map<string, Promise<readonly KubeObject[]>>()

describe.skipIf(absent)('the chart', () => {
  beforeAll(async () => {
    folder = await mkdtemp(`${FOLDER_PREFIX}chart-template-`)
    chart = await writeChart('chart')
    base = valuesOf(spec)
  })

  afterAll(() => rm(folder, {recursive: true, force: true}))

  describe('replaces pods', () => {
    test('only once the next is ready, and has stayed so for those that serve', async () => {
      const objects = await render()
      for (const {spec} of objects.filter(({kind}) => kind === 'Deployment')) {
        expect(spec).toMatchObject({strategy: {rollingUpdate: {maxUnavailable: 0, maxSurge: 1}}})
      }
      for (const name of ['web', 'gateway']) {
        expect(find(objects, 'Deployment', name).spec).toMatchObject({minReadySeconds: 5})
      }
    })

    test('of an app only after it has gone from DNS, by the kubelet or by a program of the image', async () => {
      const [now, before] = [await render(), await render(undefined, {kube: '1.29.0'})]
      expect(container(now, 'web')).toMatchObject({lifecycle: {preStop: {sleep: {seconds: 30}}}})
      expect(container(before, 'web')).toMatchObject({lifecycle: {preStop: {exec: {command: ['sleep', '30']}}}})
      expect(pod(now, 'web')).toMatchObject({terminationGracePeriodSeconds: 60})
      expect(container(now, 'postgres')).not.toHaveProperty('lifecycle')
    })

    test('when configuration changes that no server reads again, or when nobody reloads', async () => {
      const changed = withService('postgres', () => ({configHash: 'abc'}))
      const edited = {files: {...base.files, 'prometheus/config/prometheus.yml': 'global: {}\n'}}
      const roll = {rollOnReloadable: true}
      expect(annotations(await render(changed), 'postgres')).toMatchObject({'opsctl/config-sha256': 'abc'})
      const quiet = [annotations(await render(), 'prometheus'), annotations(await render(edited), 'prometheus')]
      expect(quiet[1]).toEqual(quiet[0])
      const loud = [
        annotations(await render(roll), 'prometheus'),
        annotations(await render({...roll, ...edited}), 'prometheus'),
      ]
      expect(loud[1]).not.toEqual(loud[0])
    })

    test('of the readers of a secret that changed, and of nobody else', async () => {
      const secrets = {...base.secrets, digests: {web: '0ddba11'}}
      const objects = await render({secrets})
      expect(annotations(objects, 'web')).toMatchObject({'opsctl/secrets-sha256': '0ddba11'})
      expect(annotations(objects, 'postgres')).not.toHaveProperty('opsctl/secrets-sha256')
    })

    test('never for a newer version of the chart alone', async () => {
      const newer = await writeChart('newer', (path, text) =>
        path === 'Chart.yaml' ? text.replace(/^version: .*/m, 'version: 99.0.0') : text,
      )
      const [old, next] = [await render(), await render(undefined, {chart: newer})]
      const workloads = old.filter(({kind}) => ['Deployment', 'StatefulSet', 'DaemonSet'].includes(kind))
      expect(workloads.length).toBeGreaterThan(4)
      for (const {kind, metadata, spec} of workloads) expect(find(next, kind, metadata.name).spec).toEqual(spec)
      expect(find(next, 'Deployment', 'web').metadata.labels?.['helm.sh/chart']).toBe('opsctl-stack-99.0.0')
    })
  })

  describe('with several replicas', () => {
    test('lets one at a time be evicted, and spreads them', async () => {
      const objects = await render(withService('web', () => ({replicas: 3})))
      expect(find(objects, 'Deployment', 'web').spec).toMatchObject({replicas: 3})
      expect(find(objects, 'PodDisruptionBudget', 'web').spec).toMatchObject({
        maxUnavailable: 1,
        unhealthyPodEvictionPolicy: 'AlwaysAllow',
      })
      const rules = pod(objects, 'web').topologySpreadConstraints as readonly Json[]
      expect(rules.map(({topologyKey, whenUnsatisfiable}) => [topologyKey, whenUnsatisfiable])).toEqual([
        ['kubernetes.io/hostname', 'ScheduleAnyway'],
        ['topology.kubernetes.io/zone', 'ScheduleAnyway'],
      ])
    })

    test('has no budget for a single pod, which would keep its node from being emptied', async () => {
      expect((await render()).filter(({kind}) => kind === 'PodDisruptionBudget')).toEqual([])
    })

    test('leaves their number to the autoscaler', async () => {
      const objects = await render(withService('web', () => ({autoscale: {min: 2, max: 6, cpuPercent: 70}})))
      expect(find(objects, 'Deployment', 'web').spec).not.toHaveProperty('replicas')
      expect(find(objects, 'HorizontalPodAutoscaler', 'web').spec).toMatchObject({
        minReplicas: 2,
        maxReplicas: 6,
        metrics: [{resource: {name: 'cpu', target: {averageUtilization: 70}}}],
      })
      expect(find(objects, 'PodDisruptionBudget', 'web').spec).toMatchObject({maxUnavailable: 1})
    })
  })

  describe('asks pods', () => {
    test('three questions: up within the start period or an hour for data, able to serve, alive at all', async () => {
      const {startupProbe, readinessProbe, livenessProbe} = container(await render(), 'postgres') as Record<
        string,
        Json
      >
      expect(startupProbe).toMatchObject({periodSeconds: 5, failureThreshold: 726, exec: readinessProbe?.exec})
      expect(container(await render(), 'postgres-exporter')).toMatchObject({startupProbe: {failureThreshold: 9}})
      expect(readinessProbe).toMatchObject({periodSeconds: 5, timeoutSeconds: 5, failureThreshold: 6})
      expect(livenessProbe).toMatchObject({tcpSocket: {port: 5432}, periodSeconds: 10, failureThreshold: 6})
    })

    test('no sidecar whether it is ready: the gateway serves though nobody counts', async () => {
      const sidecar = (pod(await render(), 'gateway').initContainers as readonly Json[])[0]
      expect(sidecar).toMatchObject({name: 'gateway-metrics', restartPolicy: 'Always'})
      expect(sidecar).toHaveProperty('startupProbe')
      expect(sidecar).not.toHaveProperty('readinessProbe')
    })
  })

  describe('runs a sidecar', () => {
    test('beside the main container where the cluster knows no sidecars', async () => {
      const objects = await render(undefined, {kube: '1.28.0'})
      const {containers, initContainers} = pod(objects, 'gateway')
      expect((containers as readonly Json[]).map(({name}) => name)).toEqual(['gateway', 'gateway-metrics'])
      expect(initContainers).toBeUndefined()
      expect(JSON.stringify(containers)).not.toContain('restartPolicy')
    })

    test('with a Service of its own name, which selects the pod that it runs in', async () => {
      const objects = await render()
      const {selector, ports} = find(objects, 'Service', 'gateway-metrics').spec as Json
      expect(selector).toMatchObject({'app.kubernetes.io/name': 'gateway'})
      expect(ports).toMatchObject([{port: 3903, targetPort: 3903}])
      expect(objects.some(({kind, metadata}) => kind === 'Deployment' && metadata.name === 'gateway-metrics')).toBe(
        false,
      )
    })
  })

  describe('keeps data', () => {
    test('in claims that neither Helm nor the set deletes', async () => {
      const stack = kubernetes({storageClass: 'fast', storage: {'postgres-data': '50GiB'}})
      const set = find(await render(valuesOf({...spec, ...stack})), 'StatefulSet', 'postgres').spec as Json
      expect(set).toMatchObject({
        podManagementPolicy: 'Parallel',
        persistentVolumeClaimRetentionPolicy: {whenDeleted: 'Retain', whenScaled: 'Retain'},
      })
      expect(set.volumeClaimTemplates).toMatchObject([
        {
          metadata: {name: 'postgres-data', annotations: {'helm.sh/resource-policy': 'keep'}},
          spec: {storageClassName: 'fast', resources: {requests: {storage: '50Gi'}}},
        },
      ])
    })

    test('only in a StatefulSet', async () => {
      const volumes = [{name: 'web-data', to: '/data', sizeMiB: 10, readOnly: false}]
      await expect(render(withService('web', () => ({volumes})))).rejects.toThrow(/web has a volume/)
    })
  })

  describe('migrates', () => {
    const migrating = () => withService('web', () => ({migrate: ['bin/migrate', '--to', '$(LATEST)']}))

    test('in a job of the app’s image, settings and secrets, named so that no alert takes it for a service', async () => {
      const objects = await render(migrating())
      const job = find(objects, 'Job', 'web-migrate')
      expect(job.metadata.annotations).toMatchObject({
        'helm.sh/hook': 'post-install,pre-upgrade',
        'helm.sh/hook-delete-policy': 'before-hook-creation,hook-succeeded',
      })
      expect(job.spec).toMatchObject({backoffLimit: 6, activeDeadlineSeconds: 600})
      const {containers, restartPolicy} = (job.spec as {template: {spec: Json}}).template.spec
      expect(restartPolicy).toBe('Never')
      const web = container(objects, 'web')
      expect(containers).toMatchObject([
        {name: 'opsctl-migrate', image: 'me/web:1.0', command: ['bin/migrate', '--to', '$$(LATEST)'], env: web.env},
      ])
      expect((containers as readonly Json[])[0]).not.toHaveProperty('startupProbe')
    })

    test('after an upgrade that only brings the app, whose store is not there before', async () => {
      const job = find(await render(migrating(), {upgrade: true}), 'Job', 'web-migrate')
      expect(job.metadata.annotations).toMatchObject({'helm.sh/hook': 'post-upgrade'})
    })

    test('with the connections of the app, and without its requests', async () => {
      const objects = await render(migrating())
      const {podSelector} = find(objects, 'NetworkPolicy', 'web').spec as Json
      expect(podSelector).toMatchObject({matchExpressions: [{operator: 'In', values: ['web', 'web-migrate']}]})
      const labels = (find(objects, 'Job', 'web-migrate').spec as {template: {metadata: Json}}).template.metadata.labels
      expect(labels).toMatchObject({'app.kubernetes.io/name': 'web-migrate'})
    })
  })

  describe('lets in from outside', () => {
    test('by a Service of its own that has no port but those meant for outside', async () => {
      const plain = await render()
      expect(plain.some(({metadata}) => metadata.name === 'gateway-public')).toBe(false)
      const objects = await render(valuesOf({...spec, ...kubernetes({service: 'LoadBalancer'})}))
      expect(find(objects, 'Service', 'gateway').spec).toMatchObject({type: 'ClusterIP'})
      const {type, externalTrafficPolicy, ports} = find(objects, 'Service', 'gateway-public').spec as Json
      expect({type, externalTrafficPolicy}).toEqual({type: 'LoadBalancer', externalTrafficPolicy: 'Local'})
      expect((ports as readonly Json[]).map(({name, port}) => [name, port])).toEqual([['http', 80]])
    })

    test('by an Ingress whose certificate is one’s own or cert-manager’s', async () => {
      const hosts = ['shop.example.com']
      const at = (tls: Json) => kubernetes({ingress: {class: 'front', hosts, tls}})
      const own = find(await render(valuesOf({...spec, ...at({secret: 'shop-tls'})})), 'Ingress', 'gateway')
      expect(own.spec).toMatchObject({ingressClassName: 'front', tls: [{hosts, secretName: 'shop-tls'}]})
      const issued = find(await render(valuesOf({...spec, ...at({issuer: 'letsencrypt'})})), 'Ingress', 'gateway')
      expect(issued.metadata.annotations).toEqual({'cert-manager.io/cluster-issuer': 'letsencrypt'})
      expect(issued.spec).toMatchObject({
        tls: [{hosts, secretName: 'gateway-ingress-tls'}],
        rules: [{host: hosts[0], http: {paths: [{backend: {service: {name: 'gateway', port: {number: 8080}}}}]}}],
      })
    })

    test('by a route of the Gateway API', async () => {
      const gatewayApi = {gateway: 'front', namespace: 'infra', hosts: ['shop.example.com']}
      const route = find(await render(valuesOf({...spec, ...kubernetes({gatewayApi})})), 'HTTPRoute', 'gateway')
      expect(route.spec).toMatchObject({
        parentRefs: [{name: 'front', namespace: 'infra'}],
        hostnames: ['shop.example.com'],
        rules: [{backendRefs: [{name: 'gateway', port: 8080}]}],
      })
    })
  })

  describe('refuses connections', () => {
    test('but those that are named in the policies of both ends', async () => {
      const objects = await render()
      const names = objects.filter(({kind}) => kind === 'NetworkPolicy').map(({metadata}) => metadata.name)
      expect(names.filter((name) => name === 'default-deny')).toHaveLength(2)
      expect(names).toContain('all-to-dns')
      expect(edgesOf(objects, 'gateway')).toEqual(expect.arrayContaining(['outside-to-gateway', 'gateway-to-web']))
      expect(edgesOf(objects, 'web')).toEqual(expect.arrayContaining(['gateway-to-web', 'web-to-postgres']))
      expect(edgesOf(objects, 'postgres')).toContain('web-to-postgres')
      expect(edgesOf(objects, 'postgres')).not.toContain('gateway-to-postgres')
      expect(find(objects, 'NetworkPolicy', 'postgres').spec).toMatchObject({
        podSelector: {matchLabels: {'app.kubernetes.io/name': 'postgres'}},
        policyTypes: ['Ingress', 'Egress'],
        ingress: [
          {ports: [{port: 5432, protocol: 'TCP'}], from: expect.arrayContaining([{podSelector: podsOf('web')}])},
        ],
      })
      expect(find(objects, 'NetworkPolicy', 'web').spec).toMatchObject({
        egress: expect.arrayContaining([
          {ports: [{port: 5432, protocol: 'TCP'}], to: [{podSelector: podsOf('postgres')}]},
        ]),
      })
    })

    test('across the two namespaces by the name of the other', async () => {
      const objects = await render()
      const into = find(objects, 'NetworkPolicy', 'node-exporter')
      expect(into.metadata.namespace).toBe('shop-agents')
      expect(edgesOf(objects, 'node-exporter')).toContain('prometheus-to-node-exporter')
      const [from] = (into.spec as {ingress: {from: Json[]}[]}).ingress[0]?.from ?? []
      expect(from).toHaveProperty('namespaceSelector.matchLabels', {'kubernetes.io/metadata.name': 'shop'})
    })

    test('to a service with the address of its node by port alone, since no selector matches it', async () => {
      const objects = await render(withService('node-exporter', () => ({hostNetwork: true})))
      const {egress} = find(objects, 'NetworkPolicy', 'prometheus').spec as Json
      expect(egress).toContainEqual({ports: [{port: 9100, protocol: 'TCP'}]})
    })

    test('to the addresses where clouds hand out credentials, even from what may call out', async () => {
      const objects = await render(withService('web', () => ({egress: true})))
      expect(edgesOf(objects, 'web')).toContain('web-to-outside')
      expect(JSON.stringify(find(objects, 'NetworkPolicy', 'web').spec)).toContain('169.254.0.0/16')
    })

    test('or none at all when they are not wanted', async () => {
      const objects = await render(valuesOf({...spec, ...kubernetes({networkPolicies: false})}))
      expect(objects.filter((one) => one.kind === 'NetworkPolicy' && !isHook(one))).toEqual([])
    })
  })

  describe('tells an operator of Prometheus', () => {
    test('when it is there, when it is said to be, and never when it is refused', async () => {
      const kinds = async (operator: string, apis?: readonly string[]) => {
        const objects = await render(valuesOf({...spec, monitoring: {operator}}), {apis: apis ?? []})
        return new Set(objects.map(({kind}) => kind).filter((kind) => /^(ServiceMonitor|PrometheusRule)$/.test(kind)))
      }
      expect(await kinds('auto')).toEqual(new Set())
      expect(await kinds('auto', [SERVICE_MONITOR])).toEqual(new Set(['ServiceMonitor', 'PrometheusRule']))
      expect(await kinds('on')).toEqual(new Set(['ServiceMonitor', 'PrometheusRule']))
      expect(await kinds('off', [SERVICE_MONITOR])).toEqual(new Set())
    })

    test('and lets its Prometheus in, to the port that it asks', async () => {
      const objects = await render(undefined, {apis: [SERVICE_MONITOR]})
      expect(find(objects, 'ServiceMonitor', 'web').spec).toMatchObject({
        selector: {matchLabels: {'app.kubernetes.io/name': 'web'}},
        endpoints: [{port: 'http', path: '/metrics', relabelings: [{targetLabel: 'job', replacement: 'app-web'}]}],
      })
      expect(edgesOf(objects, 'web')).toContain('operator-to-web')
      const {ingress} = find(objects, 'NetworkPolicy', 'web').spec as {ingress: readonly {from?: readonly Json[]}[]}
      const labels = {
        'app.kubernetes.io/name': 'prometheus',
        'app.kubernetes.io/managed-by': 'prometheus-operator',
      }
      const operator = {namespaceSelector: {}, podSelector: {matchLabels: labels}}
      const rules = ingress.filter(({from = []}) => from.some((peer) => isDeepStrictEqual(peer, operator)))
      expect(rules).toMatchObject([{ports: [{port: 8080}]}])
    })

    test('the rules as they are', async () => {
      const objects = await render(undefined, {apis: [SERVICE_MONITOR]})
      const rules = objects.filter(({kind}) => kind === 'PrometheusRule')
      expect(rules.length).toBeGreaterThan(0)
      for (const {metadata, spec: {groups} = {}} of rules) {
        const text = base.files[base.operator.rules[metadata.name] ?? ''] ?? ''
        expect(groups).toEqual((load(text) as Json).groups)
      }
    })
  })

  describe('places pods', () => {
    test('of agents on every node, in their own namespace, which is written when asked for', async () => {
      const objects = await render({createAgentsNamespace: true})
      expect(find(objects, 'DaemonSet', 'node-exporter').metadata.namespace).toBe('shop-agents')
      expect(pod(objects, 'node-exporter')).toMatchObject({tolerations: [{operator: 'Exists'}]})
      const namespace = find(objects, 'Namespace', 'shop-agents').metadata
      expect(namespace.labels).toMatchObject({'pod-security.kubernetes.io/enforce': 'privileged'})
      expect(namespace.annotations).toEqual({'helm.sh/resource-policy': 'keep'})
      expect((await render()).some(({kind}) => kind === 'Namespace')).toBe(false)
    })

    test('so that each finds the other namespace by short names', async () => {
      const objects = await render(valuesOf({...spec, ...kubernetes({clusterDomain: 'k8s.example'})}))
      expect(pod(objects, 'prometheus')).toMatchObject({dnsConfig: {searches: ['shop-agents.svc.k8s.example']}})
      expect(pod(objects, 'node-exporter')).toMatchObject({dnsConfig: {searches: ['shop.svc.k8s.example']}})
    })

    test('that watch others with a short wait for a name', async () => {
      const {options} = pod(await render(), 'postgres-exporter').dnsConfig as Json
      expect(options).toEqual(expect.arrayContaining([{name: 'timeout', value: '1'}]))
      expect(options).toEqual(expect.arrayContaining([{name: 'attempts', value: '1'}]))
    })

    test('by priority and with pull secrets where the stack says so', async () => {
      const objects = await render(valuesOf({...spec, ...kubernetes({priorityClass: 'high', pullSecrets: ['hub']})}))
      expect(pod(objects, 'postgres')).toMatchObject({priorityClassName: 'high', imagePullSecrets: [{name: 'hub'}]})
      expect(pod(objects, 'postgres-exporter')).not.toHaveProperty('priorityClassName')
    })

    test('with no kernel setting that the kubelet would refuse', async () => {
      const sysctls = {'net.core.somaxconn': '1024', 'net.ipv4.tcp_syncookies': '1'}
      expect(pod(await render(withService('web', () => ({sysctls}))), 'web').securityContext).toMatchObject({
        sysctls: [{name: 'net.ipv4.tcp_syncookies', value: '1'}],
      })
    })
  })

  describe('takes values as they are', () => {
    test.each([3, 4] as const)('every byte of files, words and variables, under Helm %i', async (helm) => {
      const texts = fc.sample(hostileText, {numRuns: 150, seed: 61})
      const file = (position: number) => `web/config/file-${position}`
      const values = withService('web', () => ({
        env: Object.fromEntries(texts.map((text, position) => [`TEXT_${position}`, text])),
        command: texts,
        config: [{name: 'web-config', to: '/etc/web', reload: false, items: itemsOf(texts.length, file)}],
      }))
      const files = {...base.files, ...Object.fromEntries(texts.map((text, position) => [file(position), text]))}
      const objects = await render({...values, files}, {helm})
      const {data = {}} = find(objects, 'ConfigMap', 'web-config')
      expect(texts.map((_, position) => data[`file-${position}`])).toEqual(texts)
      const web = container(objects, 'web')
      expect((web.args as readonly string[]).map(undoubled)).toEqual(texts)
      const env = new Map((web.env as readonly {name: string; value: string}[]).map(({name, value}) => [name, value]))
      expect(texts.map((_, position) => undoubled(env.get(`TEXT_${position}`) ?? ''))).toEqual(texts)
    })

    test('large numbers as whole ones', async () => {
      const big = withService('web', () => ({uid: 1_000_650_000, gid: 1_000_650_000, stopGraceS: 3_000_000}))
      const {securityContext, terminationGracePeriodSeconds} = pod(await render(big), 'web')
      expect(securityContext).toMatchObject({runAsUser: 1_000_650_000, fsGroup: 1_000_650_000})
      expect(terminationGracePeriodSeconds).toBe(3_000_030)
    })

    test('memory and processors as Kubernetes writes them', async () => {
      const limits = {memoryMiB: 0.5, cpus: 0.57}
      const web = container(
        await render(withService('web', () => ({limits, requests: {memoryMiB: 2048, cpus: 2}}))),
        'web',
      )
      expect(web.resources).toEqual({limits: {cpu: '570m', memory: '512Ki'}, requests: {cpu: '2', memory: '2Gi'}})
    })

    test('and names what is missing', async () => {
      const {'prometheus/config/prometheus.yml': _, ...files} = base.files
      await expect(render({files})).rejects.toThrow(/files has no "prometheus\/config\/prometheus\.yml"/)
      await expect(render({secrets: {...base.secrets, items: {}}})).rejects.toThrow(/secrets\.items lacks/)
    })
  })

  test('says at the top of every template whose it is', () => {
    const templates = chartFiles().filter(({path}) => path.startsWith('chart/templates/') && !path.endsWith('.txt'))
    const silent = templates.filter(
      ({content}) => !/^\{\{- \/\*\s+Part of opsctl's chart, not to be edited/.test(content),
    )
    expect(silent.map(({path}) => path)).toEqual([])
  })

  test('has the version of the package', async () => {
    const {version} = JSON.parse(await readFile('package.json', 'utf8')) as {version: string}
    const text = chartFiles().find(({path}) => path === 'chart/Chart.yaml')?.content
    expect(text).toContain(`\nversion: ${version}\nappVersion: ${version}\n`)
  })
})

/** Dollars, braces, quotes, line ends of every kind, and what YAML might take for something else. */
const hostileText = fc.oneof(
  fc.string({unit: 'binary', maxLength: 40}).filter((text) => !text.includes('\0')),
  fc
    .array(
      fc.constantFrom(
        '$',
        '$$',
        '$(HOME)',
        '{{ .Values }}',
        '"',
        "'",
        '\\',
        '\n',
        '\r\n',
        '\t',
        ' ',
        ': ',
        '#',
        '- ',
        '---\n',
        'é中',
        '\u2028',
        '\u0085',
        '\ufeff',
        '%',
        'yes',
        '1e6',
        '0777',
        '~',
        '|',
      ),
      {maxLength: 12},
    )
    .map((parts) => parts.join('')),
)

function itemsOf(length: number, file: (position: number) => string) {
  return Array.from({length}, (_, position) => ({
    file: file(position),
    key: `file-${position}`,
    path: `file-${position}`,
  }))
}

/** What the kubelet makes of a word. */
function undoubled(word: string): string {
  return word.replaceAll('$$', '$')
}

function kubernetes(settings: Json): Json {
  return {kubernetes: settings}
}

function valuesOf(input: Json): ChartValues {
  const {stack, problems} = parseStack(dump(input))
  if (!stack) throw new Error(problems.map(({message}) => message.en).join('; '))
  const values = renderValues(stack, emptyOverlay)
  return {...values, files: Object.fromEntries(Object.entries(values.files).map(shortened))}
}

/** Each answer of Helm takes as long as the files are large; what is in them matters to two tests, which ask for less. */
function shortened([path, text]: readonly [string, string]): readonly [string, string] {
  const isLong = path.startsWith('prometheus/config/') && !path.endsWith('/alertmanager.yaml')
  return isLong && text.length > 2000 ? [path, 'groups: []\n'] : [path, text]
}

/** The values with one service changed. */
function withService(name: string, change: (service: ServiceValues) => Partial<ServiceValues>): Partial<Draft> {
  const service = base.services[name]
  if (!service) throw new Error(`no ${name} in the values`)
  return {services: {...base.services, [name]: {...service, ...change(service)}}}
}

async function writeChart(name: string, edit = (_: string, text: string) => text): Promise<string> {
  for (const {path, content} of chartFiles()) {
    const file = join(folder, name, path)
    await mkdir(dirname(file), {recursive: true})
    await writeFile(file, edit(path.replace('chart/', ''), content))
  }
  return join(folder, name, 'chart')
}

/** `helm template`, once for the same question. Throws what Helm says when it refuses. */
function render(change: Partial<Draft> = {}, options: Options = {}): Promise<readonly KubeObject[]> {
  const question = JSON.stringify([change, options])
  const answer = answers.get(question) ?? runHelm(change, options)
  answers.set(question, answer)
  return answer
}

async function runHelm(change: Partial<Draft>, options: Options): Promise<readonly KubeObject[]> {
  const {kube = '1.34.1', apis = [], helm = 3, upgrade = false} = options
  const file = join(folder, `values-${answers.size}.yaml`)
  await writeFile(file, toYaml({...base, ...change}))
  const argv = ['template', 'shop', options.chart ?? chart, '-n', 'shop', '-f', file, '--kube-version', kube]
  const more = [...apis.flatMap((api) => ['--api-versions', api]), ...(upgrade ? ['--is-upgrade'] : [])]
  const {exitCode, stdout, stderr} = await capture(await helmBinary(helm), [...argv, ...more], {timeoutMs: 30_000})
  if (exitCode !== 0) throw new Error(stderr)
  return readObjects(stdout)
}

function find(objects: readonly KubeObject[], kind: string, name: string): KubeObject {
  const found = objects.find((one) => one.kind === kind && one.metadata.name === name)
  if (!found) throw new Error(`no ${kind} ${name}`)
  return found
}

/** The connections that the policy of a service names. */
function edgesOf(objects: readonly KubeObject[], service: string): readonly string[] {
  return find(objects, 'NetworkPolicy', service).metadata.annotations?.['opsctl/edges']?.split(' ') ?? []
}

/** What a policy knows the pods of a service by. */
function podsOf(service: string): Json {
  return {matchLabels: {'app.kubernetes.io/name': service, 'app.kubernetes.io/instance': 'shop'}}
}

function workload(objects: readonly KubeObject[], name: string): {metadata: Json; spec: Json} {
  const kinds = ['Deployment', 'StatefulSet', 'DaemonSet']
  const found = objects.find(({kind, metadata}) => kinds.includes(kind) && metadata.name === name)
  if (!found) throw new Error(`no workload ${name}`)
  return (found.spec as {template: {metadata: Json; spec: Json}}).template
}

const pod = (objects: readonly KubeObject[], name: string): Json => workload(objects, name).spec
const annotations = (objects: readonly KubeObject[], name: string) => workload(objects, name).metadata.annotations

function container(objects: readonly KubeObject[], name: string): Json {
  const found = (pod(objects, name).containers as readonly Json[]).find((one) => one.name === name)
  if (!found) throw new Error(`no container ${name}`)
  return found
}
