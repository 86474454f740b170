/** Facts → rows and the report, whether they were gathered a moment ago or kept by another machine. */
import {randomBytes} from 'node:crypto'

import {parts} from '../../doctor/catalogue.js'
import type {RowRef} from '../../doctor/check.js'
import type {FactEntry, FactFile} from '../../doctor/facts.js'
import {type EarlierLook, inOrder, type JudgeInput, judge, type Row} from '../../doctor/judge.js'
import {type FailOn, toReport} from '../../doctor/report.js'
import type {DoctorReport} from '../../doctor/report-schema.js'
import {type Chosen, chooseChecks} from '../../doctor/select.js'
import {packageVersion} from '../../package-root.js'
import {toWrittenStack} from '../../render/helm/written-stack.js'
import type {Stack} from '../../spec/stack.js'
import type {KeptFacts} from './facts-file.js'

/** A look that is to be judged. */
export interface Looked {
  readonly stack: Stack
  readonly chosen: Chosen
  readonly facts: Readonly<Record<string, FactEntry>>
  /** ms since 1970. */
  readonly now: number
  readonly durationMs: number
  readonly earlier: readonly EarlierLook[]
  readonly run: Pick<DoctorReport['run'], 'tiers' | 'selection' | 'offline' | 'from'>
  /** Version that looked; this one when absent. */
  readonly opsctl?: string
}

export interface Judging {
  readonly failOn: FailOn
  readonly known?: readonly RowRef[]
  readonly order?: readonly string[]
}

/** A look with its verdicts, and all that a fix or a bundle needs of it. */
export interface JudgedLook {
  readonly report: DoctorReport
  readonly rows: readonly Row[]
  readonly judged: Pick<JudgeInput, 'stack' | 'facts' | 'now' | 'overrides' | 'earlier'>
  /** What was seen, ready to be judged elsewhere. */
  readonly facts: FactFile
}

/** Judges a look. Pure but for the random part of the run's name. */
export function judgeLook(looked: Looked, judging: Judging): JudgedLook {
  const {stack, chosen, facts, now, earlier} = looked
  const judged = {stack, facts, now, earlier, overrides: stack.doctor.thresholds}
  const compared = new Set<string>()
  const rows = judge({...judged, ...chosen, onBefore: (fact) => compared.add(fact)})
  const run: DoctorReport['run'] = {
    id: runId(now),
    startedAt: new Date(now).toISOString(),
    durationMs: looked.durationMs,
    opsctl: looked.opsctl ?? packageVersion(),
    project: stack.project,
    environment: stack.environment,
    target: stack.target,
    ...looked.run,
  }
  const report = toReport({rows, judged, run, accepted: stack.doctor.accepted, ...judging})
  return {report, rows, judged, facts: toFactFile(looked, run, compared)}
}

/** Judges facts from a file, all checks that they were gathered for. */
export function judgeKept(kept: KeptFacts, from: string): JudgedLook {
  const among = new Set(kept.file.checks)
  const chosen = chooseChecks(parts, {words: [], skip: [], tags: [], tiers: new Set(), among})
  return judgeLook(lookedAt(kept, chosen, from), {failOn: 'fail'})
}

/** Facts from a file as a look. */
export function lookedAt({file, stack}: KeptFacts, chosen: Chosen, from: string): Looked {
  return {
    stack,
    chosen,
    facts: file.facts,
    now: Date.parse(file.takenAt),
    durationMs: 0,
    earlier: (file.before ?? []).map(({takenAt, facts}) => ({at: Date.parse(takenAt), facts})),
    run: {tiers: [], selection: [], offline: true, from},
    opsctl: file.opsctl,
  }
}

function toFactFile(looked: Looked, run: DoctorReport['run'], compared: ReadonlySet<string>): FactFile {
  const before = looked.earlier.map(({at, facts}) => ({
    takenAt: new Date(at).toISOString(),
    facts: Object.fromEntries(Object.entries(facts).filter(([name]) => compared.has(name))),
  }))
  return {
    schema: 'opsctl.facts/v1',
    takenAt: run.startedAt,
    opsctl: run.opsctl,
    project: run.project,
    stack: {...toWrittenStack(looked.stack)},
    checks: inOrder(looked.chosen.parts, looked.chosen.wanted).map(({check}) => check.id),
    facts: {...looked.facts},
    ...(compared.size > 0 && before.length > 0 ? {before} : {}),
  }
}

/** `20261122T011552Z-3f9c`. */
function runId(now: number): string {
  const time = new Date(now).toISOString().replace(/\.\d+/, '').replaceAll(/[-:]/g, '')
  return `${time}-${randomBytes(2).toString('hex')}`
}
