/** From facts to verdicts: in the order of what rests on what, so that a cause is found before its consequences. */
import type {Stack} from '../spec/stack.js'
import type {Text} from '../text.js'
import {type Check, type DoctorPart, type JudgeContext, type Outcome, type RowRef, skipped, unknown} from './check.js'
import {type FactEntry, type FactKey, readFact, type Seen} from './facts.js'
import {limitsOf, type ThresholdOverrides} from './thresholds.js'

/** An earlier look at the same stack, for what only a difference can tell. */
export interface EarlierLook {
  /** ms since 1970. */
  readonly at: number
  readonly facts: Readonly<Record<string, FactEntry>>
}

export interface JudgeInput {
  readonly parts: readonly DoctorPart[]
  /** Ids that are wanted; what they rest on is judged too, and shown only where it is a cause. All when absent. */
  readonly wanted?: ReadonlySet<string>
  readonly stack: Stack
  readonly facts: Readonly<Record<string, FactEntry>>
  readonly now: number
  readonly overrides: ThresholdOverrides
  /** The newest first. */
  readonly earlier?: readonly EarlierLook[]
  onCrash?(check: string, error: unknown): void
  /** Told of each fact that a verdict compares with an earlier one. */
  onBefore?(fact: string): void
}

/** One outcome of one check, with the root that it follows from. */
export interface Row extends Outcome {
  readonly check: Check
  readonly part: DoctorPart
  /** Milliseconds that its slowest fact took. */
  readonly ms: number
  readonly causedBy?: RowRef
}

/** Judges the checks. Never throws: a judge that does is unknown (crashed). */
export function judge(input: JudgeInput): readonly Row[] {
  const rows = new Map<string, readonly Row[]>()
  for (const {check, part} of inOrder(input.parts, input.wanted)) rows.set(check.id, judgeOne(check, part, input, rows))
  return [...rows.values()]
    .flat()
    .filter((row) => input.wanted?.has(row.check.id) !== false || isCause(row, rows, input.wanted))
}

/** Whether a row that nobody asked for explains one that somebody did. */
function isCause(
  row: Row,
  rows: ReadonlyMap<string, readonly Row[]>,
  wanted: ReadonlySet<string> | undefined,
): boolean {
  return [...rows.values()]
    .flat()
    .some(
      ({check, causedBy}) =>
        wanted?.has(check.id) && causedBy?.id === row.check.id && matches(causedBy.instance, row.instance),
    )
}

function judgeOne(
  check: Check,
  part: DoctorPart,
  input: JudgeInput,
  rows: ReadonlyMap<string, readonly Row[]>,
): readonly Row[] {
  const named = Object.entries({...check.wants, ...check.needs})
  const ms = Math.max(0, ...named.map(([, key]) => input.facts[key.name]?.ms ?? 0))
  const row = (outcome: Outcome, causedBy?: RowRef): Row => ({
    ...outcome,
    check,
    part,
    ms,
    ...(causedBy ? {causedBy} : {}),
  })
  if (!part.isFor(input.stack)) return [row(skipped('not-enabled', notEnabled(part)))]
  const fits = check.isFor?.(input.stack) ?? true
  if (fits !== true) return [row(skipped('not-applicable', fits))]
  const blocker = findRow(check.after ?? [], check.service, rows)
  if (blocker) return [row(skipped('dependency', because(blocker)), rootOf(blocker))]
  const outcomes = judgeFacts(check, input, new Map(named.map(([name, key]) => [name, readFact(input.facts, key)])))
  return outcomes.map((outcome) => row(outcome, causeOf(check, outcome, rows)))
}

function judgeFacts(check: Check, input: JudgeInput, seen: ReadonlyMap<string, Seen<unknown>>): readonly Outcome[] {
  for (const name of Object.keys(check.needs)) {
    const fact = seen.get(name)
    if (fact && !fact.ok) return [unknown(fact.reason, fact.text)]
  }

  const values = Object.fromEntries([...seen].flatMap(([name, fact]) => (fact.ok ? [[name, fact.value] as const] : [])))
  try {
    const answer = check.judge(values, contextFor(check, input))
    return Array.isArray(answer) ? answer : [answer as Outcome]
  } catch (error) {
    input.onCrash?.(check.id, error)
    const words = error instanceof Error ? error.message : String(error)
    return [unknown('crashed', {en: `opsctl failed while it judged: ${words}`, zh: `opsctl 判断时出错：${words}`})]
  }
}

/** What the judge and the fix of a check may know besides facts. */
export function contextFor(
  check: Check,
  input: Pick<JudgeInput, 'stack' | 'now' | 'overrides' | 'earlier' | 'onBefore'>,
): JudgeContext {
  return {
    stack: input.stack,
    now: input.now,
    limits: limitsOf(check, input.overrides),
    before: <T>(key: FactKey<T>) => {
      input.onBefore?.(key.name)
      for (const {at, facts} of input.earlier ?? []) {
        const seen = readFact(facts, key)
        if (seen.ok) return {value: seen.value, at}
      }
      return undefined
    },
  }
}

function isUnwell(row: Row): boolean {
  return row.status === 'fail' || row.status === 'warn'
}

/** What is skipped because of another is as good as failed to whatever rests on it. */
function blocks(row: Row): boolean {
  return row.status === 'fail' || (row.status === 'skip' && row.reason === 'dependency')
}

/** The first failed row among the checks that concerns this service. A row about no service concerns every one. */
function findRow(
  ids: readonly string[],
  service: string | undefined,
  rows: ReadonlyMap<string, readonly Row[]>,
): Row | undefined {
  return ids.flatMap((id) => rows.get(id) ?? []).find((row) => blocks(row) && matches(row.instance, service))
}

function matches(instance: string | undefined, service: string | undefined): boolean {
  return instance === undefined || service === undefined || instance === service
}

function causeOf(check: Check, outcome: Outcome, rows: ReadonlyMap<string, readonly Row[]>): RowRef | undefined {
  if (outcome.status !== 'fail' && outcome.status !== 'warn') return undefined
  const about = outcome.instance ?? check.service
  const own = (check.because ?? []).flatMap((id) => (rows.get(id) ?? []).filter((row) => matches(row.instance, about)))
  const said = (outcome.because ?? []).flatMap(({id, instance}) =>
    (rows.get(id) ?? []).filter((row) => instance === undefined || matches(row.instance, instance)),
  )
  // A warning explains no failure: what it leads to would be a warning.
  const cause = [...own, ...said].find((row) => blocks(row) || (isUnwell(row) && outcome.status === 'warn'))
  return cause ? rootOf(cause) : undefined
}

function rootOf(row: Row): RowRef {
  if (row.causedBy) return row.causedBy
  return {id: row.check.id, ...(row.instance === undefined ? {} : {instance: row.instance})}
}

function because(row: Row): Text {
  const {id, instance} = rootOf(row)
  const name = instance === undefined ? id : `${id} (${instance})`
  return {en: `not checked because of ${name}`, zh: `因 ${name} 而未检查`}
}

function notEnabled({title}: DoctorPart): Text {
  return {en: `${title.en} is not in this stack`, zh: `此栈中没有${title.zh}`}
}

interface Placed {
  readonly check: Check
  readonly part: DoctorPart
}

/** The wanted checks and what they rest on, each after what it names; the order of the catalogue decides the rest. */
export function inOrder(parts: readonly DoctorPart[], wanted?: ReadonlySet<string>): readonly Placed[] {
  const all = new Map(parts.flatMap((part) => part.checks.map((check) => [check.id, {check, part}] as const)))
  const done = new Set<string>()
  const order: Placed[] = []
  const visit = (id: string) => {
    const placed = all.get(id)
    if (!placed || done.has(id)) return
    done.add(id)
    for (const before of [...(placed.check.after ?? []), ...(placed.check.because ?? [])]) visit(before)
    order.push(placed)
  }
  for (const id of all.keys()) if (wanted?.has(id) !== false) visit(id)
  return order
}
