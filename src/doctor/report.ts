/** From rows to the report: what comes first, what counts, what the exit code is. */
import type {Text} from '../text.js'
import {type Acceptance, findAcceptance} from './accept.js'
import type {Check, RowRef} from './check.js'
import {statuses} from './check.js'
import type {JudgeInput, Row} from './judge.js'
import {planFixes} from './plan-fixes.js'
import {type DoctorReport, REPORT_FORMAT, type ReportRow} from './report-schema.js'
import {limitsOf} from './thresholds.js'

/** From when a finding counts for the exit code; each includes those before it. */
export const failOnChoices = ['none', 'fail', 'warn', 'unknown'] as const
export type FailOn = (typeof failOnChoices)[number]

export interface ReportInput {
  readonly rows: readonly Row[]
  readonly judged: Pick<JudgeInput, 'stack' | 'facts' | 'now' | 'overrides' | 'earlier'>
  readonly run: DoctorReport['run']
  readonly accepted: readonly Acceptance[]
  /** Findings of a baseline. */
  readonly known?: readonly RowRef[]
  readonly failOn: FailOn
  /** Ids in the order in which they are to be looked at, as an alert names them; the catalogue's when absent. */
  readonly order?: readonly string[]
}

/** Makes the report. Pure. */
export function toReport(input: ReportInput): DoctorReport {
  const {rows, run} = input
  const fixes = new Map(planSafely(input).map((fix) => [keyOf({id: fix.check, instance: fix.instance}), fix]))
  const checks = inReportOrder(
    rows.map((row) => toReportRow(row, input, fixes.get(keyOf(refOf(row)))?.plan.effect)),
    input.order,
  )
  const counts = Object.fromEntries(
    statuses.map((status) => [status, checks.filter((row) => row.status === status).length]),
  ) as Record<(typeof statuses)[number], number>
  return {
    schema: REPORT_FORMAT,
    run,
    summary: {
      ...counts,
      accepted: checks.filter(({accepted}) => accepted).length,
      known: checks.filter(({known}) => known).length,
      exitCode: exitCodeOf(checks, input.failOn),
    },
    components: componentsOf(input),
    checks,
  }
}

function componentsOf({rows, judged: {stack}}: ReportInput): DoctorReport['components'] {
  const parts = new Map(rows.map(({part}) => [part.id, part]))
  return [...parts.values()].map((part) => ({id: part.id, title: part.title, enabled: part.isFor(stack)}))
}

/** Whether a finding is a root that nobody has accepted and no baseline knows. */
export function isRoot({status, causedBy}: Pick<ReportRow, 'status' | 'causedBy'>): boolean {
  return (status === 'fail' || status === 'warn') && causedBy === null
}

/** Names a row in maps. */
export function keyOf({id, instance}: {readonly id: string; readonly instance?: string | undefined}): string {
  return instance === undefined ? id : `${id} ${instance}`
}

function toReportRow(row: Row, input: ReportInput, effect: Text | undefined): ReportRow {
  const {check, part, status, instance, causedBy} = row
  const isUnwell = status === 'fail' || status === 'warn'
  const acceptance = findAcceptance(row, input.accepted, input.judged.now)
  const known = isUnwell && (input.known ?? []).some((one) => keyOf(one) === keyOf(refOf(row)))
  const isCause = isUnwell && !causedBy
  const led = isCause ? input.rows.filter((one) => one.causedBy && keyOf(one.causedBy) === keyOf(refOf(row))) : []
  const limit = row.limit === undefined ? undefined : limitsOf(check, input.judged.overrides)[row.limit]
  return {
    id: check.id,
    title: check.title,
    component: part.id,
    ...(instance === undefined ? {} : {instance}),
    tiers: [...check.tiers],
    status,
    ...(row.reason === undefined ? {} : {reason: row.reason}),
    message: row.detail,
    ...(isUnwell ? {impact: check.impact, remedy: remedyOf(check, row, effect)} : {}),
    ...(row.observed === undefined ? {} : {observed: {...row.observed}}),
    ...(limit === undefined ? {} : {threshold: limit}),
    evidence: [...(row.evidence ?? [])],
    links: [...(check.links ?? [])],
    causedBy: causedBy ?? null,
    consequences: led.filter((one) => one.status !== 'skip').map(refOf),
    skippedBecause: led.filter((one) => one.status === 'skip').length,
    accepted: acceptance !== undefined,
    ...(acceptance ? {acceptance: {reason: acceptance.reason, until: acceptance.until}} : {}),
    known,
    durationMs: row.ms,
  }
}

function remedyOf(check: Check, row: Row, effect: Text | undefined): ReportRow['remedy'] {
  const {text, commands = []} = row.remedy ?? check.remedy
  return {text, commands: [...commands], ...(check.fix && effect ? {fix: {level: check.fix.level, effect}} : {})}
}

/** A fix whose plan throws is none; that it does is found by the tests of the catalogue. */
function planSafely({rows, judged}: ReportInput) {
  return rows.flatMap((row) => {
    try {
      return planFixes([row], judged, {level: 'guarded'})
    } catch {
      return []
    }
  })
}

/**
 * Roots first: those that count before those that are accepted or known, fail before warn, then in the order of the
 * catalogue, where what lies below comes first; of one check, the row that explains most. Then their consequences in the
 * order of the roots, then what could not be seen, then the rest as it was judged.
 */
function inReportOrder(rows: readonly ReportRow[], order: readonly string[] | undefined): ReportRow[] {
  const place = new Map((order ?? rows.map(({id}) => id)).map((id, index) => [id, index] as const).toReversed())
  const placeOf = (id: string) => place.get(id) ?? place.size
  const byCause = (a: ReportRow, b: ReportRow) =>
    Number(a.accepted || a.known) - Number(b.accepted || b.known) ||
    Number(a.status === 'warn') - Number(b.status === 'warn') ||
    placeOf(a.id) - placeOf(b.id) ||
    b.consequences.length + b.skippedBecause - (a.consequences.length + a.skippedBecause)
  const roots = rows.filter(isRoot).toSorted(byCause)
  const rank = new Map(roots.map((row, index) => [keyOf(row), index]))
  const rankOf = ({causedBy}: ReportRow) => (causedBy ? (rank.get(keyOf(causedBy)) ?? roots.length) : roots.length)
  const led = rows
    .filter((row) => (row.status === 'fail' || row.status === 'warn') && row.causedBy !== null)
    .toSorted((a, b) => rankOf(a) - rankOf(b))
  const unseen = rows.filter(({status}) => status === 'unknown')
  const rest = rows.filter(({status}) => status === 'info' || status === 'pass' || status === 'skip')
  return [...roots, ...led, ...unseen, ...rest]
}

/** 1: something counts. 3: nothing was judged at all, though something could have been. */
function exitCodeOf(rows: readonly ReportRow[], failOn: FailOn): 0 | 1 | 3 {
  const level = failOnChoices.indexOf(failOn)
  const counts = rows.some(
    ({status, accepted, known}) =>
      failOnChoices.indexOf(status as FailOn) > 0 &&
      failOnChoices.indexOf(status as FailOn) <= level &&
      !accepted &&
      !known,
  )
  if (counts) return 1
  const isJudged = rows.some(({status}) => status !== 'skip' && status !== 'unknown')
  return !isJudged && rows.some(({status}) => status === 'unknown') ? 3 : 0
}

function refOf({check, instance}: Row): RowRef & {id: string; instance?: string} {
  return {id: check.id, ...(instance === undefined ? {} : {instance})}
}
