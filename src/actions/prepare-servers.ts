/** Does what rooms want done in their running servers, as an import: after the start, before the verdict on their health. */
import {type CheckResult, fail} from '../checks/check.js'
import type {Access, Preparation} from '../components/component.js'
import {components} from '../components/registry.js'
import {OpsError} from '../errors.js'
import {upMessages as say} from '../messages/up.js'
import {sleep} from '../system/clock.js'
import {redact} from '../system/redact.js'
import {interrupted} from '../system/run.js'
import {type Text, verbatim} from '../text.js'

export interface PreparationReport {
  /** Ids of what was done now. */
  readonly done: readonly string[]
  /** What could not be done: verdicts like those of health, since the stack runs but is not as it should be. */
  readonly failed: readonly CheckResult[]
}

export interface PreparationOptions {
  /** After this long, what is not finished counts as failed; the next `up` goes on with it. */
  readonly patienceMs: number
  readonly signal?: AbortSignal
}

/** The preparations of every enabled component. */
export function listPreparations(stack: Access['stack']): readonly Preparation[] {
  return components
    .filter((component) => component.isEnabled(stack))
    .flatMap((component) => component.prepare?.(stack) ?? [])
}

/** Does those that are not done yet, all at the same time. Throws only when interrupted. */
export async function prepareServers(
  access: Access,
  preparations: readonly Preparation[],
  options: PreparationOptions,
): Promise<PreparationReport> {
  const outcomes = await Promise.all(preparations.map((one) => prepare(access, one, options)))
  if (options.signal?.aborted) throw interrupted()
  return {
    done: preparations.flatMap(({id}, index) => (outcomes[index] === 'done' ? [id] : [])),
    failed: outcomes.flatMap((outcome) => (typeof outcome === 'string' ? [] : [outcome])),
  }
}

type Outcome = 'unneeded' | 'done' | CheckResult

async function prepare(access: Access, preparation: Preparation, options: PreparationOptions): Promise<Outcome> {
  const timer = new AbortController()
  const {signal} = options
  const giveUp = sleep(options.patienceMs, AbortSignal.any([timer.signal, ...(signal ? [signal] : [])])).then(() =>
    failure(preparation, say.preparationLate(Math.round(options.patienceMs / 1000))),
  )
  try {
    return await Promise.race([attempt(access, preparation), giveUp])
  } finally {
    timer.abort()
  }
}

async function attempt(access: Access, preparation: Preparation): Promise<Outcome> {
  try {
    if (await isDone(access, preparation)) return 'unneeded'
    await preparation.run(access)
    return 'done'
  } catch (error) {
    if (error instanceof OpsError) return failure(preparation, error.text, error.ways[0])
    return failure(preparation, verbatim(error instanceof Error ? error.message : String(error)))
  }
}

/** A server that does not answer now is asked again by the work itself. */
async function isDone(access: Access, preparation: Preparation): Promise<boolean> {
  try {
    return await preparation.isDone(access)
  } catch {
    return false
  }
}

function failure(
  {id, title, service}: Preparation,
  detail: Text,
  fix: Text = verbatim(`opsctl logs ${service}`),
): CheckResult {
  const told = {en: redact(detail.en), zh: redact(detail.zh)}
  return {id, title, service, facts: {}, verdict: fail(told, fix)}
}
