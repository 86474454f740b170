/**
 * Asks the servers while the runtime still waits for its engine, which is done some seconds after the last container is
 * ready. The answers count only if the same containers run when the waiting is over, and nothing was done to them since.
 */
import type {CheckResult} from '../checks/check.js'
import type {Reloadable} from './reload-component.js'

export interface Questions {
  readonly findStale: () => Promise<readonly Reloadable[]>
  readonly askHealth: (signal: AbortSignal) => Promise<readonly CheckResult[]>
}

export interface EarlyAnswers {
  /** Takes what the runtime says of its containers: a mark for them, undefined while they are not in their final form. */
  settle(mark: string | undefined): void
  /** The components that run another configuration than the one on disk. */
  stale(): Promise<readonly Reloadable[]>
  health(): Promise<readonly CheckResult[]>
  /** Something was done to the servers: what they said of their health counts no longer. */
  forgetHealth(): void
}

/** Asks nothing before the first mark, or before it is asked itself. */
export function openEarlyAnswers({findStale, askHealth}: Questions, signal: AbortSignal): EarlyAnswers {
  let mark: string | undefined
  let stale: Promise<readonly Reloadable[]> | undefined
  let health: {readonly answers: Promise<readonly CheckResult[]>; stop(): void} | undefined
  const begin = () => {
    const stop = new AbortController()
    return {answers: quiet(askHealth(AbortSignal.any([signal, stop.signal]))), stop: () => stop.abort()}
  }
  const forgetHealth = () => {
    health?.stop()
    health = undefined
  }

  return {
    settle(latest) {
      if (latest !== mark) {
        stale = undefined
        forgetHealth()
      }
      mark = latest
      if (mark === undefined) return
      stale ??= quiet(findStale())
      health ??= begin()
    },
    stale: () => stale ?? findStale(),
    health() {
      health ??= begin()
      return health.answers
    },
    forgetHealth,
  }
}

/** Keeps a promise that is awaited later, or never, from ending the process when it fails. */
export function quiet<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined)
  return promise
}
