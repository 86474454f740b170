/** Asks everything that opsctl keeps, and everything that runs, what happened in a span of time. */
import {ALERT_STEP_S, alertsSchema, eventsOfAlerts} from '../../doctor/incident/from-alerts.js'
import {eventsOfContainers} from '../../doctor/incident/from-containers.js'
import {type EventSource, type IncidentEvent, inTime, type MissingSource} from '../../doctor/incident/journal.js'
import type {Window} from '../../doctor/incident/window.js'
import {OpsError} from '../../errors.js'
import {incidentMessages as say} from '../../messages/incident.js'
import type {Project} from '../../project.js'
import {loadStack} from '../../spec/load-stack.js'
import {sleep} from '../../system/clock.js'
import {interrupted} from '../../system/run.js'
import type {Text} from '../../text.js'
import {openPrometheus} from '../alerts/prometheus.js'
import {openRuntime} from '../open-runtime.js'
import {keptEvents} from './kept-events.js'

export interface Gathered {
  readonly events: readonly IncidentEvent[]
  /** Sources that did not answer: silence is told, never taken for calm. */
  readonly missing: readonly MissingSource[]
}

/** In an incident nobody waits for a monitoring that is itself down. */
const SOURCE_MS = 10_000
/** Prometheus answers with 11,000 samples of a series at most. */
const ALERTS_BACK_S = 10_000 * ALERT_STEP_S

/** Never throws for what is down; only for Ctrl+C and defects. */
export async function gatherEvents(project: Project, window: Window, signal: AbortSignal): Promise<Gathered> {
  const asked = await Promise.all([
    within('container', signal, () => askContainers(project, window)),
    within('alert', signal, () => askAlerts(project, window)),
    within('check', signal, () => keptEvents(project, window)),
  ])
  if (signal.aborted) throw interrupted()
  return {
    events: inTime(asked.flatMap(({events}) => events)),
    missing: asked.flatMap(({missing}) => missing),
  }
}

async function within(
  source: EventSource,
  signal: AbortSignal,
  work: () => Promise<readonly IncidentEvent[]>,
): Promise<Gathered> {
  const done = new AbortController()
  const limit = AbortSignal.any([signal, done.signal])
  try {
    const events = await Promise.race([work(), sleep(SOURCE_MS, limit).then(() => undefined)])
    return events ? {events, missing: []} : silent(source, say.slow)
  } catch (error) {
    if (error instanceof OpsError) return silent(source, error.text)
    throw error
  } finally {
    done.abort()
  }
}

function silent(source: EventSource, why: Text): Gathered {
  return {events: [], missing: [{source, why}]}
}

async function askContainers(project: Project, window: Window): Promise<readonly IncidentEvent[]> {
  const {stack} = await loadStack(project)
  const {runtime} = await openRuntime(project, stack)
  return eventsOfContainers(await runtime.status(), window)
}

/** All samples of ALERTS on a grid of 15 s, so that two looks see the same moments. */
async function askAlerts(project: Project, {from, to}: Window): Promise<readonly IncidentEvent[]> {
  const {stack} = await loadStack(project)
  const prometheus = await openPrometheus(project, stack)
  const end = onGrid(to)
  const start = Math.max(onGrid(from), end - ALERTS_BACK_S)
  const data = await prometheus.ask(`query_range?query=ALERTS&start=${start}&end=${end}&step=${ALERT_STEP_S}`)
  return eventsOfAlerts(alertsSchema.parse(data).result, start, end)
}

function onGrid(at: string): number {
  return Math.floor(Date.parse(at) / 1000 / ALERT_STEP_S) * ALERT_STEP_S
}
