/** Whether official images can be had here: they lie on this host, or the registry answers for them. */
import {imageRef} from '../../src/images/image-refs.js'
import type {Stack} from '../../src/spec/stack.js'
import {capture} from '../../src/system/run.js'

const REGISTRY_PATIENCE_MS = 20_000

/** Why tests on these images can't run here, in a sentence; undefined when they can. */
export async function findAbsentImages(stacks: readonly Stack[], ids: readonly string[]): Promise<string | undefined> {
  const references = stacks.flatMap((stack) => ids.map((id) => imageRef(stack, id)))
  for (const reference of references) {
    const why = await findAbsence(reference)
    if (why !== undefined) return `${reference} can't be had: ${why}`
  }

  return undefined
}

async function findAbsence(reference: string): Promise<string | undefined> {
  try {
    const here = await capture('docker', ['image', 'inspect', reference])
    if (here.exitCode === 0) return undefined
    const there = await capture('docker', ['manifest', 'inspect', reference], {timeoutMs: REGISTRY_PATIENCE_MS})
    return there.exitCode === 0 ? undefined : 'no registry answers for it'
  } catch {
    return 'neither Docker nor a registry answers'
  }
}
