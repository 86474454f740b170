/** The course of the series ALERTS → events: when an alert’s condition began to hold, when it fired, when it was over. */
import {z} from 'zod'

import type {IncidentEvent} from './journal.js'

/** `data` of a range query for ALERTS. */
export const alertsSchema = z.object({
  result: z.array(
    z.object({metric: z.record(z.string(), z.string()), values: z.array(z.tuple([z.number(), z.string()]))}),
  ),
})
export type AlertSeries = z.infer<typeof alertsSchema>['result'][number]

/** Seconds between two samples. */
export const ALERT_STEP_S = 15
/** A longer silence ends an alert: one sample may be lost while Prometheus restarts. */
const GAP_S = 4 * ALERT_STEP_S
/** What says nothing about where it is. */
const SILENT_LABELS = new Set(['__name__', 'alertname', 'alertstate', 'severity', 'prometheus', 'replica'])

interface Span {
  readonly from: number
  readonly to: number
}

/**
 * Events of all series between two moments (seconds since 1970). A span that touches the beginning began before it, and
 * only its end is told; a span that touches the end is not over.
 */
export function eventsOfAlerts(series: readonly AlertSeries[], from: number, to: number): readonly IncidentEvent[] {
  return series.flatMap(({metric, values}) =>
    spansOf(values.map(([time]) => time)).flatMap((span) => {
      const began = span.from > from + ALERT_STEP_S ? [beginOf(metric, span.from)] : []
      const isOver = span.to < to - GAP_S && metric.alertstate === 'firing'
      return [...began, ...(isOver ? [endOf(metric, span.to + ALERT_STEP_S)] : [])]
    }),
  )
}

function spansOf(times: readonly number[]): readonly Span[] {
  const spans: Span[] = []
  for (const time of times) {
    const last = spans.at(-1)
    if (last && time - last.to <= GAP_S) spans[spans.length - 1] = {from: last.from, to: time}
    else spans.push({from: time, to: time})
  }

  return spans
}

function beginOf(metric: AlertSeries['metric'], time: number): IncidentEvent {
  const name = nameOf(metric)
  const severity = metric.severity ?? ''
  const isFiring = metric.alertstate === 'firing'
  return {
    key: `alert ${name} ${isFiring ? 'firing' : 'pending'} ${time}`,
    at: momentOf(time),
    source: 'alert',
    role: isFiring ? 'detection' : 'symptom',
    text: isFiring
      ? {en: `alert ${name} fires (${severity})`, zh: `告警 ${name} 触发（${severity}）`}
      : {en: `the condition of alert ${name} begins to hold`, zh: `告警 ${name} 的条件开始成立`},
  }
}

function endOf(metric: AlertSeries['metric'], time: number): IncidentEvent {
  const name = nameOf(metric)
  return {
    key: `alert ${name} over ${time}`,
    at: momentOf(time),
    source: 'alert',
    role: 'recovery',
    text: {en: `alert ${name} is over`, zh: `告警 ${name} 解除`},
  }
}

/** The alert and what it is about: the labels that tell it from others of its name. */
function nameOf(metric: AlertSeries['metric']): string {
  const about = Object.entries(metric)
    .filter(([label, value]) => !SILENT_LABELS.has(label) && value !== '')
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([label, value]) => `${label}=${value}`)
  const name = metric.alertname ?? ''
  return about.length === 0 ? name : `${name} ${about.join(' ')}`
}

function momentOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString()
}
