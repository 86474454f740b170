/** How far a run may be believed: whether its figures are those of the target, or of what made and surrounded the load. */

import {formatCount, formatShare, formatUs} from '../figures.js'
import {benchTrustMessages as say} from '../messages/bench-trust.js'
import type {Text} from '../text.js'
import type {LatencySummary, RunRecord, SearchRecord, Trust} from './result.js'

/** What the machine did in a span of time, in processors: CPU seconds per second. */
export interface MachineSpan {
  readonly seconds: number
  /** Processors of the machine. */
  readonly cpus: number
  /** Everything but idle, waiting for a disk, and steal. */
  readonly busy: number
  /** This process with the programs that it started, but for the target. */
  readonly own: number
  readonly target: number
  /** What neither made, interrupts left out: under load most of them are its own packets. */
  readonly foreign: number
  /** What the hypervisor gave to others while this machine wanted it. */
  readonly steal: number
}

/**
 * Limits of trust. Two processors, 8 s runs of three generators against nginx: with more than 0.9 CPU seconds of others
 * the rates fell by up to half, below it they repeated within 2 to 9 %.
 */
export const trustLimits = {
  /** Share of the machine that others may use: 0.9 s of 2 × 8 s. */
  foreignShare: 0.056,
  /** Share that the hypervisor may keep; what it keeps stops everything, so it weighs more. */
  stealShare: 0.02,
  /** A second in which the machine was full, and others had this share of it, counts as crowded. */
  crowdedShare: 0.15,
  fullShare: 0.95,
  /** Crowded seconds that a run may have: a p99 bears 1 % of bad requests. */
  crowdedSeconds: 0.01,
  /** Below, no clock of a user sees it. */
  sendLagUs: 500,
  /** Share of the time that is judged: of the SLO, or else of the p99 itself. */
  sendLagShare: 0.05,
  /** Share of a processor: a thread above it has no time of its own left. */
  threadCpu: 0.9,
} as const

/** Requests of which five or more are the highest percent, and the highest twentieth. */
const MANY = 500
const SOME = 100

export interface TrustInput {
  readonly run: RunRecord
  /** The machine while the run counted, a span a second; none where nobody watched. */
  readonly machine: readonly MachineSpan[]
  readonly sloUs?: number
}

/** Judges a run. A disturbed machine also makes the generator late, so it is named first. */
export function judgeTrust({run, machine, sloUs}: TrustInput): Trust {
  const disturbed = judgeMachine(machine)
  const limited = judgeGenerator(run, sloUs ?? run.response.p99)
  if (disturbed.length > 0) return {verdict: 'disturbed', reasons: [...disturbed, ...limited]}
  return {verdict: limited.length > 0 ? 'generator-limited' : 'good', reasons: limited}
}

/** A search rests on the probes that can be believed, so only what kept it from an answer counts against it. */
export function trustOfSearch({capacity, probes}: SearchRecord): Trust {
  const reasons = capacity.reason ? [capacity.reason] : []
  if (capacity.kind === 'unknown') return {verdict: 'disturbed', reasons}
  const isLimited = capacity.kind === 'at-least' && probes.some(({verdict}) => verdict === 'generator-limited')
  return isLimited ? {verdict: 'generator-limited', reasons} : {verdict: 'good', reasons: []}
}

function judgeMachine(machine: readonly MachineSpan[]): Text[] {
  const seconds = machine.reduce((sum, span) => sum + span.seconds, 0)
  if (seconds === 0) return []
  const share = (key: 'foreign' | 'steal') =>
    machine.reduce((sum, span) => sum + (span[key] / span.cpus) * span.seconds, 0) / seconds
  const [foreign, steal] = [share('foreign'), share('steal')]
  const crowded = machine.filter(isCrowded).reduce((sum, span) => sum + span.seconds, 0)
  return [
    ...(foreign > trustLimits.foreignShare
      ? [say.foreign(formatShare(foreign), formatShare(trustLimits.foreignShare))]
      : []),
    ...(steal > trustLimits.stealShare ? [say.steal(formatShare(steal), formatShare(trustLimits.stealShare))] : []),
    ...(crowded > trustLimits.crowdedSeconds * seconds
      ? [say.crowded(formatCount(Math.round(crowded)), formatCount(Math.round(seconds)))]
      : []),
  ]
}

/** Whether others had so much of a full machine that generator and target had to wait for it. */
function isCrowded({cpus, busy, foreign, steal}: MachineSpan): boolean {
  const others = foreign + steal
  return busy + steal > trustLimits.fullShare * cpus && others > trustLimits.crowdedShare * cpus
}

function judgeGenerator(run: RunRecord, judgedUs: number): Text[] {
  const {share, us: lag} = latenessOf(run.sendLag)
  const limitUs = Math.max(trustLimits.sendLagUs, trustLimits.sendLagShare * judgedUs)
  return [
    ...(lag > limitUs ? [say.lag(formatShare(share), formatUs(lag), formatUs(limitUs))] : []),
    ...(busiestThread(run) > trustLimits.threadCpu ? [say.thread(formatShare(busiestThread(run)))] : []),
  ]
}

/** The p99 of a short probe is its one or two worst requests, which any machine has: of few requests more must be late. */
function latenessOf(lag: LatencySummary | undefined): {readonly share: number; readonly us: number} {
  if (lag === undefined || lag.count >= MANY) return {share: 0.01, us: lag?.p99 ?? 0}
  return lag.count >= SOME ? {share: 0.05, us: lag.p95} : {share: 0.1, us: lag.p90}
}

/** CPU of the busiest thread of the generator, in processors; 0 where the system does not tell. */
function busiestThread({extra}: RunRecord): number {
  return Math.max(extra.ioThreadCpu ?? 0, extra.pacerThreadCpu ?? 0)
}
