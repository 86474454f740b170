/** What all threads counted becomes the record of the run. */
import {Histogram} from '../bench/histogram.js'
import type {LoadPlan} from '../bench/load-plan.js'
import type {BenchSecond, ErrorKind, RunRecord} from '../bench/result.js'
import {summarizeLatency} from '../bench/summarize.js'
import type {SentHistogram, TallyReport} from './tally.js'
import type {TrafficReport} from './thread-messages.js'

export interface RunParts {
  readonly plan: LoadPlan
  readonly names: readonly string[]
  readonly threads: readonly TrafficReport[]
  readonly seconds: readonly BenchSecond[]
  /** Seconds that the counted part lasted, less than planned when it was cut short. */
  readonly durationS: number
  /** CPU of the whole process in the counted part, µs, with and without the kernel's share. */
  readonly cpu: NodeJS.CpuUsage
  readonly pacerCpuS: number | undefined
}

export function toRunRecord(parts: RunParts): RunRecord {
  const {plan, threads, durationS} = parts
  const {model} = plan
  const tallies = threads.map(({tally}) => tally)
  const sum = (of: (tally: TallyReport) => number) => tallies.reduce((total, tally) => total + of(tally), 0)
  const response = merge(tallies.map((tally) => tally.response))
  const service = merge(tallies.map((tally) => tally.service))
  const lag = merge(tallies.map((tally) => tally.sendLag))
  const perSecond = (amount: number) => (durationS > 0 ? amount / durationS : 0)
  return {
    model: model.kind,
    ...(model.kind === 'open' && {arrivals: model.arrivals}),
    connections:
      model.kind === 'closed'
        ? model.connections
        : threads.reduce((total, {peakConnections}) => total + peakConnections, 0),
    warmupS: plan.warmupS,
    durationS,
    offered: sum(({offered}) => offered),
    completed: sum(({completed}) => completed),
    failed: sum(({failed}) => failed),
    unfinished: sum(({unfinished}) => unfinished),
    offeredRate: perSecond(sum(({offered}) => offered)),
    deliveredRate: perSecond(sum(({delivered}) => delivered)),
    response: summarizeLatency(response),
    responseCounts: response.toSparse(),
    service: summarizeLatency(service),
    serviceCounts: service.toSparse(),
    ...(model.kind === 'open' && {sendLag: summarizeLatency(lag)}),
    errors: mergeErrors(tallies),
    statuses: mergeStatuses(tallies),
    bytesSent: sum(({bytesSent}) => bytesSent),
    bytesReceived: sum(({bytesReceived}) => bytesReceived),
    requests: requestClasses(parts, response),
    seconds: [...parts.seconds],
    generatorCpu: perSecond((parts.cpu.user + parts.cpu.system) / 1e6),
    extra: extras(
      parts,
      sum(({completed, failed}) => completed + failed),
    ),
  }
}

function requestClasses({names, threads}: RunParts, all: Histogram): RunRecord['requests'] {
  return names.map((name, kind) => {
    const counts = threads.flatMap(({tally}) => tally.kinds[kind] ?? [])
    const latency = names.length === 1 ? all : merge(counts.map(({response}) => response))
    return {
      name,
      completed: counts.reduce((total, {completed}) => total + completed, 0),
      errors: counts.reduce((total, {failed}) => total + failed, 0),
      latency: summarizeLatency(latency),
    }
  })
}

/** What tells whether the generator itself was the limit. */
function extras({threads, pacerCpuS, cpu, durationS}: RunParts, answered: number): Record<string, number> {
  const busiest = Math.max(...threads.map(({cpuS}) => cpuS ?? Number.NaN))
  return {
    ...(durationS > 0 && !Number.isNaN(busiest) && {ioThreadCpu: busiest / durationS}),
    ...(durationS > 0 && pacerCpuS !== undefined && {pacerThreadCpu: pacerCpuS / durationS}),
    ...(answered > 0 && {userUsPerRequest: cpu.user / answered, systemUsPerRequest: cpu.system / answered}),
  }
}

function mergeErrors(tallies: readonly TallyReport[]): RunRecord['errors'] {
  const known = new Map<ErrorKind, {count: number; example: string}>()
  for (const {kind, count, example} of tallies.flatMap(({errors}) => errors)) {
    known.set(kind, {count: count + (known.get(kind)?.count ?? 0), example: known.get(kind)?.example ?? example})
  }
  return [...known]
    .map(([kind, {count, example}]) => ({kind, count, example}))
    .toSorted((one, other) => other.count - one.count)
}

function mergeStatuses(tallies: readonly TallyReport[]): RunRecord['statuses'] {
  const counts = new Map<number, number>()
  for (const [status, count] of tallies.flatMap(({statuses}) => statuses)) {
    counts.set(status, (counts.get(status) ?? 0) + count)
  }
  return Object.fromEntries([...counts].map(([status, count]) => [String(status), count]))
}

function merge(all: readonly SentHistogram[]): Histogram {
  if (all.length === 1) return received(all[0] as SentHistogram)
  const sum = new Histogram()
  for (const one of all) sum.add(received(one))
  return sum
}

function received(one: SentHistogram): Histogram {
  return Histogram.fromSparse(one.counts, one)
}
