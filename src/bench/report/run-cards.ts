/** The parts of the page that a run has. */

import {formatCount, formatShare, formatUs} from '../../figures.js'
import {benchPageMessages as say} from '../../messages/bench-page.js'
import type {Lang} from '../../text.js'
import {splitSeconds} from '../counted-seconds.js'
import type {LatencySummary, RunRecord} from '../result.js'
import type {Card} from './card.js'
import {renderPercentileChart} from './percentile-chart.js'
import {renderTimeChart, SEEN_STEAL} from './time-chart.js'

const PERCENTILES = ['p50', 'p75', 'p90', 'p95', 'p99', 'p999', 'p9999', 'max'] as const
const NAMES = ['p50', 'p75', 'p90', 'p95', 'p99', 'p99.9', 'p99.99', 'max']

/** Percentiles of response and service. */
export function percentileCard(run: RunRecord, lang: Lang, baseline?: RunRecord): Card {
  const row = (name: string, latency: LatencySummary) => [name, ...percentileCells(latency)]
  return {
    id: 'percentiles',
    title: say.percentileTitle[lang],
    lede: say.percentileLede[lang],
    legend: [
      {line: 'response', words: say.response[lang]},
      {line: 'service', words: say.service[lang]},
      {area: 'wait', words: say.wait[lang]},
      ...(baseline ? [{line: 'old', words: say.baseline[lang]}] : []),
    ],
    draw: (width) => renderPercentileChart(run, {width, lang, baseline}),
    table: {
      names: ['', ...NAMES],
      rows: [
        row(say.response[lang], run.response),
        row(say.service[lang], run.service),
        ...(baseline ? [row(say.baseline[lang], baseline.response)] : []),
      ],
      numbers: NAMES.map((_, index) => index + 1),
    },
    isHalf: true,
  }
}

function percentileCells(latency: LatencySummary): readonly string[] {
  return PERCENTILES.map((key) => formatUs(latency[key]))
}

/** The run second by second. */
export function timeCards(run: RunRecord, lang: Lang): readonly Card[] {
  if (splitSeconds(run).counted.length < 2) return []
  const steal = Math.max(...run.seconds.map((second) => second.steal ?? 0))
  return [
    {
      id: 'time',
      title: say.timeTitle[lang],
      lede: say.timeLede[lang],
      legend: [
        {line: 'offered', words: say.due[lang]},
        {line: 'completed', words: say.answered[lang]},
        ...(run.failed > 0 ? [{area: 'bar-bad', words: say.failed[lang]}] : []),
        {line: 'p50 thin', words: say.medianOf[lang]},
        {line: 'p99 thin', words: say.tailOf[lang]},
        {area: 'bar-warn', words: say.foreign[lang]},
        ...(steal >= SEEN_STEAL ? [{area: 'bar-steal', words: say.steal[lang]}] : []),
      ],
      draw: () => renderTimeChart(run, lang),
    },
  ]
}

/** Kinds of requests where there are several, and errors where there are any. */
export function tableCards(run: RunRecord, lang: Lang): readonly Card[] {
  const {errors, unfinished, offered, requests} = run
  const share = (count: number) => formatShare(count / Math.max(1, offered))
  const cards: Card[] = []
  if (requests.length > 1)
    cards.push({
      id: 'requests',
      title: say.requestsTitle[lang],
      table: {
        names: [say.request[lang], say.count[lang], say.errors[lang], ...NAMES],
        rows: requests.map(({name, completed, errors, latency}) => [
          name,
          formatCount(completed),
          formatCount(errors),
          ...percentileCells(latency),
        ]),
        numbers: NAMES.map((_, index) => index + 3).concat(1, 2),
      },
      isTableOpen: true,
    })
  if (errors.length > 0 || unfinished > 0)
    cards.push({
      id: 'errors',
      title: say.errorsTitle[lang],
      table: {
        names: [say.errorKind[lang], say.count[lang], say.share[lang], say.example[lang]],
        rows: [
          ...errors.map(({kind, count, example}) => [kind, formatCount(count), share(count), example ?? '']),
          ...(unfinished > 0 ? [[say.unfinished[lang], formatCount(unfinished), share(unfinished), '']] : []),
        ],
        numbers: [1, 2],
      },
      isTableOpen: true,
    })
  return cards
}
