/** What the search for a capacity finds of servers whose limit is known, over sockets; and what it never may call a capacity. */
import {type Finding, searchCapacity} from '../../src/bench/capacity-search.js'
import type {Slo} from '../../src/bench/capacity-search-probe.js'
import {judged, measureQuiet, type Quiet} from './load-quiet.js'
import type {FigureRow} from './load-rows.js'
import {exponentialService, simulateProbe} from './queue-sim.js'

// As it is shipped: threads from the bundle, not from TypeScript.
const shipped = '../../dist/actions/bench/known-capacity.js'
const {searchKnownServer} = (await import(shipped)) as typeof import('../../src/actions/bench/known-capacity.js')

const SERVER = {servers: 4, serviceUs: 10_000}
const SEEDS = [1, 2, 3, 4, 5]
const SEARCHES = 200
/** Requests/s at which p99 of 4 servers with exponential services of 10 ms is 100 or 60 ms: by the law of M/M/4. */
const RANDOM_TRUTHS = [
  {limitMs: 100, truth: 350.09},
  {limitMs: 60, truth: 299.81},
]
const slo = (limitMs: number): Slo => ({
  percentile: 99,
  limitUs: limitMs * 1000,
  errorRatio: 0.001,
  deliveredRatio: 0.99,
})

interface Known {
  readonly arrivals: 'constant' | 'poisson'
  readonly limitMs: number
  readonly loadS: number
  readonly truth: number
}

/** Even and random arrivals over sockets, the interval in simulation, and that nothing else is published. */
export async function capacityRows(): Promise<readonly FigureRow[]> {
  const even = await search({arrivals: 'constant', limitMs: 50, loadS: 60, truth: 400}, SEEDS.slice(0, 2))
  const random = await search({arrivals: 'poisson', limitMs: 30, loadS: 120, truth: 305.08}, SEEDS)
  return [
    row('capacity against known truth, even arrivals, ≤ 60 s of load', 0.01, even),
    row('the same, Poisson arrivals, ≤ 120 s of load, p90', 0.03, random),
    await coverageRow(),
    publishedRow([...even.quiets, ...random.quiets]),
  ]
}

interface Searched {
  readonly errors: readonly number[]
  readonly quiets: readonly Quiet<Finding>[]
}

async function search({arrivals, limitMs, loadS, truth}: Known, seeds: readonly number[]): Promise<Searched> {
  const quiets: Quiet<Finding>[] = []
  for (const seed of seeds)
    quiets.push(
      await measureQuiet([], () => searchKnownServer({server: SERVER, slo: slo(limitMs), arrivals, loadS, seed})),
    )
  const found = quiets.filter(({value}) => value.capacity.kind === 'found')
  return {quiets, errors: found.map(({value}) => Math.abs(value.capacity.rate / truth - 1)).sort((a, b) => a - b)}
}

function row(figure: string, goal: number, {errors, quiets}: Searched): FigureRow {
  const at = errors[Math.ceil(0.9 * errors.length) - 1]
  const told = `${errors.map((error) => `${(error * 100).toFixed(2)} %`).join(', ')} (${errors.length} of ${quiets.length} found)`
  const isReached = at !== undefined && errors.length === quiets.length && at <= goal
  return judged({figure, goal: `≤ ${goal * 100} %`, measured: told, isReached}, quiets)
}

async function coverageRow(): Promise<FigureRow> {
  const server = {servers: 4, service: exponentialService(0.01)}
  let held = 0
  for (let seed = 1; seed <= SEARCHES; seed++) {
    const {limitMs, truth} = RANDOM_TRUTHS[seed % RANDOM_TRUTHS.length] as (typeof RANDOM_TRUTHS)[number]
    const {capacity} = await searchCapacity({
      probe: async (plan) => simulateProbe({server, arrivals: 'poisson', seed: plan.seed}, plan),
      slo: slo(limitMs),
      arrivals: 'poisson',
      limits: {minRate: 1, maxRate: 100_000, loadS: 120},
      tolerance: 0.01,
      seed,
    })
    if (capacity.low <= truth && truth <= capacity.high) held += 1
  }
  const share = held / SEARCHES
  return {
    figure: `the 90 % interval has the truth, ${SEARCHES} simulated searches`,
    goal: '85 to 95 %',
    measured: `${(share * 100).toFixed(1)} %`,
    isReached: share >= 0.85 && share <= 0.95,
  }
}

/** Whatever the machine did: a capacity rests on probes that were neither late nor disturbed. */
function publishedRow(quiets: readonly Quiet<Finding>[]): FigureRow {
  const published = quiets.filter(
    ({value: {capacity, probes}}) =>
      (capacity.kind === 'found' || capacity.kind === 'at-least') &&
      !probes.some(({verdict, rate}) => verdict === 'pass' && rate <= capacity.high),
  )
  return {
    figure: 'generator-limited or disturbed runs published as capacity',
    goal: '0',
    measured: `${published.length} of ${quiets.length}`,
    isReached: published.length === 0,
  }
}
