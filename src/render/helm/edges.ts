/** Who connects to whom: what the rooms say, and what follows from the scrape jobs. On a cluster nothing else gets through. */
import type {Call, ScrapeJob, ServiceSpec} from '../../components/component.js'

/** One allowed connection between two services of the stack. */
export interface Edge {
  readonly from: string
  readonly to: string
  readonly port: number
}

/** The service that runs the scrape jobs. */
const SCRAPER = 'prometheus'

interface JobShape {
  readonly scheme?: unknown
  readonly static_configs?: readonly {readonly targets?: readonly unknown[]}[]
  readonly dns_sd_configs?: readonly {readonly names?: readonly string[]; readonly port?: number}[]
  readonly relabel_configs?: readonly {readonly target_label?: string; readonly replacement?: string}[]
}

/** Every edge between services of the stack, once, sorted. What leads out of the stack is none. */
export function listEdges(services: readonly ServiceSpec[], jobs: readonly ScrapeJob[]): readonly Edge[] {
  const names = new Set(services.map(({name}) => name))
  const stated = services.flatMap(({name, calls = []}) => calls.map((call) => toEdge(name, call)))
  const edges = [...stated, ...jobs.flatMap(edgesOfJob)].filter(({from, to}) => names.has(from) && names.has(to))
  const byKey = new Map(edges.map((edge) => [`${edge.from} ${edge.to} ${edge.port}`, edge]))
  return [...byKey.values()].toSorted(compareEdges)
}

function compareEdges(a: Edge, b: Edge): number {
  if (a.from !== b.from) return a.from < b.from ? -1 : 1
  if (a.to !== b.to) return a.to < b.to ? -1 : 1
  return a.port - b.port
}

function toEdge(from: string, {service, port}: Call): Edge {
  return {from, to: service, port}
}

/** A job that replaces the address asks a prober, which then asks the targets. */
function edgesOfJob(job: ScrapeJob): readonly Edge[] {
  const {relabel_configs: relabels = []} = job as JobShape
  const replaced = relabels.find(({target_label, replacement}) => target_label === '__address__' && replacement)
  const prober = replaced?.replacement === undefined ? undefined : parseTarget(replaced.replacement, 'http')
  const asker = prober?.service ?? SCRAPER
  const edges = targetsOf(job as JobShape).map((call) => toEdge(asker, call))
  return prober === undefined ? edges : [toEdge(SCRAPER, prober), ...edges]
}

function targetsOf({scheme, static_configs = [], dns_sd_configs = []}: JobShape): readonly Call[] {
  const fixed = static_configs.flatMap(({targets = []}) => targets.map(String))
  const found = dns_sd_configs.flatMap(({names = [], port}) =>
    port === undefined ? [] : names.map((service) => ({service, port})),
  )
  return [...fixed.flatMap((target) => parseTarget(target, String(scheme ?? 'http')) ?? []), ...found]
}

/** `host:port` or a URL; undefined for what is neither. */
function parseTarget(target: string, scheme: string): Call | undefined {
  try {
    const {hostname, port, protocol} = new URL(target.includes('://') ? target : `${scheme}://${target}`)
    return {service: hostname, port: port === '' ? (DEFAULT_PORTS[protocol] ?? 80) : Number(port)}
  } catch {
    return undefined
  }
}

const DEFAULT_PORTS: Readonly<Record<string, number>> = {'http:': 80, 'https:': 443}
