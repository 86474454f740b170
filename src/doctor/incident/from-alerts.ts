/** The course of the series ALERTS → events: when an alert’s condition began to hold, when it fired, when it was over. */
import {z} from 'zod'

import {incidentMessages as say} from '../../messages/incident.js'
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
/** What does not tell two series of one alert apart for a person. */
const SILENT_LABELS = new Set([
  '__name__',
  'alertname',
  'alertstate',
  'severity',
  'component',
  'job',
  'prometheus',
  'replica',
])

interface Span {
  readonly from: number
  readonly to: number
}

/**
 * Events of all series between two moments (seconds since 1970). A span that touches the beginning began before it, and
 * only its end is told; a span that touches the end is not over. A condition that began to hold is told once its alert
 * has fired: many hold for a moment, and mean nothing. Alerts of the severity `info` tell of no trouble.
 */
export function eventsOfAlerts(series: readonly AlertSeries[], from: number, to: number): readonly IncidentEvent[] {
  const seen = series
    .filter(({metric}) => metric.severity !== 'info')
    .map(({metric, values}) => ({metric, key: keyOf(metric), spans: spansOf(values.map(([time]) => time))}))
  const pending = seen.filter(({metric}) => metric.alertstate === 'pending')
  return seen
    .filter(({metric}) => metric.alertstate === 'firing')
    .flatMap(({metric, key, spans}) => {
      const before = pending.find((one) => one.key === key)?.spans ?? []
      return spans.flatMap((span) => {
        const held = before.find(({to: end}) => end < span.from && span.from - end <= GAP_S)
        const over = span.to < to - GAP_S ? toEvent(metric, 'over', span.to + ALERT_STEP_S) : undefined
        const begun = [
          ...(held && held.from > from + ALERT_STEP_S ? [toEvent(metric, 'held', held.from)] : []),
          ...(span.from > from + ALERT_STEP_S ? [toEvent(metric, 'fired', span.from)] : []),
        ]
        return over ? [...begun.map((event) => ({...event, overAt: over.at})), over] : begun
      })
    })
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

const ROLES = {held: 'symptom', fired: 'detection', over: 'recovery'} as const

function toEvent(metric: AlertSeries['metric'], what: keyof typeof ROLES, time: number): IncidentEvent {
  return {
    key: `alert ${keyOf(metric)} ${what} ${time}`,
    at: momentOf(time),
    source: 'alert',
    role: ROLES[what],
    text: say.alert(what, nameOf(metric), metric.severity ?? ''),
  }
}

/** All labels but the state: the same for an alert that waits and for the one that fires. */
function keyOf(metric: AlertSeries['metric']): string {
  return JSON.stringify(
    Object.entries(metric)
      .filter(([label]) => label !== 'alertstate')
      .toSorted(),
  )
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
