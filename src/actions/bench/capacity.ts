/** `opsctl bench capacity`: the highest rate at which a URL or a route keeps its SLO, and what gives out there. */
import {arrivalsWithWarmup} from '../../bench/arrivals.js'
import {type Finding, searchCapacity} from '../../bench/capacity-search.js'
import type {Observation, ProbePlan, Slo} from '../../bench/capacity-search-probe.js'
import {parseSlo} from '../../bench/capacity-search-slo.js'
import {Histogram} from '../../bench/histogram.js'
import type {LoadModel} from '../../bench/load-plan.js'
import type {BenchResult, BenchSecond, ProbeRecord, RunRecord, SearchRecord, UslFit} from '../../bench/result.js'
import {judgeTrust, type MachineSpan} from '../../bench/trust.js'
import {parseRate, parseShare, parseSpan} from '../../bench/units.js'
import {fitUsl, type UslPoint} from '../../bench/usl.js'
import {OpsError} from '../../errors.js'
import {runLoad} from '../../load/engine.js'
import type {Project} from '../../project.js'
import type {Stack} from '../../spec/stack.js'
import {openPrometheus} from '../alerts/prometheus.js'
import {askPeak} from '../capacity/ask-stack.js'
import {type BenchPlan, type BenchTools, conductBench} from './conduct.js'
import {guardLoad} from './guard.js'
import {type HttpLoad, type HttpLoadOptions, prepareHttpLoad} from './http-load.js'
import {findBinding, readResources} from './stack-resources.js'

/** How the search goes, as typed. */
export interface SearchFlags {
  readonly slo: string
  readonly arrivals: SearchRecord['arrivals']
  readonly minRate: string
  readonly maxRate: string
  readonly maxTime: string
  readonly headroom: string
  readonly tolerance: string
  readonly maxConnections: number
  /** Also sweeps clients from 1 to 64, for the law of scalability. */
  readonly usl: boolean
}

export interface CapacityOptions
  extends HttpLoadOptions,
    SearchFlags,
    Pick<BenchPlan, 'command' | 'out' | 'name' | 'onNotKept'> {
  readonly signal: AbortSignal
  readonly onProbe: (probe: ProbeRecord) => void
  readonly onSecond: (second: BenchSecond) => void
}

/** What the search asks for, beside the load. */
export interface SearchPlan {
  readonly slo: Slo
  readonly arrivals: SearchRecord['arrivals']
  readonly limits: {readonly minRate: number; readonly maxRate: number; readonly loadS: number}
  readonly tolerance: number
  readonly headroom: number
  readonly maxConnections: number
}

const DRAIN_S = 5
const CONCURRENCIES = [1, 2, 4, 8, 16, 32, 64]
const SWEEP_S = 2
const SWEEP_TRIES = 3
/** Three unknowns, and one point that may contradict them. */
const LEAST_POINTS = 4
const COOL_DOWN_S = 0.2
/** Probes this near to the capacity tell what gives out there. */
const KNEE = 0.1

/** Searches. Throws OPS_BENCH_* before the load; afterwards there is a result, whatever happens. */
export async function benchCapacity(
  project: Project,
  urlOrRoute: string,
  options: CapacityOptions,
): Promise<BenchResult> {
  const plan = readSearch(options)
  const load = await prepareHttpLoad(project, urlOrRoute, options)
  const {stack, target, label, pids} = load.resolved
  const {seed, command, out, name, onNotKept} = options
  const bench: BenchPlan = {
    kind: 'capacity',
    target: label,
    command,
    seed,
    onNotKept,
    targetPids: pids,
    targetPorts: [target.port],
    sloUs: plan.slo.limitUs,
    ...(stack ? {stack} : {}),
    ...(out === undefined ? {} : {out}),
    ...(name === undefined ? {} : {name}),
  }
  return conductBench(project, bench, async (tools) => {
    const found = await searchOver(load, plan, {...options, watch: tools.watch})
    const usl = options.usl ? await sweep(load, {...options, watch: tools.watch}) : undefined
    const around = stack ? await askStack(project, stack, found) : {}
    const search = toSearchRecord(plan, found, {...around, ...(usl ? {usl} : {})})
    return {search, ended: options.signal.aborted ? 'interrupted' : 'complete'}
  })
}

/** Throws OPS_BENCH_SLO, OPS_FLAG_*, OPS_BENCH_TOO_MUCH. */
export function readSearch(flags: SearchFlags): SearchPlan {
  const limits = {
    minRate: parseRate(flags.minRate, 'min-rate'),
    maxRate: parseRate(flags.maxRate, 'max-rate'),
    loadS: parseSpan(flags.maxTime, 'max-time'),
  }
  guardLoad({rate: Math.max(limits.minRate, limits.maxRate), durationS: limits.loadS})
  return {
    slo: parseSlo(flags.slo),
    arrivals: flags.arrivals,
    limits: {...limits, minRate: Math.min(limits.minRate, limits.maxRate)},
    tolerance: parseShare(flags.tolerance, 'tolerance'),
    headroom: parseShare(flags.headroom, 'headroom'),
    maxConnections: flags.maxConnections,
  }
}

export interface SearchTools extends Partial<Pick<CapacityOptions, 'signal' | 'onProbe' | 'onSecond'>> {
  readonly seed: number
  readonly watch: BenchTools['watch']
}

/** The search over sockets. */
export async function searchOver(load: Pick<HttpLoad, 'plan'>, plan: SearchPlan, tools: SearchTools): Promise<Finding> {
  const {signal, onProbe, seed} = tools
  return searchCapacity({
    ...plan,
    seed,
    probe: (probe) => runProbe(load, plan, {probe, ...tools}),
    latencyNow: async () => latencyOf(await closedRun(load, {connections: 1, durationS: COOL_DOWN_S}, signal)),
    ...(onProbe ? {onProbe} : {}),
    ...(signal ? {signal} : {}),
  })
}

function latencyOf({response}: RunRecord): number {
  return response.count === 0 ? Number.POSITIVE_INFINITY : response.p50
}

async function runProbe(
  {plan: load}: Pick<HttpLoad, 'plan'>,
  {slo, arrivals, maxConnections}: SearchPlan,
  {probe, watch, signal, onSecond}: SearchTools & {readonly probe: ProbePlan},
): Promise<Observation> {
  const {rate, durationS, warmupS, seed} = probe
  const stages = [{durationS, from: rate, to: rate}]
  const model: Extract<LoadModel, {kind: 'open'}> = {kind: 'open', arrivals, stages, maxConnections}
  const startedAt = new Date().toISOString()
  const machine = watch()
  const spans: MachineSpan[] = []
  const {run} = await runLoad(
    {...load, model, warmupS, seed, drainS: Math.min(DRAIN_S, load.drainS)},
    {
      signal,
      onSecond(second) {
        spans.push(machine.sample())
        onSecond?.(second)
      },
    },
  )
  // The first second of the watch has the start of the threads in it, too.
  const counted = spans.length > 1 ? spans.slice(1) : spans
  return {
    ...observe(run),
    startedAt,
    ...(arrivals === 'poisson' ? {arrivalsS: () => arrivalsWithWarmup(model, {warmupS, seed})} : {}),
    trust: judgeTrust({run, machine: counted, sloUs: slo.limitUs}),
    resources: [],
  }
}

/** What a run says to the search. */
export function observe(run: RunRecord): Omit<Observation, 'startedAt' | 'trust' | 'resources' | 'arrivalsS'> {
  const all = Histogram.fromSparse(run.responseCounts)
  return {
    offered: run.offered,
    completed: run.completed,
    failed: run.failed,
    deliveredRate: run.deliveredRate,
    meanUs: run.response.mean,
    quantile: (share) => (share >= 1 ? run.response.max : all.quantile(share)),
    windows: run.seconds.map((second) => ({
      offered: second.completed + second.errors,
      failed: second.errors,
      medianUs: second.p50,
      countAbove: (us) => countAbove(second, us),
    })),
  }
}

function countAbove({latency}: BenchSecond, us: number): number {
  return Histogram.fromSparse(latency).countAbove(us)
}

async function closedRun(
  {plan}: Pick<HttpLoad, 'plan'>,
  {connections, durationS}: {readonly connections: number; readonly durationS: number},
  signal: AbortSignal | undefined,
): Promise<RunRecord> {
  const model = {kind: 'closed', connections, durationS} as const
  return (await runLoad({...plan, model, warmupS: 0, drainS: Math.min(DRAIN_S, plan.drainS)}, {signal})).run
}

/** The law of scalability over clients that ask without a pause. A point that others disturbed would bend the curve: it is left out. */
async function sweep(
  load: HttpLoad,
  {signal, watch}: CapacityOptions & Pick<SearchTools, 'watch'>,
): Promise<UslFit | undefined> {
  const points: UslPoint[] = []
  for (const connections of CONCURRENCIES) {
    for (let tries = 0; tries < SWEEP_TRIES && !signal.aborted; tries++) {
      const machine = watch()
      const run = await closedRun(load, {connections, durationS: SWEEP_S}, signal)
      if (judgeTrust({run, machine: [machine.sample()]}).verdict === 'disturbed') continue
      points.push({concurrency: connections, rate: run.deliveredRate})
      break
    }
  }
  return points.length < LEAST_POINTS ? undefined : fitUsl(points)
}

/** What the stack itself knows: the load of now, and what was nearest to its limit at the knee. */
async function askStack(project: Project, stack: Stack, {probes, capacity}: Finding) {
  if (!stack.prometheus.enabled) return {}
  try {
    const api = await openPrometheus(project, stack)
    const near = probes.filter(({rate}) => Math.abs(rate / capacity.rate - 1) < KNEE)
    const first = near[0] ?? probes[0]
    const last = near.at(-1) ?? probes.at(-1)
    const [peak, resources] = await Promise.all([
      askPeak(api),
      first && last ? readResources(api, Date.parse(first.startedAt), endOf(last)) : [],
    ])
    const binding = findBinding(resources)
    return {...(peak === undefined ? {} : {currentPeak: peak}), ...(binding ? {binding} : {}), last, resources}
  } catch (error) {
    // The rate was measured whether or not Prometheus answers.
    if (error instanceof OpsError) return {}
    throw error
  }
}

function endOf({startedAt, durationS}: ProbeRecord): number {
  return Date.parse(startedAt) + durationS * 1000
}

type Around = Pick<SearchRecord, 'usl' | 'binding' | 'currentPeak'> & {
  readonly last?: ProbeRecord | undefined
  readonly resources?: ProbeRecord['resources'] | readonly ProbeRecord['resources'][number][]
}

function toSearchRecord(
  {slo, arrivals, headroom}: SearchPlan,
  {probes, capacity, drift}: Finding,
  {usl, binding, currentPeak, last, resources}: Around,
): SearchRecord {
  return {
    slo: {...slo},
    arrivals,
    probes: probes.map((probe) => (probe === last && resources ? {...probe, resources: [...resources]} : probe)),
    capacity,
    safe: {rate: capacity.rate * (1 - headroom), headroom},
    ...(drift ? {drift} : {}),
    ...(currentPeak === undefined ? {} : {currentPeak}),
    ...(usl ? {usl} : {}),
    ...(binding ? {binding} : {}),
  }
}
