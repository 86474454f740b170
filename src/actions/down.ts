import {destroyMessages as say} from '../messages/destroy.js'
import type {Project} from '../project.js'
import {withProjectLock} from '../system/lock.js'
import {verbatim} from '../text.js'
import {type ConfirmContext, guardContext} from './guard-context.js'
import {openStack} from './pipeline.js'
import type {StepRunner} from './step.js'

export interface DownReport {
  readonly project: string
  /** Containers that were removed, by name. */
  readonly removed: readonly string[]
  /** Volumes that stay, with everything in them. */
  readonly kept: readonly string[]
}

/** Removes containers and networks; every volume stays. */
export async function takeDown(
  project: Project,
  options: {readonly runSteps: StepRunner; readonly signal: AbortSignal; readonly confirmContext?: ConfirmContext},
): Promise<DownReport> {
  const {stack, runtime, cluster} = await openStack(project)
  await guardContext(cluster, options.confirmContext)
  return withProjectLock(project, 'down', async () => {
    const before = (await runtime.status()).filter((state) => state.state !== 'missing')
    await options.runSteps([
      {
        title: cluster ? say.workloadsRemoved : say.containersRemoved,
        async run(line) {
          await runtime.down({signal: options.signal, onLine: (text) => line(verbatim(text.trim()))})
          return cluster ? say.podCount(before.length) : say.containerCount(before.length)
        },
        // Nothing is lost: `up` makes the same containers again.
        undo: null,
      },
    ])
    const kept = (await runtime.volumes()).map((volume) => volume.name)
    return {project: stack.project, removed: before.map((state) => state.name), kept}
  })
}
