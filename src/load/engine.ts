/** Makes a planned load and tells what came of it. Every layer between a socket and the clock would be measured too, so there is none. */
import type {LoadPlan} from '../bench/load-plan.js'
import type {BenchSecond, RunRecord} from '../bench/result.js'
import {benchLoadMessages as messages} from '../messages/bench-load.js'
import type {Text} from '../text.js'
import {nowUs} from './clock.js'
import {type Crew, gatherCrew, threadsFor} from './crew.js'
import {checkFirstAnswer} from './first-answer.js'
import {WindowMerge} from './merge-windows.js'
import {openWire} from './open-wire.js'
import {toRunRecord} from './run-record.js'
import {plannedS} from './run-traffic.js'

export interface LoadOptions {
  /** Ends the load; what there is by then is the outcome. */
  readonly signal?: AbortSignal | undefined
  /** Hears every second of the counted part. */
  readonly onSecond?: ((second: BenchSecond) => void) | undefined
}

export interface LoadOutcome {
  readonly run: RunRecord
  readonly ended: 'complete' | 'interrupted' | 'stopped'
  readonly reason?: Text
}

/** Fewer requests in a second say nothing about a share of errors. */
const FEWEST_TO_JUDGE = 100

/**
 * Errors of the target count, they do not end the load. It throws OPS_BENCH_UNREACHABLE and OPS_BENCH_FIRST_ANSWER before
 * anything was loaded, and the signal's reason when it was aborted by then.
 */
export async function runLoad(plan: LoadPlan, options: LoadOptions = {}): Promise<LoadOutcome> {
  const {signal} = options
  signal?.throwIfAborted()
  await checkFirstAnswer(plan, signal)
  signal?.throwIfAborted()
  let stopped: Text | undefined
  const windows = new WindowMerge(threadsFor(plan), (second) => {
    stopped ??= tooManyErrors(second, plan.stopAtErrorRatio)
    if (stopped) crew.stop()
    if (second.atS >= 0) options.onSecond?.(second)
  })
  const crew = await gatherCrew(plan, (report) => windows.take(report))
  const stop = () => crew.stop()
  try {
    signal?.throwIfAborted()
    signal?.addEventListener('abort', stop, {once: true})
    const run = await conduct(plan, crew, windows)
    if (stopped) return {run, ended: 'stopped', reason: stopped}
    return signal?.aborted ? {run, ended: 'interrupted', reason: messages.interrupted} : {run, ended: 'complete'}
  } finally {
    signal?.removeEventListener('abort', stop)
    await crew.dismiss()
  }
}

async function conduct(plan: LoadPlan, crew: Crew, windows: WindowMerge): Promise<RunRecord> {
  const startUs = crew.start()
  const fromUs = startUs + plan.warmupS * 1e6
  const cpu = meterCpu(fromUs, fromUs + plannedS(plan.model) * 1e6)
  const threads = await crew.reports
  const durationS = Math.max(0, Math.min(plannedS(plan.model), (nowUs() - fromUs) / 1e6))
  windows.flush()
  return toRunRecord({
    plan,
    names: openWire(plan.wire, {seed: plan.seed, thread: 0, threads: 1}).names,
    threads,
    windows,
    durationS,
    cpu: cpu(),
    pacerCpuS: await crew.paced,
  })
}

/** CPU of the process between two moments, or until it is asked. */
function meterCpu(fromUs: number, toUs: number): () => NodeJS.CpuUsage {
  let before = process.cpuUsage()
  let used: NodeJS.CpuUsage | undefined
  const timers = [
    setTimeout(
      () => {
        before = process.cpuUsage()
      },
      (fromUs - nowUs()) / 1000,
    ),
    setTimeout(
      () => {
        used = process.cpuUsage(before)
      },
      (toUs - nowUs()) / 1000,
    ),
  ]
  return () => {
    for (const timer of timers) clearTimeout(timer)
    return used ?? process.cpuUsage(before)
  }
}

function tooManyErrors(second: BenchSecond, limit: number | undefined): Text | undefined {
  const all = second.completed + second.errors
  if (limit === undefined || all < FEWEST_TO_JUDGE || second.errors / all <= limit) return undefined
  return messages.tooManyErrors(Math.round((second.errors / all) * 100))
}
