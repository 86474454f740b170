/** Loads a server whose truth is known, and brings back both: what was reported, and what was so. */
import {Histogram} from '../../bench/histogram.js'
import type {LoadModel, LoadPlan} from '../../bench/load-plan.js'
import type {RunRecord, Trust} from '../../bench/result.js'
import {judgeTrust, type MachineSpan} from '../../bench/trust.js'
import {runLoad} from '../../load/engine.js'
import {type ServerTruth, type SyntheticOptions, startSyntheticServer} from '../../load/synthetic-server.js'
import {watchMachine} from '../../system/machine-load.js'
import {interrupted} from '../../system/run.js'

type OpenModel = Extract<LoadModel, {kind: 'open'}>

export interface KnownRound {
  readonly server?: SyntheticOptions
  readonly model: LoadModel
  readonly seed: number
  readonly warmupS?: number
  readonly threads?: number
  readonly signal?: AbortSignal
}

export interface KnownOutcome {
  readonly run: RunRecord
  /** Of the requests that the run counted. */
  readonly truth: ServerTruth
  /** The server's own record of how long it had them. */
  readonly sojourn: Histogram
  /** The mean of the seconds that were counted. */
  readonly machine: MachineSpan
  readonly trust: Trust
}

/** Runs one load against a server of its own. Throws OPS_INTERRUPTED. */
export async function loadKnownServer(round: KnownRound): Promise<KnownOutcome> {
  const {signal} = round
  const server = await startSyntheticServer(round.server)
  try {
    const watch = watchMachine({targetPids: [server.pid]})
    const spans: MachineSpan[] = []
    const {run, ended} = await runLoad(planFor(server, round), {signal, onSecond: () => spans.push(watch.sample())})
    if (ended === 'interrupted') throw interrupted()
    const truth = await server.truth(run.offered)
    // The first span also holds the start and the warm-up.
    const machine = spans.slice(1)
    return {
      run,
      truth,
      sojourn: Histogram.fromSparse(truth.sojournCounts),
      machine: meanOf(machine),
      trust: judgeTrust({run, machine}),
    }
  } catch (error) {
    throw signal?.aborted ? interrupted() : error
  } finally {
    await server.close()
  }
}

/** Requests at a steady rate. */
export function steadyModel(rate: number, durationS: number, arrivals: 'constant' | 'poisson'): OpenModel {
  return {kind: 'open', arrivals, stages: [{durationS, from: rate, to: rate}], maxConnections: 50}
}

/**
 * What a share of all requests does not exceed, µs, when the server freezes: who comes during a freeze waits for its end,
 * evenly spread over its length, the others not at all. Holds for a run of whole periods.
 */
export function frozenQuantile(share: number, stall: NonNullable<SyntheticOptions['stall']>): number {
  return Math.max(0, Math.round((stall.lengthMs - (1 - share) * stall.everyMs) * 1000))
}

function planFor(
  {host, port}: {readonly host: string; readonly port: number},
  {model, seed, warmupS = 1, threads = 1}: KnownRound,
): LoadPlan {
  const request = {name: 'GET /', method: 'GET', path: '/', headers: {}, weight: 1, expect: {statuses: [200]}}
  const wire = {protocol: 'http', host: `${host}:${port}`, keepAlive: true, requests: [request]} as const
  const times = {warmupS, drainS: 5, timeoutMs: 5000}
  return {target: {host, port}, wire, model, ...times, seed, threads, pace: 'thread'}
}

function meanOf(spans: readonly MachineSpan[]): MachineSpan {
  const mean = (key: keyof MachineSpan) => spans.reduce((sum, span) => sum + span[key], 0) / Math.max(1, spans.length)
  const keys = ['seconds', 'cpus', 'busy', 'own', 'target', 'foreign', 'steal'] as const
  return Object.fromEntries(keys.map((key) => [key, mean(key)])) as Record<keyof MachineSpan, number>
}
