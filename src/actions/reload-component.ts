/** Makes a running server take the configuration on disk, and asks it whether it did. */
import type {Access, Component, ReloadSpec} from '../components/component.js'
import {components} from '../components/registry.js'
import {monotonicMs, sleep} from '../system/clock.js'
import {interrupted} from '../system/run.js'

export interface Reloadable {
  readonly id: string
  readonly title: Component['title']
  readonly spec: ReloadSpec
}

/** The enabled components that take a new configuration without a restart. */
export function listReloadable(stack: Access['stack']): readonly Reloadable[] {
  return components
    .filter((component) => component.isEnabled(stack))
    .flatMap((component) => {
      const spec = component.reload?.(stack)
      return spec ? [{id: component.id, title: component.title, spec}] : []
    })
}

export interface ReloadAnswer {
  readonly component: string
  /** sha256 of the configuration on disk. */
  readonly wanted: string
  /** What the server says it runs; absent when it does not say. */
  readonly running?: string
  /** Whether the server runs it now. A server that can't say counts as yes once it took the signal. */
  readonly taken: boolean
}

export const RELOAD_PATIENCE_MS = 30_000
const PAUSE_MS = 200

/** Applies what is on disk, then asks until the server names its hash or time is up. */
export async function reloadComponent(
  access: Access,
  {id, spec}: Reloadable,
  options: {readonly patienceMs?: number; readonly signal?: AbortSignal} = {},
): Promise<ReloadAnswer> {
  const wanted = await access.configHash(id)
  await spec.apply(access)
  const deadline = monotonicMs() + (options.patienceMs ?? RELOAD_PATIENCE_MS)
  for (;;) {
    const running = await askRunningHash(access, spec)
    if (running === 'silent') return {component: id, wanted, taken: true}
    if (running === wanted) return {component: id, wanted, running, taken: true}
    if (options.signal?.aborted) throw interrupted()
    if (monotonicMs() > deadline) return {component: id, wanted, ...(running ? {running} : {}), taken: false}
    await sleep(PAUSE_MS, options.signal)
  }
}

/** The hash that the server runs; `silent` when it never says, undefined when it does not answer now. */
async function askRunningHash(access: Access, spec: ReloadSpec): Promise<string | undefined> {
  try {
    return (await spec.runningHash(access)) ?? 'silent'
  } catch {
    // A server in the middle of a reload may refuse a connection: the deadline decides, not one answer.
    return undefined
  }
}

/** The components whose running server says that it has another configuration than the wanted one. */
export async function findStale(
  access: Access,
  reloadables: readonly Reloadable[],
  wanted: (component: string) => Promise<string | undefined>,
): Promise<readonly Reloadable[]> {
  const answers = await Promise.all(
    reloadables.map(async (reloadable) => {
      const [running, hash] = await Promise.all([askRunningHash(access, reloadable.spec), wanted(reloadable.id)])
      return running !== undefined && running !== 'silent' && hash !== undefined && running !== hash
    }),
  )
  return reloadables.filter((_, index) => answers[index])
}
