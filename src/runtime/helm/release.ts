/** The release of a stack as Helm keeps it: it is the record of what was last brought up. */

import {OpsError} from '../../errors.js'
import {clusterMessages as say} from '../../messages/cluster.js'
import type {ChartValues} from '../../render/helm/chart-values.js'
import {helmManifest, helmTemplate, helmValues, type Revision} from '../../system/helm-cli.js'
import {redact} from '../../system/redact.js'
import {verbatim} from '../../text.js'
import type {ClusterTarget} from '../cluster-target.js'
import type {Rendered} from '../runtime.js'
import {chartFilesOf, digestValues} from './chart-files.js'
import type {HelmContext} from './helm-context.js'
import {deployedRevision, pendingRevision, stuckFix, stuckWords} from './helm-risks.js'
import {type KubeObject, parseManifest, valueAt} from './kube-object.js'
import {refusalCause} from './refusals.js'

export interface Release {
  readonly history: readonly Revision[]
  /** Of the revision that runs. */
  readonly manifest: readonly KubeObject[]
  readonly values: unknown
}

/** A release that is there, and what its next revision would be. */
export interface Planned {
  readonly release: Release
  readonly values: ChartValues
  readonly manifest: readonly KubeObject[]
}

/** What is known, or on its way, when a manifest is wanted. */
export interface Known {
  readonly history: Promise<readonly Revision[]>
  readonly values: Promise<ChartValues>
}

/** Reads the release; an empty one before the first `up`. */
export async function loadRelease(target: ClusterTarget, asking: Promise<readonly Revision[]>): Promise<Release> {
  const history = await asking
  const runs = deployedRevision(history)
  if (!runs) return {history, manifest: [], values: {}}
  const [manifest, values] = await Promise.all([helmManifest(target, runs.revision), helmValues(target, runs.revision)])
  return {history, manifest: parseManifest(manifest), values}
}

/** Major version of each store that keeps data, in the values of a release or in new ones. */
export function versionsIn(values: unknown): Readonly<Record<string, string>> {
  const stores = ['postgres', 'redis', 'elasticsearch'] as const
  return Object.fromEntries(
    stores.flatMap((store) => {
      const settings = valueAt(values, ['stack', store]) as {enabled?: boolean; version?: unknown} | undefined
      return settings?.enabled && settings.version !== undefined ? [[store, String(settings.version)]] : []
    }),
  )
}

/** What the chart would write for rendered files. Throws OPS_CHART_REFUSED when chart or cluster refuse the values. */
export async function renderManifest(
  {project, stack, target}: HelmContext,
  rendered: Rendered,
  known: Known,
): Promise<readonly KubeObject[]> {
  const [history, values] = await Promise.all([known.history, known.values])
  const files = {
    ...chartFilesOf(project, rendered.dir),
    moreValues: digestValues(stack, values, rendered.secrets),
  }
  const isUpgrade = history.length > 0
  const result = await helmTemplate(target, files, {isUpgrade})
  if (result.exitCode === 0) return parseManifest(result.stdout)
  const detail = redact(result.stderr.trim()).split('\n').slice(-20).join('\n')
  const cause = refusalCause(result.stderr)
  throw new OpsError({
    code: 'OPS_CHART_REFUSED',
    kind: 'external',
    message: cause ? say.chartRefusedFor(cause.cause) : say.chartRefused,
    detail,
    suggestions: [cause?.fix ?? say.chartRefusedFix, verbatim('opsctl validate')],
  })
}

/** Throws OPS_RELEASE_PENDING when another helm is, or was, in the middle of something. */
export function refusePending(history: readonly Revision[], target: ClusterTarget): void {
  const stuck = pendingRevision(history)
  if (!stuck) return
  throw new OpsError({
    code: 'OPS_RELEASE_PENDING',
    kind: 'external',
    message: stuckWords(stuck, target),
    suggestions: [stuckFix(history, target)],
  })
}
