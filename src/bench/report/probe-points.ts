/** The probes of a search as points of a chart. */

import {formatRate, formatUs} from '../../figures.js'
import {benchPageMessages as say} from '../../messages/bench-page.js'
import {probeWords} from '../../messages/bench-report.js'
import type {Lang} from '../../text.js'
import type {ProbeRecord} from '../result.js'
import {type MarkShape, type Point, spot} from './svg.js'

/** Rates that differ by less than this are one point of a line, for neighbours differ by chance. */
const SAME_RATE = 0.06

/** How each verdict is marked. */
export const probeShapes: Readonly<Record<ProbeRecord['verdict'], MarkShape>> = {
  pass: 'dot',
  fail: 'cross',
  'generator-limited': 'triangle',
  disturbed: 'diamond',
}

/** Those whose figures are of the target. */
export function countingProbes(probes: readonly ProbeRecord[]): readonly ProbeRecord[] {
  return probes.filter(({verdict}) => verdict === 'pass' || verdict === 'fail').toSorted((a, b) => a.rate - b.rate)
}

/** A figure of the probes against their rate, longer probes counting more; `log` where it spans decades. */
export function lineOf(
  probes: readonly ProbeRecord[],
  figure: (probe: ProbeRecord) => number,
  {isLog}: {readonly isLog: boolean},
): readonly Point[] {
  const groups: ProbeRecord[][] = []
  for (const probe of countingProbes(probes)) {
    const group = groups.at(-1)
    if (group?.[0] && probe.rate < group[0].rate * (1 + SAME_RATE)) group.push(probe)
    else groups.push([probe])
  }

  return groups.map((group) => {
    const mean = (of: (probe: ProbeRecord) => number) => {
      const total = group.reduce((sum, {durationS}) => sum + durationS, 0)
      return group.reduce((sum, probe) => sum + of(probe) * probe.durationS, 0) / total
    }
    return [
      mean(({rate}) => rate),
      isLog ? Math.exp(mean((probe) => Math.log(Math.max(figure(probe), 1)))) : mean(figure),
    ]
  })
}

/** The marks of all probes; each tells what it found. */
export function probeSpots(
  probes: readonly ProbeRecord[],
  place: (probe: ProbeRecord) => Point,
  {lang, readout}: {readonly lang: Lang; readonly readout: Point},
): string {
  return probes
    .toSorted((a, b) => a.rate - b.rate)
    .map((probe) => {
      const {verdict, rate, p50, p95, p99} = probe
      const words = say.probe(
        formatRate(rate),
        probeWords[verdict][lang],
        `p50 ${formatUs(p50)} · p95 ${formatUs(p95)} · p99 ${formatUs(p99)}`,
      )[lang]
      return spot(place(probe), {kind: verdict, shape: probeShapes[verdict], words, readout})
    })
    .join('')
}
