/** The threads of one run: starts them together, hears them, and ends them. */
import type {Worker} from 'node:worker_threads'

import type {LoadPlan} from '../bench/load-plan.js'
import {OpsError} from '../errors.js'
import {benchLoadMessages as messages} from '../messages/bench-load.js'
import {startThread} from '../system/threads.js'
import {verbatim} from '../text.js'
import {nowUs} from './clock.js'
import {FIRST_THREAD, STOP} from './pacer.js'
import type {WindowReport} from './tally.js'
import type {FromThread, ThreadTask, ToThread, TrafficReport} from './thread-messages.js'

/** Between the last thread's word that it is ready and the first request. */
const HEAD_START_US = 20_000
/** Precomputed requests take most of it. */
const LIMITS = {maxOldGenerationSizeMb: 512, maxYoungGenerationSizeMb: 32}

const THREAD = {bundled: 'load-worker.cjs', module: 'load/worker'}

export interface Crew {
  /** Begins the load and returns its first moment, µs. */
  start(): number
  /** Ends the load now; the reports come as ever. */
  stop(): void
  readonly reports: Promise<readonly TrafficReport[]>
  /** CPU seconds of the pacer; undefined without one. */
  readonly paced: Promise<number | undefined>
  /** Ends the threads. */
  dismiss(): Promise<void>
}

/** Fulfilled when all threads are ready. */
export async function gatherCrew(plan: LoadPlan, onWindow: (report: WindowReport) => void): Promise<Crew> {
  const threads = threadsFor(plan)
  const words = new Int32Array(new SharedArrayBuffer((FIRST_THREAD + threads) * Int32Array.BYTES_PER_ELEMENT))
  const members = Array.from({length: threads}, (_, thread) => {
    return hire({role: 'traffic', plan, thread, threads, words}, onWindow)
  })
  const {model, warmupS, seed} = plan
  const pacer =
    model.kind === 'open' && plan.pace === 'thread'
      ? hire({role: 'pacer', words, model, warmupS, seed, threads}, onWindow)
      : undefined
  const all = [...members, ...(pacer ? [pacer] : [])]
  const dismiss = async () => {
    Atomics.store(words, STOP, 1)
    Atomics.notify(words, STOP)
    await Promise.all(all.map(({worker}) => worker.terminate()))
  }
  try {
    await Promise.all(all.map(({ready}) => ready))
  } catch (error) {
    await dismiss()
    throw error
  }
  return {
    start() {
      const startUs = nowUs() + HEAD_START_US
      for (const {worker} of all) worker.postMessage({say: 'start', startUs} satisfies ToThread)
      return startUs
    },
    stop() {
      Atomics.store(words, STOP, 1)
      Atomics.notify(words, STOP)
      for (const {worker} of members) worker.postMessage({say: 'stop'} satisfies ToThread)
    },
    reports: Promise.all(members.map(({report}) => report)),
    paced: pacer?.paced ?? Promise.resolve(undefined),
    dismiss,
  }
}

/** No more than there are connections to deal out. */
export function threadsFor({model, threads}: LoadPlan): number {
  return Math.max(1, Math.min(threads, model.kind === 'closed' ? model.connections : model.maxConnections))
}

interface Member {
  readonly worker: Worker
  readonly ready: Promise<void>
  readonly report: Promise<TrafficReport>
  readonly paced: Promise<number | undefined>
}

function hire(data: ThreadTask, onWindow: (report: WindowReport) => void): Member {
  const worker = startThread(THREAD, {workerData: data, resourceLimits: LIMITS})
  const [ready, report, paced] = [later<void>(), later<TrafficReport>(), later<number | undefined>()]
  const fail = (cause: unknown) => {
    const error = died(cause)
    for (const {reject} of [ready, report, paced]) reject(error)
  }
  worker
    .on('message', (message: FromThread) => {
      if (message.say === 'ready') ready.resolve()
      else if (message.say === 'window') onWindow(message.report)
      else if (message.say === 'done') report.resolve(message.report)
      else paced.resolve(message.cpuS)
    })
    .on('error', fail)
    .on('exit', (code) => fail(new Error(`it ended with ${code}`)))
  return {worker, ready: ready.promise, report: report.promise, paced: paced.promise}
}

/** A promise that others keep. Nobody waits for all of them, so a rejection of one is no event of its own. */
function later<Value>() {
  let resolve: (value: Value) => void = () => {}
  let reject: (reason: unknown) => void = () => {}
  const promise = new Promise<Value>((keep, give) => {
    resolve = keep
    reject = give
  })
  promise.catch(() => {})
  return {promise, resolve, reject}
}

function died(cause: unknown): OpsError {
  return new OpsError({
    code: 'OPS_BENCH_THREAD',
    kind: 'bug',
    message: messages.threadDied(verbatim(cause instanceof Error ? cause.message : String(cause))),
    suggestions: [messages.reportIt],
    cause,
  })
}
