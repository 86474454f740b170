/** The only way to lose data: removes the containers, networks and volumes of one project. */
import {readdir, stat} from 'node:fs/promises'
import {join} from 'node:path'

import {OpsError} from '../errors.js'
import {destroyMessages as say} from '../messages/destroy.js'
import type {Project} from '../project.js'
import {withProjectLock} from '../system/lock.js'
import {verbatim} from '../text.js'
import {type ConfirmContext, guardContext} from './guard-context.js'
import {openStack} from './pipeline.js'
import {listOwnNamespaces, removeNamespaces} from './remove-namespaces.js'
import type {StepRunner} from './step.js'

/** What would be lost. */
export interface Losses {
  readonly project: string
  readonly containers: readonly string[]
  readonly volumes: readonly {readonly name: string; readonly bytes: number | undefined}[]
  /** Namespaces that `up` made, with everything in them; none on Compose. */
  readonly namespaces: readonly string[]
  /** The newest file under backups/; absent when there is none. */
  readonly newestBackup?: {readonly name: string; readonly at: string}
}

export interface DestroyReport extends Losses {
  /** Files that stay. */
  readonly stays: readonly string[]
}

export interface DestroyOptions {
  readonly runSteps: StepRunner
  readonly signal: AbortSignal
  /** Shows what would be lost, and returns the name the person gives for confirmation. */
  readonly confirmContext?: ConfirmContext
  readonly confirm: (losses: Losses) => Promise<string>
}

/** Throws OPS_DESTROY_UNCONFIRMED, with nothing changed, unless the project’s own name is given. */
export async function destroyStack(project: Project, options: DestroyOptions): Promise<DestroyReport> {
  const {stack, runtime, cluster} = await openStack(project)
  await guardContext(cluster, options.confirmContext)
  return withProjectLock(project, 'destroy', async () => {
    const [states, volumes, newest, namespaces] = await Promise.all([
      runtime.status(),
      runtime.volumes(),
      findNewest(project.backups),
      cluster ? listOwnNamespaces(cluster) : [],
    ])
    const losses: Losses = {
      project: stack.project,
      containers: states.filter((state) => state.state !== 'missing').map((state) => state.name),
      volumes,
      namespaces,
      ...(newest ? {newestBackup: newest} : {}),
    }
    const given = await options.confirm(losses)
    if (given !== stack.project) throw unconfirmed(stack.project, given)
    await options.runSteps([
      {
        title: cluster ? say.workloadsRemoved : say.containersRemoved,
        async run(line) {
          await runtime.down({signal: options.signal, onLine: (text) => line(verbatim(text.trim()))})
          return cluster ? say.podCount(losses.containers.length) : say.containerCount(losses.containers.length)
        },
        undo: null,
      },
      {
        title: say.volumesRemoved,
        async run() {
          await runtime.removeVolumes(volumes.map((volume) => volume.name))
          return say.volumeCount(volumes.length)
        },
        // What was in them is gone: that is why the name was asked for.
        undo: null,
      },
      ...(cluster ? [removeNamespaces(cluster, namespaces, options.signal)] : []),
    ])
    return {...losses, stays: ['opsctl.yaml', 'overlay/', 'secrets/', 'deploy/', 'backups/']}
  })
}

async function findNewest(folder: string): Promise<Losses['newestBackup']> {
  const names = await readdir(folder).catch(() => [])
  const found = await Promise.all(
    names
      .filter((name) => !name.startsWith('.'))
      .map(async (name) => ({name, at: (await stat(join(folder, name))).mtime})),
  )
  const [newest] = found.toSorted((a, b) => b.at.getTime() - a.at.getTime())
  return newest && {name: newest.name, at: newest.at.toISOString()}
}

function unconfirmed(project: string, given: string): OpsError {
  return new OpsError({
    code: 'OPS_DESTROY_UNCONFIRMED',
    kind: 'usage',
    message: given === '' ? say.unconfirmed(project) : say.wrongName(project, given),
    suggestions: [verbatim(`opsctl destroy --yes --project ${project}`)],
  })
}
