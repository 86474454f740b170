/** What became different between two reports. */
import type {Status} from './check.js'
import {keyOf} from './report.js'
import type {DoctorReport, ReportDocument} from './report-schema.js'

type AnyReport = DoctorReport | ReportDocument
type AnyRow = AnyReport['checks'][number]

export const changeKinds = ['new', 'worse', 'better', 'fixed'] as const
export type ChangeKind = (typeof changeKinds)[number]

/** A row that is not what it was. */
export interface Change {
  readonly kind: ChangeKind
  readonly id: string
  readonly instance?: string
  readonly before?: Status
  readonly after?: Status
  /** What is said of it now, or was when it is no more. */
  readonly message: AnyRow['message']
}

export interface ReportDiff {
  readonly from: {readonly id: string; readonly startedAt: string}
  readonly to: {readonly id: string; readonly startedAt: string}
  /** Findings that are the same in both. */
  readonly same: number
  readonly changes: readonly Change[]
}

const RANK: Readonly<Partial<Record<Status, number>>> = {pass: 0, info: 0, warn: 1, fail: 2}

/**
 * New: a finding where there was none. Fixed: none where there was one. A row about a thing appears and goes with its
 * finding, so what is absent from a report that judged its check is well; what could not be judged tells nothing.
 */
export function compareReports(from: AnyReport, to: AnyReport): ReportDiff {
  const [before, after] = [indexOf(from), indexOf(to)]
  const keys = new Set([...before.rows.keys(), ...after.rows.keys()])
  const changes: Change[] = []
  let same = 0
  for (const key of keys) {
    const [old, now] = [before.rows.get(key), after.rows.get(key)]
    const row = now ?? old
    if (!row) continue
    const [was, is] = [rankIn(before, row, old), rankIn(after, row, now)]
    if (was === undefined || is === undefined) continue
    if (was === is) same += was > 0 ? 1 : 0
    else changes.push(toChange(kindOf(was, is), row, old, now))
  }

  const rank = ({kind}: Change) => changeKinds.indexOf(kind)
  return {
    from: {id: from.run.id, startedAt: from.run.startedAt},
    to: {id: to.run.id, startedAt: to.run.startedAt},
    same,
    changes: changes.toSorted((a, b) => rank(a) - rank(b)),
  }
}

interface Index {
  readonly rows: ReadonlyMap<string, AnyRow>
  /** Checks that were judged. */
  readonly judged: ReadonlySet<string>
}

function indexOf({checks}: AnyReport): Index {
  const rows: readonly AnyRow[] = checks
  return {
    rows: new Map(rows.map((row) => [keyOf(row), row])),
    judged: new Set(rows.filter(({status}) => RANK[status] !== undefined).map(({id}) => id)),
  }
}

function rankIn({judged}: Index, {id}: AnyRow, own: AnyRow | undefined): number | undefined {
  if (own) return RANK[own.status]
  return judged.has(id) ? 0 : undefined
}

function kindOf(was: number, is: number): ChangeKind {
  if (was === 0) return 'new'
  if (is === 0) return 'fixed'
  return is > was ? 'worse' : 'better'
}

function toChange(kind: ChangeKind, row: AnyRow, old: AnyRow | undefined, now: AnyRow | undefined): Change {
  return {
    kind,
    id: row.id,
    ...(row.instance === undefined ? {} : {instance: row.instance}),
    ...(old ? {before: old.status} : {}),
    ...(now ? {after: now.status} : {}),
    message: row.message,
  }
}
