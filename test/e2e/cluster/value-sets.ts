/**
 * The stacks that every check of the chart runs on: each preset, each driver, each switch and choice of a cluster both
 * ways, each component off, and random valid ones from fixed seeds.
 */
import fc from 'fast-check'
import {dump} from 'js-yaml'

import {parseStack} from '../../../src/spec/load-stack.js'
import {presets} from '../../../src/spec/presets.js'
import type {Stack, StackInput} from '../../../src/spec/stack.js'
import {stackInput} from '../../spec-arbitrary.js'

/** One stack for a cluster. */
export interface ValueSet {
  /** Says what is special to it; unique, and fit for a file name. */
  readonly name: string
  readonly input: StackInput
  readonly stack: Stack
  /** Whether the cluster knows the kinds of operators. */
  readonly crds: boolean
}

type Json = Readonly<Record<string, unknown>>

const RANDOM = {numRuns: 10, seed: 1_340_135}

const head = {version: 1, project: 'shop', target: 'helm'} as const

const web = {
  image: 'me/web:1.0',
  metrics: '/metrics',
  health: {path: '/healthz', ready: '/readyz'},
  env: {GREETING: 'a "b" $c {{ d }} é中'},
  secrets: ['SESSION_KEY'],
  uses: ['postgres', 'redis'],
}

const plain = {...web, uses: ['postgres']}

const route = {web: {hosts: ['shop.example.com'], paths: ['/'], upstreams: ['web']}}

const preset = (id: keyof typeof presets): Json => Object.assign({}, ...presets[id].sections.map(({keys}) => keys))

/** Everything that there is, with an app behind the gateway. */
const everything: Json = merge(preset('full'), {gateway: {routes: route}, apps: {web}})
/** The same without the dashboards, which are most of its bytes. */
const most: Json = merge(everything, {grafana: {enabled: false}})
const small: Json = {gateway: {routes: route}, apps: {web}, postgres: {}, redis: {}}

const LOG_ROOMS = ['filebeat', 'logstash', 'elasticsearch', 'kibana'] as const
/** Each with what can't be without it. */
const SWITCHES: Readonly<Record<string, readonly string[]>> = {
  gateway: [],
  postgres: [],
  redis: [],
  prometheus: ['grafana', 'alertmanager'],
  alertmanager: [],
  grafana: [],
  'node-exporter': [],
  cadvisor: [],
  blackbox: [],
  elasticsearch: ['filebeat', 'logstash', 'kibana'],
  logstash: [],
  kibana: [],
  filebeat: ['logstash'],
}

/** Every set, in the same order each time; with VALUE_SETS only those whose names match it. Throws when one is not valid. */
export function valueSets(): readonly ValueSet[] {
  const wanted = new RegExp(process.env.VALUE_SETS ?? '')
  return allSets().filter(({name}) => wanted.test(name))
}

/** Two stacks of one project, as a person changes one into the other. */
export function upgradePairs(): readonly {readonly name: string; readonly before: Stack; readonly after: Stack}[] {
  const bigger = {limits: {memory: '1GiB', cpus: 2}, maxConnections: 200}
  const pairs: readonly (readonly [string, Json, Json])[] = [
    ['limits', small, merge(small, {postgres: bigger, redis: {limits: {memory: '512MiB'}}})],
    ['driver', small, merge(small, {gateway: {driver: 'nginx'}})],
    ['more-rooms', small, merge(small, {prometheus: {}, alertmanager: {}, 'node-exporter': {}})],
    ['fewer-rooms', merge(small, {prometheus: {}}), merge(small, {redis: {enabled: false}, apps: {web: plain}})],
    ['bigger-claim', small, merge(small, {kubernetes: {storage: {'postgres-data': '20GiB'}}})],
  ]
  return pairs.map(([name, before, after]) => ({
    name,
    before: toSet(`${name}-before`, {...head, ...before} as StackInput, true).stack,
    after: toSet(`${name}-after`, {...head, ...after} as StackInput, true).stack,
  }))
}

/** One stack in which everything of the parity report can be seen. */
export function paritySample(): ValueSet {
  const scaled = {...web, replicas: 2, autoscale: {max: 4}, migrate: ['npm', 'run', 'migrate']}
  const kubernetes = {
    priorityClass: 'important',
    secrets: {from: 'external', store: 'vault'},
    storage: {'postgres-data': '50GiB'},
    ingress: {hosts: ['shop.example.com'], tls: {issuer: 'letsencrypt'}},
    gatewayApi: {gateway: 'front'},
  }
  const input = {
    ...head,
    ...merge(everything, {gateway: {tls: {mode: 'internal', redirect: false}}, apps: {web: scaled}, kubernetes}),
  }
  return toSet('parity', input as StackInput, true)
}

function allSets(): readonly ValueSet[] {
  const named: readonly (readonly [string, Json, boolean?])[] = [
    ...presetSets(),
    ...driverSets(),
    ...clusterSets(),
    ...componentSets(),
    ...appSets(),
    ['images-debian', {images: {source: 'debian'}, ...preset('core')}],
    ['images-registry', {images: {registry: 'mirror.example.com/hub'}, ...most}],
    ['language-zh', {language: 'zh', environment: 'staging', ...preset('core')}],
  ]
  const fixed = named.map(([name, input, crds = false]) => toSet(name, {...head, ...input} as StackInput, crds))
  const random = fc.sample(stackInput, RANDOM).map((input, position) => {
    const own = {...input, target: 'helm', project: `random-${position}`} as StackInput
    return toSet(`random-${position}`, own, position % 2 === 0)
  })
  return [...fixed, ...random]
}

function presetSets(): readonly (readonly [string, Json])[] {
  return [
    ['preset-demo', preset('demo')],
    ['preset-core', preset('core')],
    ['preset-full', preset('full')],
    ['everything', everything],
    ['nothing', {}],
  ]
}

function driverSets(): readonly (readonly [string, Json])[] {
  const files = {mode: 'files', certificate: 'tls/shop.pem', key: 'tls/shop.key'}
  return (['caddy', 'nginx', 'haproxy'] as const).flatMap((driver) =>
    [{mode: 'off'}, {mode: 'internal'}, {mode: 'internal', redirect: false}, files].map(
      (tls, position): readonly [string, Json] => [
        `gateway-${driver}-${['plain', 'internal', 'both', 'files'][position]}`,
        merge(small, {gateway: {driver, tls, httpPort: 8080, httpsPort: 8443}}),
      ],
    ),
  )
}

function clusterSets(): readonly (readonly [string, Json, boolean?])[] {
  const at = (kubernetes: Json) => merge(small, {kubernetes})
  const hosts = ['shop.example.com', 'www.example.com']
  return [
    ['place', at({namespace: 'prod', agentsNamespace: 'node-watch', clusterDomain: 'k8s.example.com'})],
    ['storage', merge(most, {kubernetes: {storageClass: 'fast-ssd', storage: {'postgres-data': '50GiB'}}})],
    ['service-node-port', at({service: 'NodePort'})],
    ['service-load-balancer', at({service: 'LoadBalancer'})],
    ['ingress-plain', at({ingress: {hosts}})],
    ['ingress-secret', at({ingress: {class: 'nginx', hosts, tls: {secret: 'shop-tls'}}})],
    ['ingress-issuer', at({ingress: {hosts, tls: {issuer: 'letsencrypt'}}}), true],
    ['gateway-api-any-host', at({gatewayApi: {gateway: 'front'}}), true],
    ['gateway-api-hosts', at({gatewayApi: {gateway: 'front', namespace: 'infra', hosts}}), true],
    ['secrets-existing', at({secrets: {from: 'existing'}})],
    ['secrets-external', merge(most, {kubernetes: {secrets: {from: 'external', store: 'vault'}}}), true],
    ['network-policies-off', merge(most, {kubernetes: {networkPolicies: false}})],
    ['priority-class', at({priorityClass: 'important'})],
    ['pull-secrets', merge(most, {kubernetes: {pullSecrets: ['mirror', 'second']}})],
    ['operator-on', merge(everything, {monitoring: {operator: 'on'}}), true],
    ['operator-auto-with-kinds', merge(most, {monitoring: {operator: 'auto'}}), true],
    ['operator-off-with-kinds', merge(most, {monitoring: {operator: 'off'}}), true],
  ]
}

function componentSets(): readonly (readonly [string, Json])[] {
  const off = (ids: readonly string[]) => Object.fromEntries(ids.map((id) => [id, {enabled: false}]))
  const without = Object.entries(SWITCHES).map(([id, needy]): readonly [string, Json] => {
    const rest = merge(id === 'grafana' ? everything : most, off([id, ...needy]))
    const light = ['logstash', 'filebeat', 'elasticsearch'].includes(id) ? {logs: {path: 'light'}} : {}
    const uses = ['postgres', 'redis'].filter((store) => store !== id)
    return [`without-${id}`, merge(rest, {...light, apps: {web: {...web, uses}}})]
  })
  return [
    ...without,
    ['logs-light', merge(most, {logs: {path: 'light'}, logstash: {enabled: false}})],
    ['logs-none', merge(most, off(LOG_ROOMS))],
    ['redis-cache', merge(small, {redis: {role: 'cache', version: '7'}, postgres: {version: '15'}})],
    ['elasticsearch-8', merge(most, {elasticsearch: {version: '8'}})],
  ]
}

function appSets(): readonly (readonly [string, Json])[] {
  const two = {web, api: {image: 'me/api:2.1', port: 9000, egress: true, replicas: 3, deliver: 'env', uses: ['redis']}}
  return [
    ['apps-two', merge(small, {apps: two})],
    ['apps-built', merge(small, {apps: {web: {build: 'web', port: 3000}}})],
    ['apps-environment', merge(small, {apps: {web: {...web, deliver: 'env'}}})],
  ]
}

function toSet(name: string, input: StackInput, crds: boolean): ValueSet {
  const {stack, problems} = parseStack(dump(input, {noRefs: true}))
  if (stack === undefined) throw new Error(`${name} is not valid: ${problems.map((one) => one.message.en).join('; ')}`)
  return {name, input, stack, crds}
}

function merge(base: Json, over: Json): Json {
  const isMap = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)
  const entries = Object.entries(over).map(([key, value]) => {
    const old = base[key]
    return [key, isMap(old) && isMap(value) && key !== 'apps' ? merge(old, value) : value] as const
  })
  return {...base, ...Object.fromEntries(entries)}
}
