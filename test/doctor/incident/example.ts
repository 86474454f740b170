/** One incident from its first symptom to its end, as its journal holds it. */
import type {IncidentLine} from '../../../src/doctor/incident/journal.js'
import {type Incident, toIncident} from '../../../src/doctor/incident/journal.js'

export const ID = '20260115T120400Z'

export const lines: readonly IncidentLine[] = [
  {
    kind: 'open',
    at: '2026-01-15T12:04:00.000Z',
    title: 'Checkout answers 502 <script>alert(1)</script> | really',
    severity: 'critical',
    since: '2026-01-15T11:04:00.000Z',
    project: 'shop',
  },
  {
    kind: 'seen',
    at: '2026-01-15T12:04:01.000Z',
    events: [
      {
        key: 'alert RedisDown firing 1768478580',
        at: '2026-01-15T12:03:00.000Z',
        source: 'alert',
        role: 'detection',
        text: {en: 'alert RedisDown fires (critical)', zh: '告警 RedisDown 触发（critical）'},
      },
      {
        key: 'container shop-redis-1 ended 2026-01-15T12:01:30Z',
        at: '2026-01-15T12:01:30Z',
        source: 'container',
        role: 'symptom',
        text: {en: 'shop-redis-1 ends with exit code 137', zh: 'shop-redis-1 退出，退出码 137'},
      },
    ],
    missing: [{source: 'alert', why: {en: 'it did not answer in time', zh: '未在限时内应答'}}],
  },
  {kind: 'note', at: '2026-01-15T12:05:00.000Z', text: 'told <b>support</b>\nand *sales*'},
  {
    kind: 'seen',
    at: '2026-01-15T12:20:00.000Z',
    events: [
      {
        key: 'checklist 2026-01-15-incident fix opsctl up',
        at: '2026-01-15T12:15:00.000Z',
        source: 'checklist',
        role: 'action',
        text: {en: 'opsctl up (checklist 2026-01-15-incident)', zh: 'opsctl up（清单 2026-01-15-incident）'},
      },
    ],
    missing: [],
  },
  {kind: 'close', at: '2026-01-15T12:20:01.000Z', cause: 'the cache & its disk'},
]

/** The incident after so many lines; all of them when absent. */
export function example(count = lines.length): Incident {
  const incident = toIncident(ID, lines.slice(0, count))
  if (!incident) throw new Error('no incident')
  return incident
}
