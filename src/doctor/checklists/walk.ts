/** Where a run stands: the answers so far, replayed. Pure, so a run goes on at the same step on another day. */
import type {AnswerStep, Checklist, Condition, Target} from './checklist.js'
import type {StepRecord} from './state.js'

/** The step that is to be answered next. */
export interface Place {
  readonly step: AnswerStep
  /** Unique in the run: the steps that led here, and its own id. */
  readonly path: string
  /** The checklist it is written in. */
  readonly list: Checklist
}

export interface Walked {
  /** Undefined at the end. */
  readonly next: Place | undefined
  /** The step of each record. */
  readonly steps: readonly Place[]
  /** Whether the records are those of this checklist as it is now; else `steps` ends before the first that is not. */
  readonly fits: boolean
}

/** Finds a checklist by its name. */
export type FindChecklist = (name: string) => Checklist | undefined

interface Frame {
  readonly list: Checklist
  readonly prefix: string
  index: number
}

/** Replays records. Branches only lead forward and checklists name each other in one direction, so it always ends. */
export function walk(list: Checklist, records: readonly StepRecord[], find: FindChecklist): Walked {
  const frames: Frame[] = [{list, prefix: '', index: 0}]
  const steps: Place[] = []
  for (let frame = frames.at(-1); frame; frame = frames.at(-1)) {
    const step = frame.list.steps[frame.index]
    frame.index += 1
    if (!step) {
      frames.pop()
    } else if (step.kind === 'branch') {
      const target = step.cases.find(({when}) => holds(when, frame.prefix, records.slice(0, steps.length)))?.go
      const entered = target && follow(target, frame, `${frame.prefix}${step.id}/`, find)
      if (entered) frames.push(entered)
    } else {
      const place = {step, path: `${frame.prefix}${step.id}`, list: frame.list}
      const record = records[steps.length]
      if (!record) return {next: place, steps, fits: true}
      if (record.path !== place.path || record.kind !== step.kind) return {next: place, steps, fits: false}
      steps.push(place)
    }
  }

  return {next: undefined, steps, fits: steps.length === records.length}
}

/** Moves in the frame; a new frame when another checklist is entered. */
function follow(target: Target, frame: Frame, prefix: string, find: FindChecklist): Frame | undefined {
  if ('checklist' in target) {
    const list = find(target.checklist)
    return list && {list, prefix, index: 0}
  }

  const {steps} = frame.list
  frame.index = 'step' in target ? steps.findIndex(({id}) => id === target.step) : steps.length
  return undefined
}

/** A step that was passed over makes no condition true. */
function holds(when: Condition, prefix: string, records: readonly StepRecord[]): boolean {
  const record = records.find(({path}) => path === `${prefix}${when.step}`)
  if (!record) return false
  if ('is' in when) return when.is.includes(record.outcome)
  return (record.findings ?? []).some(
    ({id, status}) => status === 'fail' && when.among.some((word) => isMeant(word, id)),
  )
}

function isMeant(word: string, id: string): boolean {
  return word.endsWith('.') ? id.startsWith(word) : id === word
}
