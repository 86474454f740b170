/** Walks a checklist: looks by itself, asks a person what only a person knows, and keeps every answer before the next step. */
import type {Checklist, StepOf} from '../../doctor/checklists/checklist.js'
import {type Filling, fillCommands} from '../../doctor/checklists/fill.js'
import {checklists, findChecklist} from '../../doctor/checklists/lists/index.js'
import {atEnd, type ChecklistState, type StepRecord, takeUp, withRecord} from '../../doctor/checklists/state.js'
import {type Place, walk} from '../../doctor/checklists/walk.js'
import {OpsError} from '../../errors.js'
import {checklistMessages as say} from '../../messages/doctor-checklist.js'
import {findNearest} from '../../nearest.js'
import type {Project} from '../../project.js'
import {nowMs} from '../../system/clock.js'
import {verbatim} from '../../text.js'
import {readableStack} from '../readable-stack.js'
import {checksFor, type LookingOptions, lookOnce, lookUntilWell, type StepAnswer} from './checklist-look.js'
import {argvOf, collectStep, commandOf, type DoingOptions, mendStep, runStep} from './checklist-steps.js'
import {newestUnfinished, newState, readState, saveState} from './checklist-store.js'

/** Who walks it. */
export interface ChecklistPerson {
  /** Answers a question; `later` leaves it open. */
  answer(step: StepOf<'ask'>, commands: readonly string[]): Promise<boolean | string | 'later'>
  /** Whether a command of opsctl may be run now. */
  agree(step: StepOf<'do'>, command: string): Promise<boolean>
  /** Whether a step that was cut short is begun again. */
  beginAgain(place: Place, at: string): Promise<boolean>
}

export interface WalkOptions extends Omit<LookingOptions, 'confirmDeep'>, DoingOptions {
  /** Undefined: nobody is asked, and nothing but looking and keeping is done. */
  readonly person: ChecklistPerson | undefined
  onStep(place: Place, number: number): void
  onRecord(record: StepRecord): void
  /** Told when the walk ends before the checklist does: what was answered is kept. */
  onCut(state: ChecklistState): void
}

export interface OpenOptions {
  /** Name of a checklist, or of a run that is resumed. */
  readonly name: string | undefined
  readonly resume: boolean
  /** Asks which checklist is meant; absent when nobody can be asked. */
  choose?(): Promise<string>
}

/** Begins a run, or takes one up that has open steps. Throws OPS_CHECKLIST_NAME, OPS_CHECKLIST_RUN. */
export async function openChecklist(project: Project, options: OpenOptions): Promise<ChecklistState> {
  const {name, resume, choose} = options
  if (resume) {
    const isList = name === undefined || findChecklist(name) !== undefined
    return isList ? newestUnfinished(project, name) : readState(project, name)
  }

  const chosen = name ?? (await choose?.())
  if (chosen === undefined) throw unnamed()
  demandChecklist(chosen)
  return newState(project, chosen, (await fillingFor(project)).project)
}

/** Walks a run to its end, or as far as it gets: what was answered stays. Throws OPS_CHECKLIST_CHANGED, OPS_INTERRUPTED. */
export async function walkChecklist(
  project: Project,
  begun: ChecklistState,
  options: WalkOptions,
): Promise<ChecklistState> {
  let state = takeUp(begun)
  try {
    for await (const next of stepsOf(project, state, options)) state = next
  } catch (error) {
    options.onCut(state)
    throw error
  }

  state = atEnd(state, new Date(nowMs()).toISOString())
  await saveState(project, state)
  return state
}

/** The state after each answer, which is on disk by then. */
async function* stepsOf(project: Project, begun: ChecklistState, options: WalkOptions): AsyncIterable<ChecklistState> {
  const list = demandChecklist(begun.checklist)
  for (let state = begun; ; ) {
    const {next, fits} = walk(list, state.records, findChecklist)
    if (!fits) throw changed(state.id)
    await saveState(project, state)
    if (!next) return
    options.onStep(next, state.records.length + 1)
    const record =
      state.carried?.find(({path}) => path === next.path) ?? (await takeStep(project, next, state, options))
    state = withRecord(state, record)
    await saveState(project, state)
    options.onRecord(record)
    yield state
  }
}

async function takeStep(
  project: Project,
  place: Place,
  state: ChecklistState,
  options: WalkOptions,
): Promise<StepRecord> {
  const {step, path} = place
  const answer = await answerStep(project, place, state, options)
  return {path, kind: step.kind, at: new Date(nowMs()).toISOString(), ...answer}
}

async function answerStep(
  project: Project,
  place: Place,
  state: ChecklistState,
  options: WalkOptions,
): Promise<StepAnswer> {
  const {step} = place
  const {person} = options
  const {records} = state
  const looking = {...options, confirmDeep: person ? options.confirmDeep : undefined}
  if (step.kind === 'check') return lookOnce(project, checksFor(step.checks, records), step.deep === true, looking)
  if (step.kind === 'collect') return collectStep(project, step, state, options)
  if (step.kind !== 'ask' && !isNeeded(step, records)) return {outcome: 'nothing'}
  if (!person) return {outcome: 'open'}
  if (step.kind === 'ask') return askPerson(project, place, state, person)
  const {begun} = state
  if (begun?.path === place.path && !(await person.beginAgain(place, begun.at))) return {outcome: 'declined'}
  if (step.kind === 'do') return doStep(project, place, state, {...options, person})
  await markBegun(project, state, place)
  return lookUntilWell(project, step, checksFor(step.checks, records), looking)
}

/** What is for that which failed is for nothing when nothing did. */
function isNeeded(step: StepOf<'do' | 'wait'>, records: readonly StepRecord[]): boolean {
  const checks = step.kind === 'wait' ? step.checks : 'fix' in step ? step.fix : undefined
  return checks !== 'failed' || checksFor(checks, records).length > 0
}

async function askPerson(
  project: Project,
  {step, path}: Place,
  state: ChecklistState,
  person: ChecklistPerson,
): Promise<StepAnswer> {
  if (step.kind !== 'ask') return {outcome: 'open'}
  const commands = step.commands ? fillCommands(step.commands, await fillingFor(project, state, path)) : []
  const said = await person.answer(step, commands)
  if (said === 'later') return {outcome: 'open'}
  if (typeof said === 'boolean') return {outcome: said ? 'yes' : 'no'}
  return said.trim() === '' ? {outcome: 'open'} : {outcome: 'noted', note: said.trim()}
}

async function doStep(
  project: Project,
  place: Place,
  state: ChecklistState,
  options: WalkOptions & {readonly person: ChecklistPerson},
): Promise<StepAnswer> {
  const {step, path} = place
  if (step.kind !== 'do') return {outcome: 'open'}
  if ('fix' in step) {
    await markBegun(project, state, place)
    return mendStep(project, checksFor(step.fix, state.records), options)
  }

  const argv = argvOf(step, await fillingFor(project, state, path))
  if (!argv) return {outcome: 'open', detail: say.nothingToFill}
  if (!(await options.person.agree(step, commandOf(argv)))) return {outcome: 'declined', commands: [commandOf(argv)]}
  await markBegun(project, state, place)
  return runStep(project, argv, options)
}

/** Written before a step that changes something or takes long: whoever resumes is told that it may be half done. */
async function markBegun(project: Project, state: ChecklistState, {path}: Place): Promise<void> {
  await saveState(project, {...state, begun: {path, at: new Date(nowMs()).toISOString()}})
}

/** The names of the stack; those of none while opsctl.yaml can't be read, which a checklist may be there to mend. */
async function fillingFor(project: Project, state?: ChecklistState, path = ''): Promise<Filling> {
  const stack = await readableStack(project)
  const prefix = path.slice(0, path.lastIndexOf('/') + 1)
  return {
    apps: Object.keys(stack?.apps ?? {}),
    project: stack?.project ?? '',
    namespace: stack?.kubernetes.namespace ?? stack?.project ?? '',
    target: stack?.target ?? 'compose',
    id: state?.id ?? '',
    root: project.root,
    answer: (step) => state?.records.find((record) => record.path === `${prefix}${step}`)?.note,
  }
}

function demandChecklist(name: string): Checklist {
  const list = findChecklist(name)
  if (list) return list
  const names = checklists.map((one) => one.name)
  const near = findNearest(name, names)
  throw new OpsError({
    code: 'OPS_CHECKLIST_NAME',
    kind: 'usage',
    message: say.noChecklist(name, names),
    suggestions: [verbatim(`opsctl doctor checklist ${near ?? '--list'}`)],
  })
}

function changed(id: string): OpsError {
  return new OpsError({
    code: 'OPS_CHECKLIST_CHANGED',
    kind: 'usage',
    message: say.changed(id),
    suggestions: [say.beginAnew],
  })
}

function unnamed(): OpsError {
  return new OpsError({
    code: 'OPS_CHECKLIST_NAME',
    kind: 'usage',
    message: say.needsName,
    suggestions: [verbatim('opsctl doctor checklist --list'), verbatim('opsctl doctor checklist incident --no-input')],
  })
}
