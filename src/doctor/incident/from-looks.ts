/** Verdicts of doctor → events: when a check began to fail, and when it was well again. */
import type {Text} from '../../text.js'
import type {Status} from '../check.js'
import type {IncidentEvent} from './journal.js'
import type {Window} from './window.js'

/** One look with what it said, from a run of doctor or a step of a checklist. */
export interface Look {
  readonly at: string
  readonly rows: readonly {
    readonly id: string
    readonly instance?: string | undefined
    readonly status: Status
    readonly message: Text
  }[]
}

/**
 * Changes between looks. What failed already in the look before the window is no symptom of this incident; what was not
 * looked at, or could not be judged, changes nothing.
 */
export function eventsOfLooks(looks: readonly Look[], window: Window): readonly IncidentEvent[] {
  const failing = new Map<string, ReadonlyMap<string, IncidentEvent>>()
  const told: IncidentEvent[] = []
  for (const {at, rows} of looks.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at))) {
    for (const id of new Set(rows.map((row) => row.id))) {
      const judged = rows.filter((row) => row.id === id)
      if (judged.every(({status}) => status === 'skip' || status === 'unknown')) continue
      const before = failing.get(id) ?? new Map<string, IncidentEvent>()
      const bad = judged.filter(({status}) => status === 'fail')
      const now = new Map(bad.map((row) => [row.instance ?? '', before.get(row.instance ?? '') ?? failed(row, at)]))
      const over = [...before].filter(([instance]) => !now.has(instance))
      failing.set(id, now)
      told.push(...over.flatMap(([instance, event]) => [{...event, overAt: at}, wellAgain(id, instance, at)]))
    }
  }

  const still = [...failing.values()].flatMap((events) => [...events.values()])
  return [...told, ...still].filter(({at}) => window.has(at))
}

function failed({id, instance = '', message}: Look['rows'][number], at: string): IncidentEvent {
  const name = nameOf(id, instance)
  return {
    key: `check ${name} failed ${at}`,
    at,
    source: 'check',
    role: 'detection',
    text: {en: `${name} fails: ${message.en}`, zh: `${name} 未通过：${message.zh}`},
  }
}

function wellAgain(id: string, instance: string, at: string): IncidentEvent {
  const name = nameOf(id, instance)
  return {
    key: `check ${name} well ${at}`,
    at,
    source: 'check',
    role: 'recovery',
    text: {en: `${name} is well again`, zh: `${name} 已恢复`},
  }
}

function nameOf(id: string, instance: string): string {
  return instance === '' ? id : `${id} ${instance}`
}
