/** The parts of the page that a capacity search has. */

import {formatCount, formatRate, formatShare, formatUs} from '../../figures.js'
import {benchPageMessages as say} from '../../messages/bench-page.js'
import {probeWords} from '../../messages/bench-report.js'
import type {Lang} from '../../text.js'
import type {ProbeRecord, SearchRecord, UslFit} from '../result.js'
import type {Card} from './card.js'
import {renderDeliveredChart} from './delivered-chart.js'
import {type GrowthForecast, renderGrowthChart} from './growth-chart.js'
import {renderLatencyChart} from './latency-chart.js'
import type {LegendEntry} from './legend.js'
import {probeShapes} from './probe-points.js'
import {type ResourceLine, renderResourceChart, resourceLines} from './resource-chart.js'
import {renderUslChart} from './usl-chart.js'

/** Latency against rate, over the whole width. */
export function latencyCard(search: SearchRecord, lang: Lang, baseline?: SearchRecord): Card {
  const legend: readonly LegendEntry[] = [
    ...(['p50', 'p95', 'p99'] as const).map((name) => ({line: name, words: name})),
    ...(baseline ? [{line: 'old', words: say.baseline[lang]}] : []),
    {area: 'trend', words: say.trend[lang]},
    ...probeLegend(search, lang),
  ]
  return {
    id: 'latency',
    title: say.latencyTitle[lang],
    lede: say.latencyLede[lang],
    legend,
    draw: (width) => renderLatencyChart(search, {width, lang, baseline}),
    table: {
      names: [
        say.rate[lang],
        say.verdict[lang],
        'p50',
        'p95',
        'p99',
        say.deliveredRate[lang],
        say.errors[lang],
        say.why[lang],
      ],
      rows: search.probes.toSorted((a, b) => a.rate - b.rate).map((probe) => probeRow(probe, lang)),
      numbers: [0, 2, 3, 4, 5, 6],
    },
  }
}

function probeRow(probe: ProbeRecord, lang: Lang): readonly string[] {
  const {rate, verdict, p50, p95, p99, deliveredRate, failed, offered, reason} = probe
  return [
    formatRate(rate),
    probeWords[verdict][lang],
    ...[p50, p95, p99].map(formatUs),
    formatRate(deliveredRate),
    formatShare(failed / Math.max(1, offered)),
    reason[lang],
  ]
}

function probeLegend({probes}: SearchRecord, lang: Lang): readonly LegendEntry[] {
  const seen = new Set(probes.map(({verdict}) => verdict))
  return (Object.keys(probeShapes) as ProbeRecord['verdict'][])
    .filter((verdict) => seen.has(verdict))
    .map((verdict) => ({mark: probeShapes[verdict], kind: verdict, words: probeWords[verdict][lang]}))
}

/** Delivered against offered. */
export function deliveredCard(search: SearchRecord, lang: Lang, baseline?: SearchRecord): Card {
  return {
    id: 'delivered',
    title: say.deliveredTitle[lang],
    lede: say.deliveredLede[lang],
    legend: [
      {line: 'ideal', words: say.keepsUp[lang]},
      ...(baseline ? [{line: 'old', words: say.baseline[lang]}] : []),
      ...probeLegend(search, lang),
    ],
    draw: (width) => renderDeliveredChart(search, {width, lang, baseline}),
    isHalf: true,
  }
}

/** Scalability, where it could be fitted. */
export function uslCard(fit: UslFit, lang: Lang): Card {
  const digits = (value: number) => String(Number(value.toPrecision(3)))
  return {
    id: 'scalability',
    title: say.uslTitle[lang],
    lede: say.uslLede(digits(fit.sigma), digits(fit.kappa))[lang],
    legend: [
      {line: 'p99', words: say.fitted[lang]},
      {line: 'p50', words: say.efficiency[lang]},
      ...(fit.peak ? [{area: 'capacity-band', words: say.peakInterval[lang]}] : []),
    ],
    draw: (width) => renderUslChart(fit, {width, lang}),
    table: {
      names: [say.inFlight[lang], say.rate[lang], say.efficiency[lang]],
      rows: fit.points.map(({concurrency, rate}) => [
        formatCount(concurrency),
        formatRate(rate),
        formatShare(rate / (fit.lambda * concurrency)),
      ]),
      numbers: [0, 1, 2],
    },
    isHalf: true,
  }
}

/** How long the capacity lasts. */
export function growthCard(search: SearchRecord, forecast: GrowthForecast, lang: Lang): Card {
  return {
    id: 'growth',
    title: say.growthTitle[lang],
    lede: say.growthLede(forecast.growth, forecast.reached)[lang],
    legend: [
      {line: 'p95', words: say.expectedPeak[lang]},
      {area: 'noise', words: say.growthDoubt[lang]},
      {area: 'capacity-band', words: say.capacityInterval[lang]},
    ],
    draw: (width) => renderGrowthChart(search, forecast, {width, lang}),
    table: {
      names: [say.day, say.expectedPeak, say.least, say.most, say.ofMeasured].map((words) => words[lang]),
      rows: forecast.points.map(({day, rate, low, high}) => [
        day,
        ...[rate, low, high].map(formatRate),
        formatShare(rate / search.capacity.rate),
      ]),
      numbers: [1, 2, 3, 4],
    },
    isHalf: true,
  }
}

/** Resources at each probe, where the stack told of them. */
export function resourceCards(search: SearchRecord, lang: Lang): readonly Card[] {
  const lines = resourceLines(search, lang)
  if (lines.length === 0) return []
  return [
    {
      id: 'resources',
      title: say.resourceTitle[lang],
      lede: say.resourceLede[lang],
      legend: lines.map(({name}, index) => ({line: `series-${index + 1}`, words: name})),
      draw: (width) => renderResourceChart(lines, {width, lang}),
      table: {
        names: ['', say.used[lang], say.limit[lang]],
        rows: lines.map(({name, most, limit}: ResourceLine) => [name, formatShare(most), formatShare(limit)]),
        numbers: [1, 2],
      },
      isHalf: true,
    },
  ]
}
