/** `bench selftest`: loads servers whose truth is known, and says from the difference how far figures of this machine go. */
import type {LoadModel} from '../../bench/load-plan.js'
import type {RunRecord} from '../../bench/result.js'
import {trustLimits} from '../../bench/trust.js'
import {formatRate, formatShare, formatUs} from '../../figures.js'
import type {SyntheticOptions} from '../../load/synthetic-server.js'
import {benchSelftestMessages as say} from '../../messages/bench-selftest.js'
import {benchTrustMessages as sayTrust} from '../../messages/bench-trust.js'
import {monotonicMs} from '../../system/clock.js'
import type {Text} from '../../text.js'
import {frozenQuantile, type KnownOutcome, loadKnownServer, steadyModel} from './known-truth.js'

/** A percentile as it was reported, beside the truth. µs. */
export interface Accuracy {
  readonly truthUs: number
  readonly reportedUs: number
  /** Share of the truth; below 0 when too little was reported. */
  readonly error: number
  /** What the error may be, as a share. */
  readonly limit: number
}

export interface SelftestReport {
  readonly verdict: 'trusted' | 'not-trusted'
  readonly sentence: Text
  /** Why not. */
  readonly reasons: readonly Text[]
  /** Random arrivals at a server that is three quarters full, against its own record. */
  readonly steadyP99: Accuracy
  /** A server that freezes now and then, against arithmetic. */
  readonly frozenP90: Accuracy
  readonly frozenP99: Accuracy
  /** Requests a second that were due, and by how much they left late. */
  readonly pacing: {
    readonly rate: number
    readonly sendLagP50Us: number
    readonly sendLagP99Us: number
    readonly limitUs: number
    /** Processors that the generator took. */
    readonly cpu: number
    /** Median answer of a server that answers at once. */
    readonly responseP50Us: number
  }
  /** Requests a second of one thread in the closed model. The server shared the machine, so it is the least. */
  readonly highest: {readonly rate: number; readonly connections: number}
  /** Shares of the machine that others took, in the worst of the measurements that count. */
  readonly machine: {readonly cpus: number; readonly foreign: number; readonly steal: number}
  readonly tookS: number
}

export interface SelftestOptions {
  readonly seed: number
  readonly signal: AbortSignal
  onStep(step: Text): void
}

/** The server's own part is 10 ms; at 300 of 400/s, waiting adds about as much to p99 again. */
const STEADY = {servers: 4, serviceUs: 10_000, rate: 300, durationS: 10}
const STALL = {everyMs: 4000, lengthMs: 500, phaseMs: 700}
/** Whole periods, so that the moments of the freezes do not matter; one more before, so that no burst behind one is new. */
const STALL_S = 8
const STALL_WARMUP_S = 4
const PACED = {rate: 1000, durationS: 5}
const CLOSED = {connections: 50, durationS: 4}
const WARMUP_S = 1
/** Start and end of a measurement. */
const AROUND_S = 2
/** Disturbed measurements are repeated as far as all of it stays below this. */
const TOTAL_S = 58

/**
 * Errors above which figures are not trusted: three times what a quiet machine of two processors has. Half a millisecond
 * is always allowed, as with send lag: below, the scheduler of the system decides.
 */
const LIMITS = {p99: 0.03, p90: 0.15, leastUs: trustLimits.sendLagUs}

/** Measures four things one after the other, in 40 to 60 s. Throws OPS_INTERRUPTED. */
export async function selftest(options: SelftestOptions): Promise<SelftestReport> {
  const startMs = monotonicMs()
  const rounds = listRounds()
  const outcomes: KnownOutcome[] = []
  for (const [index, round] of rounds.entries()) {
    const lasts = rounds.slice(index).reduce((sum, round) => sum + lengthS(round), 0)
    const untilMs = startMs + (TOTAL_S - lasts) * 1000
    outcomes.push(await measureQuietly(round, untilMs, options))
  }
  const [highest, paced, steady, frozen] = outcomes as [KnownOutcome, KnownOutcome, KnownOutcome, KnownOutcome]
  const figures = {
    steadyP99: compare(steady.sojourn.quantile(0.99), steady.run.response.p99, LIMITS.p99),
    frozenP90: compare(frozenQuantile(0.9, STALL), frozen.run.response.p90, LIMITS.p90),
    frozenP99: compare(frozenQuantile(0.99, STALL), frozen.run.response.p99, LIMITS.p99),
    pacing: pacingOf(paced.run),
    highest: {rate: highest.run.deliveredRate, connections: CLOSED.connections},
  }
  const reasons = [...wrongFigures(figures), ...disturbances(outcomes)]
  const isTrusted = reasons.length === 0
  return {
    verdict: isTrusted ? 'trusted' : 'not-trusted',
    sentence: isTrusted ? trusted(figures) : say.notTrusted,
    reasons,
    ...figures,
    machine: worstOf(outcomes),
    tookS: (monotonicMs() - startMs) / 1000,
  }
}

interface Round {
  readonly step: Text
  readonly durationS: number
  readonly model: LoadModel
  readonly server?: SyntheticOptions
  readonly warmupS?: number
}

function lengthS({durationS, warmupS = WARMUP_S}: Round): number {
  return warmupS + durationS + AROUND_S
}

function listRounds(): readonly Round[] {
  const open = (rate: number, durationS: number, arrivals: 'constant' | 'poisson') => {
    return {durationS, model: steadyModel(rate, durationS, arrivals)}
  }
  return [
    {step: say.measureRate, durationS: CLOSED.durationS, model: {kind: 'closed', ...CLOSED}},
    {step: say.measurePacing(formatRate(PACED.rate)), ...open(PACED.rate, PACED.durationS, 'constant')},
    {step: say.measureSteady, ...open(STEADY.rate, STEADY.durationS, 'poisson'), server: STEADY},
    {
      step: say.measureFrozen,
      ...open(PACED.rate, STALL_S, 'constant'),
      server: {stall: STALL},
      warmupS: STALL_WARMUP_S,
    },
  ]
}

/** The first measurement on a quiet machine; when there is no time for another, the least disturbed one. */
async function measureQuietly(round: Round, untilMs: number, options: SelftestOptions): Promise<KnownOutcome> {
  const {seed, signal, onStep} = options
  const {model, server, warmupS = WARMUP_S} = round
  const measure = () => loadKnownServer({model, seed, signal, warmupS, ...(server && {server: {...server, seed}})})
  onStep(round.step)
  let best = await measure()
  while (isDisturbed(best) && monotonicMs() < untilMs) {
    onStep(say.again)
    const next = await measure()
    if (!isDisturbed(next) || next.machine.foreign < best.machine.foreign) best = next
  }
  return best
}

function isDisturbed({trust}: KnownOutcome): boolean {
  return trust.verdict === 'disturbed'
}

/** What disturbed the most disturbed of them. That a generator is the limit is what one of them looks for. */
function disturbances(rounds: readonly KnownOutcome[]): readonly Text[] {
  const [worst] = rounds.filter(isDisturbed).toSorted((one, other) => other.machine.foreign - one.machine.foreign)
  return worst?.trust.reasons.slice(0, 1) ?? []
}

function compare(truthUs: number, reportedUs: number, limit: number): Accuracy {
  const least = LIMITS.leastUs / truthUs
  return {truthUs, reportedUs, error: (reportedUs - truthUs) / truthUs, limit: Math.max(limit, least)}
}

function pacingOf({sendLag, response, generatorCpu}: RunRecord): SelftestReport['pacing'] {
  return {
    rate: PACED.rate,
    sendLagP50Us: sendLag?.p50 ?? 0,
    sendLagP99Us: sendLag?.p99 ?? 0,
    limitUs: trustLimits.sendLagUs,
    cpu: generatorCpu ?? 0,
    responseP50Us: response.p50,
  }
}

type Figures = Pick<SelftestReport, 'steadyP99' | 'frozenP90' | 'frozenP99' | 'pacing' | 'highest'>

function wrongFigures({steadyP99, frozenP90, frozenP99, pacing}: Figures): readonly Text[] {
  const isLate = pacing.sendLagP99Us > pacing.limitUs
  return [
    ...(isWrong(steadyP99) ? [say.wrongSteady(off(steadyP99))] : []),
    ...(isWrong(frozenP99) ? [say.wrongFrozen(99, off(frozenP99))] : []),
    ...(isWrong(frozenP90) ? [say.wrongFrozen(90, off(frozenP90))] : []),
    ...(isLate ? [sayTrust.lag('1 %', formatUs(pacing.sendLagP99Us), formatUs(pacing.limitUs))] : []),
  ]
}

function isWrong({error, limit}: Accuracy): boolean {
  return Math.abs(error) > limit
}

function off({error}: Accuracy): string {
  return formatShare(Math.abs(error))
}

function trusted({steadyP99, frozenP99, pacing, highest}: Figures): Text {
  const error = Math.max(Math.abs(steadyP99.error), Math.abs(frozenP99.error))
  return say.trusted(formatShare(error), formatUs(pacing.sendLagP99Us), formatRate(highest.rate))
}

function worstOf(rounds: readonly KnownOutcome[]): SelftestReport['machine'] {
  const cpus = rounds[0]?.machine.cpus ?? 1
  const most = (key: 'foreign' | 'steal') => Math.max(...rounds.map(({machine}) => machine[key])) / cpus
  return {cpus, foreign: most('foreign'), steal: most('steal')}
}
