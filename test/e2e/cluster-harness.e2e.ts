import {existsSync} from 'node:fs'
import {mkdir, writeFile} from 'node:fs/promises'
import {dirname, join} from 'node:path'

import {afterAll, beforeAll, describe, expect, test} from 'vitest'

import {API_SERVER_TOOLS, type ApiServer, startApiServer} from './cluster/api-server.js'
import {until} from './cluster/control-plane.js'
import {processesOf} from './cluster/processes.js'
import {makeFolder} from './opsctl.js'
import {checkManifests, KUBERNETES_VERSIONS, toolsAbsent} from './tools/tools.js'

const TEMPLATE = `apiVersion: apps/v1
kind: StatefulSet
metadata: {name: "{{ .Release.Name }}"}
spec:
  serviceName: tiny
  selector: {matchLabels: {app: "{{ .Release.Name }}"}}
  template:
    metadata: {labels: {app: "{{ .Release.Name }}"}}
    spec:
      containers: [{name: tiny, image: "tiny:{{ .Values.tag }}", volumeMounts: [{name: data, mountPath: /data}]}]
  volumeClaimTemplates:
    - metadata: {name: data}
      spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
---
apiVersion: batch/v1
kind: Job
metadata: {name: "{{ .Release.Name }}-hook", annotations: {helm.sh/hook: "pre-install,pre-upgrade"}}
spec: {template: {spec: {restartPolicy: Never, containers: [{name: hook, image: "tiny:1"}]}}}
`

/** A chart with a store, its volume, and a job as a hook. */
async function writeChart(): Promise<string> {
  const folder = join(await makeFolder(), 'tiny')
  await mkdir(join(folder, 'templates'), {recursive: true})
  await writeFile(join(folder, 'Chart.yaml'), 'apiVersion: v2\nname: tiny\nversion: 0.1.0\n')
  await writeFile(join(folder, 'values.yaml'), 'tag: "1"\n')
  await writeFile(join(folder, 'templates/all.yaml'), TEMPLATE)
  return folder
}

describe.skipIf(toolsAbsent(...API_SERVER_TOOLS))('an API server on nodes that pretend', () => {
  let cluster: ApiServer
  let chart: string

  beforeAll(async () => {
    ;[cluster, chart] = await Promise.all([startApiServer({nodes: 2}), writeChart()])
  })

  afterAll(() => cluster?.stop())

  test.each([3, 4] as const)(
    'Helm %i installs a chart and waits for its hook, its pod and its volume',
    async (major) => {
      const name = `helm${major}`
      expect(await cluster.helm(major, ['install', name, chart, '--wait', '--timeout', '60s'])).toMatchObject({
        exitCode: 0,
      })
      const pod = await cluster.api('GET', `/api/v1/namespaces/default/pods/${name}-0`)
      expect(pod.body.status.phase).toBe('Running')
      const claim = await cluster.api('GET', `/api/v1/namespaces/default/persistentvolumeclaims/data-${name}-0`)
      expect(claim.body.status.phase).toBe('Bound')
    },
  )

  test.each([
    ['missing', 'ImagePullBackOff'],
    ['crashing', 'CrashLoopBackOff'],
  ])('a pod whose image has the tag %s is never ready', async (tag, reason) => {
    const argv = ['install', tag, chart, '--wait', '--timeout', '4s', '--set', `tag=${tag}`]
    const {exitCode, stderr} = await cluster.helm(4, argv)
    expect({exitCode, stderr}).toMatchObject({exitCode: 1, stderr: expect.stringContaining('not ready')})
    await until(`the pod says ${reason}`, async () => {
      const {body} = await cluster.api('GET', `/api/v1/namespaces/default/pods/${tag}-0`)
      return body.status.containerStatuses[0].state.waiting.reason === reason
    })
  })

  test('a namespace labelled restricted refuses a pod and says every reason', async () => {
    const labels = {'pod-security.kubernetes.io/enforce': 'restricted'}
    await cluster.api('POST', '/api/v1/namespaces', {metadata: {name: 'strict', labels}})
    const {exitCode, stderr} = await cluster.kubectl(['run', 'loose', '-n', 'strict', '--image=tiny:1'])
    expect(exitCode).toBe(1)
    for (const field of ['allowPrivilegeEscalation', 'capabilities', 'runAsNonRoot', 'seccompProfile']) {
      expect(stderr).toContain(field)
    }
  })

  test('a user has just the rights they were given', async () => {
    await cluster.api('POST', '/api/v1/namespaces', {metadata: {name: 'shop'}})
    const rules = [{namespace: 'shop', apiGroups: [''], resources: ['pods'], verbs: ['list']}]
    const kubeconfig = await cluster.makeUserKubeconfig('nora', rules)
    const list = (what: string, namespace: string) =>
      cluster.kubectl(['--kubeconfig', kubeconfig, 'get', what, '-n', namespace])
    expect(await list('pods', 'shop')).toMatchObject({exitCode: 0})
    expect(await list('pods', 'default')).toMatchObject({exitCode: 1, stderr: expect.stringContaining('"nora" cannot')})
    expect(await list('secrets', 'shop')).toMatchObject({exitCode: 1, stderr: expect.stringContaining('"nora" cannot')})
  })

  test('kinds of operators are unknown until they are applied', async () => {
    const monitor = {
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'ServiceMonitor',
      metadata: {name: 'tiny'},
      spec: {selector: {}, endpoints: [{port: 'http'}]},
    }
    const apply = () => cluster.kubectl(['apply', '-n', 'default', '-f', '-'], {stdin: JSON.stringify(monitor)})
    expect(await apply()).toMatchObject({exitCode: 1, stderr: expect.stringContaining('no matches for kind')})
    await cluster.applyCrds()
    expect(await apply()).toMatchObject({exitCode: 0})
  })
})

describe.skipIf(toolsAbsent(...API_SERVER_TOOLS))('an API server without storage', () => {
  test('leaves claims pending, and nothing behind once it is stopped', async () => {
    const cluster = await startApiServer({storage: 'none'})
    const folder = dirname(dirname(cluster.kubeconfig))
    try {
      const spec = {accessModes: ['ReadWriteOnce'], resources: {requests: {storage: '1Gi'}}}
      const path = '/api/v1/namespaces/default/persistentvolumeclaims'
      await cluster.api('POST', path, {metadata: {name: 'data'}, spec})
      const waiting = ['wait', 'pvc/data', '--for=jsonpath={.status.phase}=Bound', '--timeout=3s']
      expect(await cluster.kubectl(waiting)).toMatchObject({exitCode: 1})
      expect((await cluster.api('GET', `${path}/data`)).body.status.phase).toBe('Pending')
      expect((await processesOf(folder)).length).toBeGreaterThanOrEqual(5)
    } finally {
      await cluster.stop()
    }
    expect(existsSync(folder)).toBe(false)
    expect(await processesOf(folder)).toEqual([])
  })
})

describe.skipIf(toolsAbsent('kubeconform', 'kube-schemas'))('the strict schemas', () => {
  const claim = (extra: string) =>
    `apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: data}\nspec: {accessModes: [ReadWriteOnce]${extra}}\n`
  const route = (field: string) =>
    `apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: web}\nspec: {${field}: [shop.test]}\n`

  test.each(KUBERNETES_VERSIONS)('%s takes what is right and names what is misspelt', async (version) => {
    expect(await checkManifests(`${claim('')}---\n${route('hostnames')}`, version)).toEqual([])
    const wrong = await checkManifests(`${claim(', storageClass: x')}---\n${route('hostname')}`, version)
    expect(wrong.join('\n')).toMatch(/storageClass' not allowed/)
    expect(wrong.join('\n')).toMatch(/hostname' not allowed/)
  })
})
