/** Installs or upgrades the release, tells of pods as they become ready, and of what stands in their way before Helm takes it back. */
import {OpsError} from '../../errors.js'
import {helmHistory, helmUpgrade} from '../../system/helm-cli.js'
import {putFile} from '../../system/put-file.js'
import type {RunResult} from '../../system/run.js'
import type {Rendered, UpOptions} from '../runtime.js'
import {chartFilesOf, digestsFile, digestValues, readValues} from './chart-files.js'
import {deliverChanged, readMaps} from './deliver-configs.js'
import {applySecrets, ensureNamespaces} from './ground.js'
import type {HelmContext} from './helm-context.js'
import {type Planned, refusePending} from './release.js'
import {upFailure} from './up-failure.js'
import {type PodWatch, watchPods} from './watch-pods.js'

/** Throws OPS_UP_FAILED with every cause once the former revision runs again. What was planned is not asked again. */
export async function bringUp(
  context: HelmContext,
  rendered: Rendered,
  options: UpOptions,
  planned?: Planned,
): Promise<void> {
  const {project, stack, target} = context
  const [before, values] = await Promise.all([
    planned?.release.history ?? helmHistory(target),
    planned?.values ?? readValues(project),
  ])
  refusePending(before, target)
  await ensureNamespaces(target, values, options.signal)
  const [restoreSecrets, maps] = await Promise.all([
    applySecrets(context, values, rendered.secrets),
    before.length > 0 ? readMaps(target) : undefined,
    putFile(digestsFile(project), digestValues(stack, values, rendered.secrets), 0o600),
  ])

  const change = planned && {next: planned.manifest, last: planned.release.manifest}
  const watch = watchPods(target, options, change)
  const outcome = await upgrade(context, watch, options, change !== undefined)
  if (outcome.exitCode === 0) {
    await watch.tellRest()
    if (maps) await deliverChanged(context, values, maps, options.signal)
    return
  }
  await restoreSecrets()
  const after = await helmHistory(target)
  const printed = `${outcome.stdout}\n${outcome.stderr}`
  throw upFailure({target, printed, timeoutS: options.timeoutS, ...watch.found(), before, after})
}

/** Runs helm while the pods are watched. Ended from outside, with causes at hand, is a failure like any other. */
async function upgrade(
  {project, target}: HelmContext,
  watch: PodWatch,
  options: UpOptions,
  isChecked: boolean,
): Promise<RunResult> {
  const files = chartFilesOf(project)
  const signal = AbortSignal.any([watch.hopeless, ...(options.signal ? [options.signal] : [])])
  const chart = {...files, values: [...files.values, digestsFile(project)]}
  try {
    return await helmUpgrade(target, chart, {timeoutS: options.timeoutS, signal, isChecked})
  } catch (error) {
    const isEnded = error instanceof OpsError && (error.code === 'OPS_INTERRUPTED' || error.code === 'OPS_TOOL_TIMEOUT')
    if (!isEnded || watch.found().causes.length === 0) throw error
    return {exitCode: 1, stdout: '', stderr: ''}
  } finally {
    await watch.stop()
  }
}
