/** One run of doctor: choose checks, look, judge, keep. */
import {findAlert} from '../../alerts/catalogue.js'
import {parts} from '../../doctor/catalogue.js'
import {inOrder} from '../../doctor/judge.js'
import type {FailOn} from '../../doctor/report.js'
import {type Chosen, chooseChecks, type Selection, wordsOf} from '../../doctor/select.js'
import {unknownThresholds} from '../../doctor/thresholds.js'
import {OpsError} from '../../errors.js'
import {doctorMessages as say} from '../../messages/doctor.js'
import type {Project} from '../../project.js'
import {invalid, loadStack} from '../../spec/load-stack.js'
import {placeProblems} from '../../spec/parse-stack.js'
import {monotonicMs, nowMs} from '../../system/clock.js'
import {redact} from '../../system/redact.js'
import {interrupted} from '../../system/run.js'
import {type Text, verbatim} from '../../text.js'
import {unknownAlert} from '../alerts/explain.js'
import {readBaseline} from './compare.js'
import {readFacts} from './facts-file.js'
import {earlierLooks} from './history.js'
import {type JudgedLook, judgeLook, lookedAt} from './judge-kept.js'
import {type LookOptions, look} from './look.js'
import {unknownCheck} from './unknown-check.js'

export interface DoctorOptions
  extends Pick<LookOptions, 'offline' | 'signal' | 'collectorMs' | 'allMs' | 'onProgress' | 'onCrash'> {
  readonly selection: Omit<Selection, 'among'>
  readonly failOn: FailOn
  /** Name of an alert whose checks are run, in its order, in place of words. */
  readonly alert?: string | undefined
  /** File of facts that is judged in place of the running stack. */
  readonly from?: string | undefined
  /** Run or file whose findings don't count. */
  readonly baseline?: string | undefined
  /** Asked before anything is written to a service; absent: it may be. */
  confirmDeep?(writes: readonly Text[]): Promise<boolean>
}

/** Looks and judges. Throws OPS_DOCTOR_* for words and files that are wrong, OPS_SPEC_*, and when it is interrupted; never for what is wrong with the stack. */
export async function runDoctor(project: Project, options: DoctorOptions): Promise<JudgedLook> {
  const {order, selection} = selectionOf(options)
  const known = options.baseline === undefined ? undefined : await readBaseline(project, options.baseline)
  const judging = {failOn: options.failOn, ...(known ? {known} : {}), ...(order ? {order} : {})}
  if (options.from !== undefined) {
    const kept = await readFacts(options.from)
    const chosen = choose({...selection, among: new Set(kept.file.checks)})
    return withoutSecrets(judgeLook(lookedAt(kept, chosen, options.from), judging))
  }

  const {stack, source} = await loadStack(project)
  const problems = unknownThresholds(parts, stack.doctor.thresholds)
  if (problems.length > 0) throw invalid(placeProblems(source, problems))
  const chosen = choose(selection)
  const {tiers, words} = selection
  if (tiers.has('deep')) await askDeep(chosen, options)
  const [begun, now] = [monotonicMs(), nowMs()]
  const checks = inOrder(chosen.parts, chosen.wanted).map(({check}) => check)
  const [facts, earlier] = await Promise.all([
    look(project, stack, {parts: chosen.parts, checks}, {...options, tiers, now: monotonicMs}),
    earlierLooks(project, stack, now),
  ])
  if (options.signal.aborted) throw interrupted()
  const run = {tiers: [...tiers], selection: [...words], offline: options.offline}
  const durationMs = Math.round(monotonicMs() - begun)
  return withoutSecrets(judgeLook({stack, chosen, facts, now, durationMs, earlier, run}, judging))
}

/** Words of the command line, or what an alert names. */
function selectionOf({selection, alert}: DoctorOptions): {selection: Selection; order?: readonly string[]} {
  if (alert === undefined) return {selection}
  const found = findAlert(alert)
  if (!found) throw unknownAlert(alert)
  const there = new Set(parts.flatMap((part) => part.checks.map(({id}) => id)))
  const order = found.checks.filter((id) => there.has(id))
  return {selection: {...selection, words: [...order, ...selection.words]}, order}
}

function choose(selection: Selection): Chosen {
  const chosen = chooseChecks(parts, selection)
  const [wrong] = chosen.unknownWords
  if (wrong !== undefined) throw unknownCheck(wrong, wordsOf(parts), 'opsctl doctor')
  const [deep] = chosen.onlyDeep
  if (deep !== undefined) throw needsDeep(deep)
  if (chosen.wanted.size === 0) throw nothingLeft()
  return chosen
}

/** What the deep collectors of chosen checks write is shown before any of them runs. */
async function askDeep({parts: own, wanted}: Chosen, {confirmDeep}: DoctorOptions): Promise<void> {
  const checks = own.flatMap((part) => part.checks).filter(({id}) => wanted.has(id))
  const needed = new Set(checks.flatMap(({needs, wants}) => Object.values({...needs, ...wants}).map(({name}) => name)))
  const writes = own
    .flatMap((part) => part.collectors)
    .flatMap(({deep, key, writes: written}) => (deep && written && needed.has(key.name) ? [written] : []))
  if (writes.length === 0 || !confirmDeep || (await confirmDeep(writes))) return
  throw interrupted()
}

/** The last wall: collectors hand over no secret, and what they hand over is cleaned of every one that is known. */
function withoutSecrets(run: JudgedLook): JudgedLook {
  const clean = <T>(value: T): T => JSON.parse(redact(JSON.stringify(value)))
  return {...run, report: clean(run.report), facts: clean(run.facts)}
}

function needsDeep(id: string): OpsError {
  return new OpsError({
    code: 'OPS_DOCTOR_DEEP',
    kind: 'usage',
    message: say.needsDeep(id),
    suggestions: [verbatim(`opsctl doctor --deep ${id}`)],
  })
}

function nothingLeft(): OpsError {
  return new OpsError({
    code: 'OPS_DOCTOR_NOTHING',
    kind: 'usage',
    message: say.nothingLeft,
    suggestions: [verbatim('opsctl doctor list')],
  })
}
