/** `doctor --fix`: looks, plans what would mend the findings, asks, applies, and looks again. */
import {randomBytes} from 'node:crypto'

import {parts} from '../../doctor/catalogue.js'
import type {FixLevel} from '../../doctor/fix.js'
import {type PlannedFix, planFixes} from '../../doctor/plan-fixes.js'
import {keyOf} from '../../doctor/report.js'
import {OpsError} from '../../errors.js'
import {doctorFixMessages as say} from '../../messages/doctor-fix.js'
import type {Project} from '../../project.js'
import {openAccess} from '../../runtime/access.js'
import {loadStack} from '../../spec/load-stack.js'
import {nowMs} from '../../system/clock.js'
import {openRuntime} from '../open-runtime.js'
import {runOpsctl} from '../run-opsctl.js'
import type {StepTools} from './apply-step.js'
import {type AppliedFix, applyFixes, type UndoReport, undoFixes} from './fix.js'
import {type DoctorOptions, runDoctor} from './run.js'

export interface MendOptions extends DoctorOptions {
  /** Whether checks were named: a finding that is accepted is mended only then. */
  readonly named: boolean
  readonly level: FixLevel
  readonly dryRun: boolean
  /** Shown the whole plan before anything is asked. */
  onPlan(fixes: readonly PlannedFix[]): void
  /** Asked once for each fix; undefined when nobody can be asked. */
  readonly confirm: ((fix: PlannedFix) => Promise<boolean>) | undefined
  /** Lines of the commands that are run. */
  onLine(line: string): void
}

export interface MendReport {
  /** Name of the run for `--undo`; absent when nothing was applied. */
  readonly run?: string
  readonly planned: readonly {readonly check: string; readonly instance?: string; readonly level: FixLevel}[]
  readonly applied: readonly AppliedFix[]
  readonly ok: boolean
}

/** Mends what failed or warns. Throws OPS_FIX_UNCONFIRMED with the plan shown when nobody can be asked. */
export async function mend(project: Project, options: MendOptions): Promise<MendReport> {
  const {report, rows, judged} = await runDoctor(project, options)
  const settled = new Set(report.checks.filter(({accepted, known}) => accepted || known).map(keyOf))
  const open = options.named
    ? rows
    : rows.filter((row) => !settled.has(keyOf({id: row.check.id, instance: row.instance})))
  const fixes = planFixes(open, judged, {level: options.level})
  options.onPlan(fixes)
  const planned = fixes.map(({plan: _, finding: __, ...fix}) => fix)
  if (options.dryRun || fixes.length === 0) return {planned, applied: [], ok: fixes.length === 0}
  const {confirm} = options
  if (!confirm) throw unconfirmed()
  const run = `${new Date(nowMs()).toISOString().replaceAll(/[-:]|\.\d+/g, '')}-${randomBytes(2).toString('hex')}`
  const tools = await openTools(project, options)
  const applied = await applyFixes(fixes, {
    ...tools,
    run,
    confirm,
    recheck: async (ids) => (await runDoctor(project, againFor(ids, options))).rows,
  })
  const isChanged = applied.some(({state}) => state !== 'declined' && state !== 'by-hand')
  return {...(isChanged ? {run} : {}), planned, applied, ok: applied.every(({state}) => state === 'mended')}
}

/** Takes a run of fixes back. */
export async function undoMending(
  project: Project,
  run: string,
  options: Pick<MendOptions, 'signal' | 'onLine'>,
): Promise<UndoReport> {
  return undoFixes(run, await openTools(project, options))
}

/** The checks that were mended, and those that rest on them. */
function againFor(ids: ReadonlySet<string>, options: MendOptions): DoctorOptions {
  const rest = parts
    .flatMap(({checks}) => checks)
    .filter(({after = [], because = []}) => [...after, ...because].some((id) => ids.has(id)))
    .filter(({tiers}) => tiers.some((tier) => options.selection.tiers.has(tier)))
  const words = [...ids, ...rest.map(({id}) => id)]
  return {...options, alert: undefined, selection: {...options.selection, words, skip: [], tags: []}}
}

async function openTools(
  project: Project,
  {signal, onLine}: Pick<MendOptions, 'signal' | 'onLine'>,
): Promise<StepTools> {
  const {stack} = await loadStack(project)
  const {runtime} = await openRuntime(project, stack)
  return {
    project,
    access: openAccess(project, stack, runtime),
    signal,
    opsctl: async (argv) => (await runOpsctl(project, argv, {signal, onLine})).exitCode,
  }
}

function unconfirmed(): OpsError {
  return new OpsError({
    code: 'OPS_FIX_UNCONFIRMED',
    kind: 'usage',
    message: say.unconfirmed,
    suggestions: [say.confirm],
  })
}
