/** Whether two results are of the same load: figures of different loads look comparable and are not. */

import {formatRate} from '../figures.js'
import {type Side, benchCompareMessages as say} from '../messages/bench-compare.js'
import {trustWords} from '../messages/bench-report.js'
import type {Text} from '../text.js'
import {splitSeconds} from './counted-seconds.js'
import {MIN_WINDOWS} from './resample.js'
import type {BenchResult, RunRecord, SearchRecord} from './result.js'

/** Rates that were asked for as one number may come out this much apart. */
const RATE_TOLERANCE = 0.01
/** Poisson arrivals differ by chance as well: this many standard deviations are no difference. */
const DEVIATIONS = 3

/** Why two results can't be compared; empty when they can. */
export function findHindrances(before: BenchResult, after: BenchResult): readonly Text[] {
  if (before.kind !== after.kind) return [say.differs(say.kind, before.kind, after.kind)]
  const sides = [
    ['before', before],
    ['after', after],
  ] as const
  if (before.search && after.search) return searchHindrances(before.search, after.search)
  if (before.run && after.run) return runHindrances(before.run, after.run)
  return sides.filter(([, result]) => !result.run && !result.search).map(([side]) => say.noFigures(side))
}

function runHindrances(before: RunRecord, after: RunRecord): readonly Text[] {
  const found: Text[] = []
  if (before.model !== after.model) return [say.differs(say.model, before.model, after.model)]
  if (before.arrivals !== after.arrivals)
    found.push(say.differs(say.arrivals, String(before.arrivals), String(after.arrivals)))
  if (before.model === 'open' && !isSameRate(before, after))
    found.push(say.differs(say.rate, formatRate(before.offeredRate), formatRate(after.offeredRate)))
  if (before.model === 'closed' && before.connections !== after.connections)
    found.push(say.differs(say.connections, String(before.connections), String(after.connections)))
  const [asked, askedLater] = [before, after].map(({requests}) => namesOf(requests))
  if (asked !== askedLater) found.push(say.differs(say.requests, asked ?? '', askedLater ?? ''))
  const short = (side: Side, run: RunRecord) =>
    splitSeconds(run).counted.filter(({latency}) => latency.length > 0).length < MIN_WINDOWS
      ? [say.tooShort(side, MIN_WINDOWS)]
      : []
  return [...found, ...short('before', before), ...short('after', after)]
}

function namesOf(requests: RunRecord['requests']): string {
  return requests
    .map(({name}) => name)
    .toSorted()
    .join(', ')
}

function isSameRate(before: RunRecord, after: RunRecord): boolean {
  const chance = before.arrivals === 'poisson' ? Math.sqrt(1 / (before.offered + 1) + 1 / (after.offered + 1)) : 0
  const apart = Math.abs(Math.log(after.offeredRate / before.offeredRate))
  return apart <= RATE_TOLERANCE + DEVIATIONS * chance
}

function searchHindrances(before: SearchRecord, after: SearchRecord): readonly Text[] {
  const found: Text[] = []
  const [slo, sloLater] = [before, after].map(({slo}) => `p${slo.percentile} ${slo.limitUs} µs, ${slo.errorRatio}`)
  if (slo !== sloLater) found.push(say.differs(say.slo, slo ?? '', sloLater ?? ''))
  if (before.arrivals !== after.arrivals) found.push(say.differs(say.arrivals, before.arrivals, after.arrivals))
  return [...found, ...capacityHindrances(before.capacity, after.capacity)]
}

/** “At least” is a bound, not a number: it compares only with what lies surely on one side of it. */
function capacityHindrances(before: SearchRecord['capacity'], after: SearchRecord['capacity']): readonly Text[] {
  const found: Text[] = []
  for (const [side, {kind}] of [
    ['before', before],
    ['after', after],
  ] as const) {
    if (kind === 'unknown') found.push(say.noCapacity(side, say.unknown))
  }

  if (before.kind === 'at-least' && !(after.kind === 'none' || (after.kind === 'found' && after.high < before.rate)))
    found.push(say.noCapacity('before', say.atLeast))
  if (after.kind === 'at-least' && !(before.kind === 'found' && before.high < after.rate))
    found.push(say.noCapacity('after', say.atLeast))
  if (before.kind === 'none') found.push(say.noCapacity('before', say.bothNone))
  return found
}

/** What to know before a comparison is believed. */
export function findDoubts(before: BenchResult, after: BenchResult): readonly Text[] {
  const doubts: Text[] = before.id === after.id ? [say.itself] : []
  for (const [side, {trust, status}] of [
    ['before', before],
    ['after', after],
  ] as const) {
    if (trust.verdict !== 'good') doubts.push(say.untrusted(side, trustWords[trust.verdict]))
    if (status !== 'complete') doubts.push(say.partial(side))
  }

  const differs = (what: Text, a: string | number, b: string | number) => {
    if (a !== b) doubts.push(say.differs(what, String(a), String(b)))
  }
  differs(say.target, before.target, after.target)
  differs(say.cpu, before.environment.cpu, after.environment.cpu)
  differs(say.cores, before.environment.cores, after.environment.cores)
  differs(say.kernel, before.environment.kernel, after.environment.kernel)
  differs(say.engine, before.environment.engine, after.environment.engine)
  return doubts
}
