/** Asks every room whether its component does its work, again and again until it does or time is up. */
import type {CheckResult} from '../checks/check.js'
import type {Access, HealthCheck} from '../components/component.js'
import {components} from '../components/registry.js'
import {runtimeMessages} from '../messages/runtime.js'
import {monotonicMs, sleep} from '../system/clock.js'
import {redact} from '../system/redact.js'
import {interrupted} from '../system/run.js'
import {verbatim} from '../text.js'

export interface HealthOptions {
  /** How long a check that fails is tried again. */
  readonly patienceMs: number
  readonly signal?: AbortSignal
}

const FIRST_PAUSE_MS = 150
const LONGEST_PAUSE_MS = 2000

/** The checks of every enabled component. */
export function listHealthChecks(access: Access): readonly HealthCheck[] {
  return components
    .filter((component) => component.isEnabled(access.stack))
    .flatMap((component) => component.health?.(access.stack) ?? [])
}

/** Runs all checks at the same time. Throws only when interrupted. */
export async function askHealth(
  access: Access,
  checks: readonly HealthCheck[],
  options: HealthOptions,
): Promise<readonly CheckResult[]> {
  const deadline = monotonicMs() + options.patienceMs
  return Promise.all(checks.map((check) => askUntil(access, check, deadline, options.signal)))
}

async function askUntil(
  access: Access,
  check: HealthCheck,
  deadline: number,
  signal: AbortSignal | undefined,
): Promise<CheckResult> {
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
    const result = await askOnce(access, check)
    if (signal?.aborted) throw interrupted()
    if (result.verdict.status !== 'fail' || monotonicMs() + pauseMs > deadline) return result
    await sleep(pauseMs, signal)
  }
}

async function askOnce(access: Access, check: HealthCheck): Promise<CheckResult> {
  const {id, title, service} = check
  try {
    const facts = await check.probe(access)
    return {id, title, service, facts, verdict: check.judge(facts)}
  } catch (error) {
    const detail = verbatim(redact(error instanceof Error ? error.message : String(error)))
    return {id, title, service, facts: {}, verdict: {status: 'fail', detail, fix: runtimeMessages.seeLogs(service)}}
  }
}
