/** What the open model reports of servers whose truth is known. */
import type {KnownOutcome, KnownRound} from '../../src/actions/bench/known-truth.js'
import type {LatencySummary} from '../../src/bench/result.js'
import {judged, measureQuiet, type Quiet} from './load-quiet.js'
import type {FigureRow} from './load-rows.js'

// As it is shipped: threads from the bundle, not from TypeScript.
const shipped = '../../dist/actions/bench/known-truth.js'
const {frozenQuantile, loadKnownServer, steadyModel} = (await import(
  shipped
)) as typeof import('../../src/actions/bench/known-truth.js')

const STALL = {everyMs: 4000, lengthMs: 500}
const PHASES_MS = [400, 1700, 3000]
/** Whole periods; one more as a warm-up, so that no burst behind a freeze is the first one. */
const STALL_S = 8
const STALL_WARMUP_S = 4
const SEEDS = [1, 2]
const STEADY_S = 15
const MS = 1000

/** Stalled, steady, and how well requests leave when they are due. */
export async function truthRows(): Promise<readonly FigureRow[]> {
  return [...(await stallRows()), await steadyRow(), ...(await paceRows())]
}

async function stallRows(): Promise<readonly FigureRow[]> {
  const model = {...steadyModel(1000, STALL_S, 'constant'), maxConnections: 10}
  const runs: Quiet<KnownOutcome>[] = []
  for (const phaseMs of PHASES_MS) {
    runs.push(await load({server: {stall: {...STALL, phaseMs}}, model, seed: 1, warmupS: STALL_WARMUP_S}))
  }
  const errorsOf = (share: number, of: (latency: LatencySummary) => number) => {
    const truthUs = frozenQuantile(share, STALL)
    return runs.map(({value}) => of(value.run.response) / truthUs - 1)
  }
  const row = (percentile: number, goal: number, errors: readonly number[]) => {
    const figure = `p${percentile} error, 500 ms stall every 4 s, 10 connections, 3 phases`
    const isReached = errors.every((error) => Math.abs(error) <= goal)
    return judged({figure, goal: `≤ ${goal * 100} %`, measured: errors.map(percent).join(', '), isReached}, runs)
  }
  const [p99, p90] = [errorsOf(0.99, ({p99}) => p99), errorsOf(0.9, ({p90}) => p90)]
  return [row(99, 0.01, p99), row(90, 0.05, p90)]
}

async function steadyRow(): Promise<FigureRow> {
  const runs: Quiet<KnownOutcome>[] = []
  for (const seed of SEEDS) {
    const server = {servers: 4, serviceUs: 10 * MS, seed}
    runs.push(await load({server, model: steadyModel(300, STEADY_S, 'poisson'), seed}))
  }
  const found = runs.map(({value}) => {
    const [truthUs, reportedUs] = [value.sojourn.quantile(0.99), value.run.response.p99]
    return {truthUs, offUs: reportedUs - truthUs, most: Math.max(0.01 * truthUs, 0.3 * MS)}
  })
  const told = found.map(({truthUs, offUs}) => `${(offUs / MS).toFixed(2)} ms of ${(truthUs / MS).toFixed(1)} ms`)
  const row = {
    figure: 'p99 error against the server’s own record, steady Poisson',
    goal: '≤ max(1 %, 0.3 ms)',
    measured: told.join(', '),
    isReached: found.every(({offUs, most}) => Math.abs(offUs) <= most),
  }
  return judged(row, runs)
}

async function paceRows(): Promise<readonly FigureRow[]> {
  const quiet = await load({model: steadyModel(1000, 6, 'constant'), seed: 1})
  const {sendLag, generatorCpu: cpu = Number.NaN} = quiet.value.run
  const lagMs = (sendLag?.p99 ?? Number.NaN) / MS
  const row = (figure: string, goal: string, measured: string, isReached: boolean) =>
    judged({figure, goal, measured, isReached}, [quiet])
  return [
    row('send lag p99 at 1,000/s', '≤ 0.25 ms', `${lagMs.toFixed(3)} ms`, lagMs <= 0.25),
    row('CPU of the generator at 1,000/s', '≤ 0.10 of a processor', cpu.toFixed(3), cpu <= 0.1),
  ]
}

/** The server is a child of this process, so its CPU is no other's. */
function load(round: KnownRound): Promise<Quiet<KnownOutcome>> {
  return measureQuiet([], () => loadKnownServer(round))
}

function percent(share: number): string {
  return `${(share * 100).toFixed(share < 0.01 && share > -0.01 ? 2 : 1)} %`
}
