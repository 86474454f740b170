/** Probes of rows that only the rendered stack shows: the Compose files and the objects of the chart, of one sample stack. */
import {readFileSync} from 'node:fs'
import {join} from 'node:path'

import type {ParityId, Standing} from '../../src/parity/catalogue.js'
import {isHook, type KubeObject, ofKind, workloadsOf} from '../e2e/cluster/kube-objects.js'
import type {ComposeView} from '../e2e/cluster/same-meaning.js'

/** One stack on both targets. */
export interface Both {
  readonly view: ComposeView
  readonly objects: readonly KubeObject[]
}

export type RenderedProbe = (both: Both) => {readonly compose: Standing; readonly helm: Standing}

type Side = 'compose' | 'helm'
/** Text of all services, or of all objects but hooks; enough for what is either said or not said at all. */
const textOf = ({view, objects}: Both, side: Side): string =>
  side === 'compose'
    ? JSON.stringify([...view.services.values()])
    : JSON.stringify(objects.filter((one) => one.kind !== 'ConfigMap'))

/** Connections that a policy names. */
const edgesOf = (objects: readonly KubeObject[]): ReadonlySet<string> =>
  new Set(
    ofKind(objects, 'NetworkPolicy').flatMap(({metadata}) => metadata.annotations?.['opsctl/edges']?.split(' ') ?? []),
  )

/** Whether each side says it in its own words. */
function said(compose: RegExp | undefined, helm: RegExp | undefined): RenderedProbe {
  return (both) => {
    const has = (side: Side, words: RegExp | undefined): Standing => (words?.test(textOf(both, side)) ? 'yes' : 'no')
    return {compose: has('compose', compose), helm: has('helm', helm)}
  }
}

/** Whether every service, and every container of the release, says it. */
function saidByEach(
  compose: (service: Readonly<Record<string, unknown>>) => boolean,
  helm: (text: string) => boolean,
): RenderedProbe {
  return ({view, objects}) => ({
    compose: [...view.services.values()].every(compose) ? 'yes' : 'no',
    helm: podsOf(objects).every(({pod}) => helm(JSON.stringify(pod))) ? 'yes' : 'no',
  })
}

const podsOf = (objects: readonly KubeObject[]) => workloadsOf(objects.filter((one) => !isHook(one)))
const hasKind = (objects: readonly KubeObject[], kind: string): Standing =>
  ofKind(objects, kind).length > 0 ? 'yes' : 'no'

/** Only a cluster has the kinds; Compose files have no word for them. */
function byKind(...kinds: readonly string[]): RenderedProbe {
  return ({objects}) => ({
    compose: 'no',
    helm: kinds.every((kind) => hasKind(objects, kind) === 'yes') ? 'yes' : 'no',
  })
}

function service(name: string, probe: RegExp, pods: RegExp): RenderedProbe {
  return ({view, objects}) => ({
    compose: probe.test(JSON.stringify(view.services.get(name))) ? 'yes' : 'no',
    helm: podsOf(objects).some(({object, pod}) => object.metadata.name === name && pods.test(JSON.stringify(pod)))
      ? 'yes'
      : 'no',
  })
}

/** By the id of the row. */
export const renderedProbes: Readonly<Partial<Record<ParityId, RenderedProbe>>> = {
  'config.same-bytes': ({view, objects}) => {
    const data = new Set(ofKind(objects, 'ConfigMap').flatMap((map) => Object.values(map.data ?? {})))
    const configs = [...view.helmFiles].filter(([path]) => path.startsWith('postgres/config/'))
    const mounted = /"source":"deploy\/postgres\/config/.test(textOf({view, objects}, 'compose'))
    const all = configs.length > 0 && configs.every(([path, text]) => data.has(text) && view.files.get(path) === text)
    return {compose: mounted ? 'yes' : 'no', helm: all ? 'yes' : 'no'}
  },
  'start.order': said(/"condition":"service_healthy"/, /service_healthy|"initContainers":\[\{"name":"wait/),
  'start.health': ({view, objects}) => ({
    compose: [...view.services].some(([, one]) => one.healthcheck) ? 'yes' : 'no',
    helm: ['startupProbe', 'readinessProbe', 'livenessProbe'].every((probe) =>
      podsOf(objects).some(({pod}) => JSON.stringify(pod).includes(`"${probe}"`)),
    )
      ? 'yes'
      : 'no',
  }),
  'run.heals': said(/autoheal/, /"livenessProbe"/),
  'limit.memory': saidByEach(
    (one) => one.mem_limit !== undefined && one.cpus !== undefined,
    (text) => /"limits":\{[^}]*"cpu"/.test(text) && /"limits":\{[^}]*"memory"/.test(text),
  ),
  'limit.swap': said(/"memswap_limit"/, /"[a-zA-Z]*[sS]wap[a-zA-Z]*":/),
  'limit.pids': said(/"pids_limit"/, /pidsLimit|"pids"/i),
  'process.init': said(/"init":true/, /"shareProcessNamespace":true|tini|dumb-init/),
  'process.stop-grace': saidByEach(
    (one) => one.stop_grace_period !== undefined,
    (text) => text.includes('"terminationGracePeriodSeconds"'),
  ),
  'process.stop-signal': ({view}) => {
    // A pod can't state a signal, but its runtime sends what the image asks for; ours ask for the same as Compose.
    const signal = String(view.services.get('postgres')?.stop_signal)
    const recipe = readFileSync(
      join(import.meta.dirname, '../../templates/postgres/images/postgres/Dockerfile'),
      'utf8',
    )
    const isSame = recipe.includes(`STOPSIGNAL ${signal}\n`)
    return {compose: signal.startsWith('SIG') ? 'yes' : 'no', helm: isSame ? 'yes' : 'no'}
  },
  'harden.restricted': saidByEach(
    (one) => one.read_only === true || one.user !== undefined,
    (text) => /"allowPrivilegeEscalation":false/.test(text) && /"drop":\["ALL"\]/.test(text),
  ),
  'harden.seccomp': ({view, objects}) => ({
    compose: /unconfined/.test(textOf({view, objects}, 'compose')) ? 'no' : 'yes',
    helm: podsOf(objects).every(({pod}) => /"type":"RuntimeDefault"/.test(JSON.stringify(pod))) ? 'yes' : 'no',
  }),
  'harden.scratch-noexec': said(/noexec/, /noexec/),
  'net.isolation': ({view, objects}) => ({
    compose: /"networks":\{"data":/.test(textOf({view, objects}, 'compose')) ? 'part' : 'no',
    helm: edgesOf(objects).size > podsOf(objects).length ? 'yes' : 'no',
  }),
  'net.outside': ({view, objects}) => {
    const published = [...view.services].flatMap(([name, {ports = []}]) =>
      ports.filter(({host_ip: ip}) => !ip.startsWith('127.')).map(() => name),
    )
    const types = ofKind(objects, 'Service').filter(
      ({spec}) => !['ClusterIP', undefined].includes(spec?.type as string),
    )
    return {
      compose: published.every((name) => name === 'gateway') ? 'yes' : 'no',
      helm: types.every(({metadata}) => metadata.name === 'gateway') ? 'yes' : 'no',
    }
  },
  'net.ingress': byKind('Ingress', 'HTTPRoute'),
  'net.tls': ({view, objects}) => ({
    compose: /tls internal|https/.test([...view.files.values()].join('\n')) ? 'yes' : 'no',
    helm: ofKind(objects, 'Ingress').some(({spec}) => spec?.tls !== undefined) ? 'yes' : 'no',
  }),
  'secrets.place': ({view, objects}) => ({
    compose: [...view.files.values()].some((text) => /file: secrets\//.test(text)) ? 'yes' : 'no',
    helm:
      ofKind(objects, 'Secret').length === 0 && /"secret":\{"(name|items)"/.test(textOf({view, objects}, 'helm'))
        ? 'yes'
        : 'no',
  }),
  'secrets.external': byKind('ExternalSecret'),
  'data.volumes': ({view, objects}) => ({
    compose: [...view.files.values()].some((text) => /external: true/.test(text)) ? 'yes' : 'no',
    helm: ofKind(objects, 'StatefulSet').every(({spec}) => JSON.stringify(spec).includes('"whenDeleted":"Retain"'))
      ? 'yes'
      : 'no',
  }),
  'data.size': said(/"size":"\d+GiB"/, /"storage":"/),
  'scale.replicas': said(/"scale":2/, /"topologySpreadConstraints"/),
  'scale.auto': byKind('HorizontalPodAutoscaler'),
  'scale.disruption': byKind('PodDisruptionBudget'),
  'scale.priority': said(/priority/i, /"priorityClassName":"important"/),
  'change.app-update': said(/start-first/, /"maxUnavailable":0/),
  'change.migrate': ({view, objects}) => ({
    compose: /migrate/.test(textOf({view, objects}, 'compose')) ? 'yes' : 'no',
    helm: objects.some((one) => one.kind === 'Job' && isHook(one)) ? 'yes' : 'no',
  }),
  'logs.rotation': said(/"max-size":"10m","max-file":"5"/, /max-size|containerLogMaxSize/),
  'logs.collected': ({view}) => {
    const format = (files: ReadonlyMap<string, string>) => files.get('filebeat/config/server/filebeat.yml') ?? ''
    return {
      compose: /format: docker/.test(format(view.files)) ? 'yes' : 'no',
      helm: /format: cri/.test(format(view.helmFiles)) ? 'yes' : 'no',
    }
  },
  'metrics.containers': service('cadvisor', /"image"/, /"image"/),
  'metrics.node': service('node-exporter', /"network_mode":"host"|"image"/, /"image"/),
  'tests.release': ({objects}) => ({
    compose: 'no',
    helm: objects.some(({metadata}) => metadata.annotations?.['helm.sh/hook'] === 'test') ? 'yes' : 'no',
  }),
}
