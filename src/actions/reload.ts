/** Gives running servers their new configuration without a restart, and takes it back when they refuse it. */
import {readFile, rm} from 'node:fs/promises'
import {join} from 'node:path'

import {OpsError} from '../errors.js'
import {reloadMessages as say} from '../messages/reload.js'
import type {Project} from '../project.js'
import {MANIFEST} from '../render/manifest.js'
import {type Staged, stageFiles} from '../render/write-files.js'
import {withProjectLock} from '../system/lock.js'
import {putFile} from '../system/put-file.js'
import {verbatim} from '../text.js'
import {type ConfirmContext, guardContext} from './guard-context.js'
import {type OpenStack, openStack, prepareFiles, refuseHandEdits} from './pipeline.js'
import {listReloadable, type ReloadAnswer, type Reloadable, reloadComponent} from './reload-component.js'
import type {StepRunner} from './step.js'
import {tryConfigs} from './try-configs.js'

export interface ReloadOptions {
  readonly runSteps: StepRunner
  readonly signal: AbortSignal
  readonly confirmContext?: ConfirmContext
  /** How long a server may take to name the new configuration as its own. */
  readonly patienceMs?: number
}

export interface ReloadReport {
  readonly files: readonly string[]
  readonly reloaded: readonly ReloadAnswer[]
  readonly ok: boolean
  /** True when a server did not take the new files and has the former ones again. */
  readonly rolledBack: boolean
}

/** Reloads one component, or all that can. Throws OPS_CONFIG_REFUSED, with nothing changed, when a binary refuses a file. */
export async function reload(
  project: Project,
  component: string | undefined,
  options: ReloadOptions,
): Promise<ReloadReport> {
  const open = await openStack(project, {forChange: true})
  const all = listReloadable(open.stack)
  const wanted = component === undefined ? all : all.filter(({id}) => id === component)
  if (wanted.length === 0) throw cannotReload(component ?? '', all)
  await guardContext(open.cluster, options.confirmContext)
  return withProjectLock(project, 'reload', async () => {
    const {staged, secrets} = await stageConfigs(open, wanted)
    const rendered = {dir: staged.dir, changedFiles: staged.changes.map((change) => change.path), secrets}
    let answers: readonly ReloadAnswer[] = []
    let rolledBack = false
    await options.runSteps([
      {
        title: say.tried,
        async run() {
          await tryConfigs(open, rendered, wanted, options.signal)
          return say.files(staged.changes.length)
        },
        undo: () => staged.discard(),
      },
      {
        title: say.reloaded,
        async run() {
          const restore = await rememberFiles(project, staged)
          await staged.commit()
          try {
            answers = await applyAll(open, wanted, options)
          } catch (error) {
            await restore()
            await applyAll(open, wanted, options).catch(() => undefined)
            throw refused(error)
          }

          if (answers.some((answer) => !answer.taken)) {
            rolledBack = true
            await restore()
            await applyAll(open, wanted, options).catch(() => undefined)
          }

          return verbatim(answers.map((answer) => answer.component).join(', '))
        },
        undo: null,
      },
    ])
    const files = staged.changes.map(({path}) => `deploy/${path}`)
    return {files, reloaded: answers, ok: answers.every((answer) => answer.taken), rolledBack}
  })
}

/** Stages only what these components reload; every other file is staged as it is on disk, so that `up` still finds its changes. */
async function stageConfigs(open: OpenStack, wanted: readonly Reloadable[]) {
  const {project} = open
  const full = await prepareFiles(open, {force: false})
  await refuseHandEdits(full, false)
  // On a cluster the files travel in the values; what else changes there, `up` finds by asking the cluster.
  const isWanted = (path: string) =>
    wanted.some(({id}) => path.startsWith(`${id}/config/`)) || (open.cluster !== undefined && path === 'values.yaml')
  const changed = new Map(full.staged.changes.map((change) => [change.path, change]))
  const fresh = full.files.filter(({path}) => isWanted(path) || !changed.has(path))
  const kept = full.staged.changes.flatMap(({path, before}) => {
    const reload = full.files.find((file) => file.path === path)?.reload
    return isWanted(path) || before === undefined ? [] : [{path, content: before, ...(reload ? {reload} : {})}]
  })
  await full.staged.discard()
  return {staged: await stageFiles(project, [...fresh, ...kept]), secrets: full.rendered.secrets}
}

async function applyAll(
  open: OpenStack,
  wanted: readonly Reloadable[],
  {signal, patienceMs}: ReloadOptions,
): Promise<readonly ReloadAnswer[]> {
  await open.runtime.deliverConfigs(
    wanted.map(({spec}) => spec.service),
    signal,
  )
  const options = {signal, ...(patienceMs === undefined ? {} : {patienceMs})}
  return Promise.all(wanted.map((one) => reloadComponent(open.access, one, options)))
}

/** Keeps what is on disk now; the answer puts it back. */
async function rememberFiles(project: Project, staged: Staged): Promise<() => Promise<void>> {
  const manifestFile = join(project.deploy, MANIFEST)
  const manifest = await readFile(manifestFile, 'utf8').catch(() => undefined)
  return async () => {
    // The manifest first: cut short, what is not back yet is what opsctl.yaml says, so it is taken for no one's edit.
    if (manifest !== undefined) await putFile(manifestFile, manifest, 0o644)
    for (const {path, before} of staged.changes) {
      const file = join(project.deploy, path)
      if (before === undefined) await rm(file, {force: true})
      else await putFile(file, before, 0o644)
    }
  }
}

function refused(cause: unknown): OpsError {
  const detail = cause instanceof OpsError ? (cause.detail ?? cause.text.en) : String((cause as Error).message ?? cause)
  return new OpsError({
    code: 'OPS_RELOAD_REFUSED',
    kind: 'external',
    message: say.refused,
    detail,
    suggestions: [say.refusedFix, verbatim('opsctl status')],
    cause,
  })
}

function cannotReload(component: string, all: readonly Reloadable[]): OpsError {
  return new OpsError({
    code: 'OPS_RELOAD_UNKNOWN',
    kind: 'usage',
    message: say.cannotReload(component, all.map(({id}) => id).join(', ')),
    suggestions: [verbatim('opsctl restart'), verbatim('opsctl up')],
  })
}
