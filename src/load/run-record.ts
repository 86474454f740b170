/** What all threads counted becomes the record of the run. */
import {Histogram, type HistogramParts} from '../bench/histogram.js'
import type {LoadPlan} from '../bench/load-plan.js'
import type {ErrorKind, RunRecord} from '../bench/result.js'
import {summarizeLatency} from '../bench/summarize.js'
import type {WindowMerge} from './merge-windows.js'
import type {TallyReport} from './tally.js'
import type {TrafficReport} from './thread-messages.js'

export interface RunParts {
  readonly plan: LoadPlan
  readonly names: readonly string[]
  readonly threads: readonly TrafficReport[]
  readonly windows: WindowMerge
  /** Seconds that the counted part lasted, less than planned when it was cut short. */
  readonly durationS: number
  /** CPU of the whole process in the counted part, µs, with and without the kernel's share. */
  readonly cpu: NodeJS.CpuUsage
  readonly pacerCpuS: number | undefined
}

export function toRunRecord(parts: RunParts): RunRecord {
  const {plan, threads, durationS, windows} = parts
  const {model} = plan
  const tallies = threads.map(({tally}) => tally)
  const sum = (of: (tally: TallyReport) => number) => tallies.reduce((total, tally) => total + of(tally), 0)
  const {response, sendLag} = windows
  const service = merge(tallies.map((tally) => tally.service))
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
    ...(model.kind === 'open' && {sendLag: summarizeLatency(sendLag)}),
    errors: mergeErrors(tallies),
    statuses: mergeStatuses(tallies),
    bytesSent: sum(({bytesSent}) => bytesSent),
    bytesReceived: sum(({bytesReceived}) => bytesReceived),
    requests: requestClasses(parts, response),
    seconds: [...windows.seconds],
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
function extras({plan, threads, pacerCpuS, cpu, durationS}: RunParts, answered: number): Record<string, number> {
  // A thread that spins is always busy, which tells nothing.
  const isTold = durationS > 0 && plan.pace !== 'spin'
  const busiest = Math.max(...threads.map(({cpuS}) => cpuS ?? Number.NaN))
  return {
    ...(isTold && !Number.isNaN(busiest) && {ioThreadCpu: busiest / durationS}),
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

function merge(all: readonly HistogramParts[]): Histogram {
  const sum = new Histogram()
  for (const parts of all) sum.add(Histogram.fromParts(parts))
  return sum
}
