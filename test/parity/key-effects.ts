/** Which keys of opsctl.yaml change something on which target: each is given another value, and both are rendered again. */
import {dump} from 'js-yaml'

import {emptyOverlay} from '../../src/render/overlay.js'
import {renderStack, renderValues} from '../../src/render/render-stack.js'
import {type KeyNode, walkKeys} from '../../src/spec/key-tree.js'
import {parseStack} from '../../src/spec/load-stack.js'
import type {KeyPath} from '../../src/spec/path.js'
import type {Stack} from '../../src/spec/stack.js'

export interface KeyEffect {
  /** As the schema has it, with `<name>` for names of one’s own. */
  readonly key: string
  readonly compose: boolean
  readonly helm: boolean
}

type Json = Readonly<Record<string, unknown>>

const route = {hosts: ['shop.example.com'], paths: ['/api/'], upstreams: ['web']}

/** What most keys need. */
const lean: Json = {
  gateway: {driver: 'nginx', tls: {mode: 'internal'}, routes: {web: {...route, rateLimit: {requests: 10}}}},
  apps: {
    web: {image: 'me/web:1.0', metrics: '/metrics', env: {A: 'b'}, secrets: ['KEY'], uses: ['postgres']},
    api: {image: 'me/api:1.0'},
  },
  postgres: {settings: {work_mem: '2MB'}, port: 15_432},
  redis: {maxMemory: '100MiB', port: 16_379},
}

const metrics: Json = {
  prometheus: {targets: ['10.0.0.5:9100']},
  alertmanager: {},
  'node-exporter': {},
  cadvisor: {},
  blackbox: {targets: ['https://example.com/']},
}

const logs: Json = {
  elasticsearch: {heap: '1GiB', port: 19_200},
  logstash: {heap: '512MiB'},
  kibana: {},
  filebeat: {},
}

/** What a section needs besides. */
const MORE: Readonly<Record<string, Json>> = {
  ...Object.fromEntries([...Object.keys(metrics), 'language', 'environment'].map((id) => [id, metrics])),
  ...Object.fromEntries([...Object.keys(logs), 'logs'].map((id) => [id, logs])),
  grafana: {...metrics, grafana: {}},
  apps: {prometheus: {}},
}

/** What a key of a route needs. */
const ROUTES: readonly (readonly [RegExp, string, Json])[] = [
  [/activeHealth/, 'haproxy', {activeHealth: {path: '/healthz'}}],
  [/cache/, 'nginx', {cache: [{path: '/api/a/', ttl: '1m'}]}],
  [/^gateway\.driver$/, 'nginx', {}],
]

/** Other values for keys whose kind does not say one. A key without any is not judged; it has to be named by {@link UNJUDGED}. */
const VALUES: Readonly<Record<string, unknown>> = {
  project: 'other',
  'images.registry': 'mirror.example.com/hub',
  'gateway.bind': '10.1.2.3',
  'gateway.routes.<name>.hosts.0': 'other.example.com',
  'gateway.routes.<name>.paths.0': '/other/',
  'gateway.routes.<name>.cache.0.path': '/api/b/',
  'gateway.routes.<name>.upstreams.0': 'api',
  'gateway.routes.<name>.activeHealth.path': '/other',
  'gateway.routes.<name>.basicAuth.0': 'bob',
  'apps.<name>.image': 'me/web:2.0',
  'apps.<name>.migrate.0': 'migrate',
  'apps.<name>.user': '2000:2000',
  'apps.<name>.health.path': '/other',
  'apps.<name>.health.ready': '/other',
  'apps.<name>.metrics': '/other',
  'apps.<name>.env.<name>': 'c',
  'apps.<name>.secrets.0': 'OTHER',
  'apps.<name>.uses.0': 'redis',
  'postgres.database': 'other',
  'postgres.settings.<name>': '3MB',
  'prometheus.targets.0': '10.0.0.6:9100',
  'logstash.heap': '400MiB',
  'cadvisor.dockerRoot': '/srv/docker',
  'blackbox.targets.0': 'https://example.org/',
  'filebeat.containerLogs': '/srv/docker/containers',
}

/** Not judged here, each with the reason. */
export const UNJUDGED: Readonly<Record<string, string>> = {
  version: 'has one value',
  target: 'is what is compared',
  backup: 'is not run yet',
  alerting: 'only becomes files that are the same for both',
  alerts: 'only becomes files that are the same for both',
  slo: 'only becomes files that are the same for both',
  doctor: 'changes nothing that runs',
  'postgres.retention': 'is what doctor holds rows against',
  'logs.mask': 'only becomes files that are the same for both',
  kubernetes: 'has rows of its own',
  monitoring: 'has a row of its own',
  'apps.<name>.build': 'has a row of its own',
}

/** Keys that have no effect on rendered files of either target by themselves, each with the reason. */
export const WITHOUT_EFFECT: Readonly<Record<string, string>> = {
  'gateway.tls.certificate': 'is copied into secrets/',
  'gateway.tls.key': 'is copied into secrets/',
  'apps.<name>.autoscale.cpu': 'needs autoscale.max',
  'postgres.enabled': 'an app uses it; value sets turn it off',
  'elasticsearch.enabled': 'others need it; value sets turn it off',
  'logstash.enabled': 'needs logs.path light; value sets turn it off',
  'logs.path': 'goes with logstash; value sets turn it',
}

/** The name under which a sample has the names of one’s own. */
const OWN: Readonly<Record<string, string>> = {
  'gateway.routes': 'web',
  apps: 'web',
  'apps.<name>.env': 'A',
  'postgres.settings': 'work_mem',
}

interface Effects {
  readonly effects: readonly KeyEffect[]
  /** Keys that no other value was seen to do anything. */
  readonly unknown: readonly string[]
}

let found: Effects | undefined

/** The effect of every key that can be judged. Takes some seconds, once. */
export function findEffects(): Effects {
  found ??= judgeKeys()
  return found
}

function judgeKeys(): Effects {
  const effects: KeyEffect[] = []
  const unknown: string[] = []
  for (const [path, node] of walkKeys()) {
    const key = path.join('.')
    if (node.keys.size > 0 || node.item !== undefined || isWithin(key, Object.keys(UNJUDGED))) continue
    const effect = findEffect(key, path, node)
    if (effect) effects.push(effect)
    else unknown.push(key)
  }

  return {effects, unknown}
}

/** Whether a key is one of those, or below one. */
export function isWithin(key: string, places: readonly string[]): boolean {
  return places.some((place) => key === place || key.startsWith(`${place}.`))
}

function findEffect(key: string, path: KeyPath, node: KeyNode): KeyEffect | undefined {
  const top = String(path[0])
  const base = baseOf(key, top)
  const before = sidesBefore(base)
  for (const value of valuesFor(key, node)) {
    const changed = put(base, ownPath(path), value)
    const after = before && changed && sidesOf(changed)
    if (!before || !after) continue
    const effect = {key, compose: before.compose !== after.compose, helm: before.helm !== after.helm}
    if (effect.compose || effect.helm) return effect
  }

  return undefined
}

function baseOf(key: string, top: string): Json {
  const base = {...lean, ...MORE[top]}
  const gateway = base.gateway as Json
  if (/^gateway\.tls\.(certificate|key)$/.test(key)) {
    return {...base, gateway: {...gateway, tls: {mode: 'files', certificate: 'tls/a.pem', key: 'tls/a.key'}}}
  }

  const special = ROUTES.find(([keys]) => keys.test(key))
  if (!special) return base
  const [, driver, more] = special
  return {...base, gateway: {...gateway, driver, routes: {web: {...route, ...more}}}}
}

function valuesFor(key: string, node: KeyNode): readonly unknown[] {
  const own = VALUES[key]
  if (own !== undefined) return [own]
  const fallback = node.fallback
  if (node.kind === 'switch') return [true, false]
  if (node.kind === 'choice') return node.choices
  if (node.kind === 'size') return ['900MiB', '600MiB', '1700MiB', '3GiB', '40MiB']
  if (node.kind === 'duration') return ['7s', '3m', '3d']
  if (node.kind === 'whole') return [Number(fallback ?? 1) + 1, 7, 18_081]
  if (node.kind === 'number') return [0.75, 1.5]
  return key.startsWith('gateway.tls.') ? ['tls/other.pem'] : []
}

const known = new Map<string, ReturnType<typeof sidesOf>>()

/** Most keys have their base in common. */
function sidesBefore(base: Json): ReturnType<typeof sidesOf> {
  const name = JSON.stringify(base)
  if (!known.has(name)) known.set(name, sidesOf(base))
  return known.get(name)
}

/** What both targets are told, as one text each. A cluster’s objects also depend on `kubernetes`, which is judged on them. */
function sidesOf(input: Json): {readonly compose: string; readonly helm: string} | undefined {
  const stackOf = (target: Stack['target']) =>
    parseStack(dump({version: 1, project: 'shop', ...input, target}, {noRefs: true})).stack
  const [compose, helm] = [stackOf('compose'), stackOf('helm')]
  if (!compose || !helm) return undefined
  const {stack: _, ...values} = renderValues(helm, emptyOverlay)
  return {compose: JSON.stringify(renderStack(compose, emptyOverlay)), helm: JSON.stringify(values)}
}

function ownPath(path: KeyPath): KeyPath {
  return path.map((part, position) => {
    if (part !== '<name>') return part
    return OWN[path.slice(0, position).join('.')] ?? 'web'
  })
}

function put(into: unknown, [key, ...rest]: KeyPath, value: unknown): Json | undefined {
  if (key === undefined) return undefined
  const isList = typeof key === 'number'
  const old = (into ?? (isList ? [] : {})) as Record<string | number, unknown>
  const next = rest.length === 0 ? value : put(old[key], rest, value)
  const copy: Record<string | number, unknown> = isList ? (Object.assign([], old) as never) : {...old}
  copy[key] = next
  return copy as Json
}
