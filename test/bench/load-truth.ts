/** What the open model reports of servers whose truth is known. */
import type {KnownOutcome, KnownRound} from '../../src/actions/bench/known-truth.js'
import {measureQuiet, noteOf, type Quiet} from './load-quiet.js'
import type {FigureRow} from './load-rows.js'

// As it is shipped: threads from the bundle, not from TypeScript.
const shipped = '../../dist/actions/bench/known-truth.js'
const {frozenQuantile, loadKnownServer, steadyModel} = (await import(
  shipped
)) as typeof import('../../src/actions/bench/known-truth.js')

const STALL = {everyMs: 4000, lengthMs: 500}
const PHASES_MS = [400, 1700, 3000]
/** Whole periods. */
const STALL_S = 8
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
  for (const phaseMs of PHASES_MS) runs.push(await load({server: {stall: {...STALL, phaseMs}}, model, seed: 1}))
  const errorsOf = (share: number, of: (run: KnownOutcome['run']) => number) => {
    const truthUs = frozenQuantile(share, STALL)
    return runs.map(({value}) => of(value.run) / truthUs - 1)
  }
  const row = (percentile: number, goal: number, errors: readonly number[]): FigureRow => ({
    figure: `p${percentile} error, 500 ms stall every 4 s, 10 connections, 3 phases`,
    goal: `≤ ${percent(goal)}`,
    measured: `${errors.map(percent).join(', ')}${noteOf(runs)}`,
    isReached: errors.every((error) => Math.abs(error) <= goal),
  })
  return [
    row(
      99,
      0.01,
      errorsOf(0.99, ({response}) => response.p99),
    ),
    row(
      90,
      0.05,
      errorsOf(0.9, ({response}) => response.p90),
    ),
  ]
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
  return {
    figure: 'p99 error against the server’s own record, steady Poisson',
    goal: '≤ max(1 %, 0.3 ms)',
    measured: `${told.join(', ')}${noteOf(runs)}`,
    isReached: found.every(({offUs, most}) => Math.abs(offUs) <= most),
  }
}

async function paceRows(): Promise<readonly FigureRow[]> {
  const quiet = await load({model: steadyModel(1000, 6, 'constant'), seed: 1})
  const lagMs = (quiet.value.run.sendLag?.p99 ?? Number.NaN) / MS
  const cpu = quiet.value.run.generatorCpu ?? Number.NaN
  return [
    {
      figure: 'send lag p99 at 1,000/s',
      goal: '≤ 0.25 ms',
      measured: `${lagMs.toFixed(3)} ms${noteOf([quiet])}`,
      isReached: lagMs <= 0.25,
    },
    {
      figure: 'CPU of the generator at 1,000/s',
      goal: '≤ 0.10 of a processor',
      measured: `${cpu.toFixed(3)}${noteOf([quiet])}`,
      isReached: cpu <= 0.1,
    },
  ]
}

/** The server is a child of this process, so its CPU is no other's. */
function load(round: KnownRound): Promise<Quiet<KnownOutcome>> {
  return measureQuiet([], () => loadKnownServer(round))
}

function percent(share: number): string {
  return `${(share * 100).toFixed(share < 0.01 && share > -0.01 ? 2 : 1)} %`
}
