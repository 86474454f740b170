/**
 * Records what the exporters of running stacks export into templates/<room>/contracts/<exporter>.json: name, type, labels,
 * values where they are few. `npm run contracts:record` brings up stacks of its own, see scenario.ts; with the folders of
 * projects it records those that run there.
 */
import {mkdirSync, readFileSync, writeFileSync} from 'node:fs'
import {dirname, join} from 'node:path'

import {listServices} from '../../src/images/list-services.js'
import {projectAt} from '../../src/project.js'
import {loadStack} from '../../src/spec/load-stack.js'
import type {Stack} from '../../src/spec/stack.js'
import {isContractFlag} from './flags.js'
import {playScenarios} from './scenario.js'

interface Metric {
  readonly name: string
  readonly type: string
  readonly labels: readonly string[]
  readonly values?: Readonly<Record<string, readonly string[]>>
}

interface Contract {
  readonly exporter: string
  readonly version: string
  readonly flags: readonly string[]
  readonly metrics: readonly Metric[]
}

interface Source {
  readonly file: string
  readonly exporter: string
  /** The service that is asked, for the flags it runs with. */
  readonly service: string
  /** The metric whose label `version` says which program it is. */
  readonly build?: string
}

/** Labels whose values are the exporter's own words, not names of this machine's objects. */
const WORDS = /^(mode|state|reason|code|code_class|result|outcome|phase|type|status|err|event|wal_status)$/
const MAX_VALUES = 20
/** Series that carry the target's job and instance, but that Prometheus makes. */
const OF_PROMETHEUS = /^(up|scrape_\w+|ALERTS(_FOR_STATE)?|.*:.*)$/

function sourceOf(job: string, driver: string): Source | undefined {
  const gateway = {caddy: 'caddy_build_info', nginx: undefined, haproxy: 'haproxy_process_build_info'}[driver]
  const sources: Readonly<Record<string, Source>> = {
    alertmanager: {
      file: 'alertmanager/contracts/alertmanager.json',
      exporter: 'alertmanager',
      service: 'alertmanager',
      build: 'alertmanager_build_info',
    },
    blackbox: {
      file: 'blackbox/contracts/blackbox_exporter.json',
      exporter: 'blackbox_exporter',
      service: 'blackbox',
      build: 'blackbox_exporter_build_info',
    },
    'blackbox-probes': {
      file: 'blackbox/contracts/probes.json',
      exporter: 'blackbox_exporter probes',
      service: 'blackbox',
    },
    cadvisor: {file: 'cadvisor/contracts/container-exporter.json', exporter: 'container-exporter', service: 'cadvisor'},
    gateway: {
      file: `gateway/contracts/${driver}.json`,
      exporter: driver,
      service: 'gateway',
      ...(gateway ? {build: gateway} : {}),
    },
    'gateway-metrics': {
      file: 'gateway/contracts/mtail.json',
      exporter: 'mtail',
      service: 'gateway-metrics',
      build: 'mtail_build_info',
    },
    'node-exporter': {
      file: 'node-exporter/contracts/node_exporter.json',
      exporter: 'node_exporter',
      service: 'node-exporter',
      build: 'node_exporter_build_info',
    },
    postgres: {
      file: 'postgres/contracts/postgres_exporter.json',
      exporter: 'postgres_exporter',
      service: 'postgres-exporter',
      build: 'postgres_exporter_build_info',
    },
    prometheus: {
      file: 'prometheus/contracts/prometheus.json',
      exporter: 'prometheus',
      service: 'prometheus',
      build: 'prometheus_build_info',
    },
    redis: {
      file: 'redis/contracts/redis_exporter.json',
      exporter: 'redis_exporter',
      service: 'redis-exporter',
      build: 'redis_exporter_build_info',
    },
  }
  return sources[job]
}

type Labels = Readonly<Record<string, string>>

class Prometheus {
  readonly #url: string
  readonly #authorization: string

  constructor(port: number, password: string) {
    this.#url = `http://127.0.0.1:${port}/api/v1/`
    this.#authorization = `Basic ${Buffer.from(`opsctl:${password}`).toString('base64')}`
  }

  async ask(path: string): Promise<unknown> {
    const answer = await fetch(this.#url + path, {headers: {authorization: this.#authorization}})
    if (!answer.ok) throw new Error(`Prometheus answers ${answer.status} to ${path}`)
    return ((await answer.json()) as {data: unknown}).data
  }
}

const contracts = new Map<string, Contract>()
const directories = process.argv.slice(2)
for (const directory of directories) await recordStack(directory)
if (directories.length === 0) await playScenarios(recordStack)
for (const [file, contract] of contracts) write(file, contract)

async function recordStack(directory: string): Promise<void> {
  const project = projectAt(directory)
  const {stack} = await loadStack(project)
  const password = readFileSync(join(project.secrets, 'prometheus-password'), 'utf8').trim()
  const prometheus = new Prometheus(stack.prometheus.port, password)
  for (const job of (await prometheus.ask('label/job/values')) as string[]) {
    const source = sourceOf(job, stack.gateway.driver)
    if (!source) continue
    const since = Math.floor(Date.now() / 1000) - 600
    const path = `series?start=${since}&match[]=${encodeURIComponent(`{job="${job}"}`)}`
    const series = (await prometheus.ask(path)) as Labels[]
    const target = `targets/metadata?match_target=${encodeURIComponent(`{job="${job}"}`)}`
    const metadata = (await prometheus.ask(target)) as {metric: string; type: string}[]
    const types = new Map(metadata.map(({metric, type}) => [metric, type]))
    const contract = toContract(source, series, types, stack)
    contracts.set(source.file, merge(contracts.get(source.file), contract))
  }
}

function toContract(
  source: Source,
  series: readonly Labels[],
  types: ReadonlyMap<string, string>,
  stack: Stack,
): Contract {
  const families = new Map<string, {type: string; labels: Map<string, Set<string>>}>()
  for (const {__name__: name = '', job: _job, instance: _instance, ...labels} of series) {
    if (OF_PROMETHEUS.test(name)) continue
    const {family, type} = familyOf(name, types)
    const known = families.get(family) ?? {type, labels: new Map()}
    for (const [label, value] of Object.entries(labels)) {
      if ((label === 'le' && type === 'histogram') || (label === 'quantile' && type === 'summary')) continue
      known.labels.set(label, (known.labels.get(label) ?? new Set()).add(value))
    }

    families.set(family, known)
  }

  const build = series.find((one) => one.__name__ === source.build)
  const argv = listServices(stack).find(({service}) => service.name === source.service)?.service.command ?? []
  return {
    exporter: source.exporter,
    version: build?.version ?? '',
    flags: argv.filter(isContractFlag).toSorted(),
    metrics: [...families].map(([name, {type, labels}]) => toMetric(name, type, labels)).toSorted(byName),
  }
}

function familyOf(name: string, types: ReadonlyMap<string, string>): {family: string; type: string} {
  const own = types.get(name)
  if (own !== undefined) return {family: name, type: own}
  const stem = name.replace(/_(bucket|sum|count)$/, '')
  const type = types.get(stem)
  if (type === 'histogram' || type === 'summary') return {family: stem, type}
  return {family: name, type: types.get(name.replace(/_total$/, '')) ?? 'unknown'}
}

function toMetric(name: string, type: string, labels: ReadonlyMap<string, ReadonlySet<string>>): Metric {
  const values = [...labels]
    .filter(([label, set]) => WORDS.test(label) && set.size <= MAX_VALUES)
    .map(([label, set]) => [label, [...set].toSorted()] as const)
  return {
    name,
    type,
    labels: [...labels.keys()].toSorted(),
    ...(values.length > 0 ? {values: Object.fromEntries(values.toSorted(([a], [b]) => (a < b ? -1 : 1)))} : {}),
  }
}

/** What one stack lacks another may have: a label, a value, a metric. */
function merge(before: Contract | undefined, next: Contract): Contract {
  if (!before) return next
  const metrics = new Map(before.metrics.map((metric) => [metric.name, metric]))
  for (const metric of next.metrics) {
    const known = metrics.get(metric.name)
    const labels = new Map<string, Set<string>>()
    for (const one of known ? [known, metric] : [metric])
      for (const label of one.labels)
        labels.set(label, new Set([...(labels.get(label) ?? []), ...(one.values?.[label] ?? [])]))
    metrics.set(metric.name, toMetric(metric.name, metric.type, withoutEmpty(labels, metric, known)))
  }

  return {...next, metrics: [...metrics.values()].toSorted(byName)}
}

/** A label that had too many values in one of the stacks keeps none: an empty set would say that it has no value. */
function withoutEmpty(labels: Map<string, Set<string>>, ...metrics: (Metric | undefined)[]): Map<string, Set<string>> {
  for (const [label, set] of labels) {
    const isOpen = metrics.some((metric) => metric?.labels.includes(label) && !metric.values?.[label])
    if (isOpen) for (let n = 0; n <= MAX_VALUES; n++) set.add(`\0${n}`)
  }

  return labels
}

function byName(a: Metric, b: Metric): number {
  return a.name < b.name ? -1 : 1
}

function write(file: string, contract: Contract): void {
  const path = new URL(`../../templates/${file}`, import.meta.url).pathname
  mkdirSync(dirname(path), {recursive: true})
  const metrics = contract.metrics.map((metric) => `    ${JSON.stringify(metric)}`).join(',\n')
  const {metrics: _, ...head} = contract
  const start = JSON.stringify(head, undefined, 2).slice(0, -2)
  writeFileSync(path, `${start},\n  "metrics": [\n${metrics}\n  ]\n}\n`)
  process.stdout.write(`${file}: ${contract.metrics.length} metrics of ${contract.exporter} ${contract.version}\n`)
}
