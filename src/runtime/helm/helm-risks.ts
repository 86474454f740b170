/** What of the person's data or work an upgrade would endanger, take back or fail on. Pure. */
import {clusterMessages as say} from '../../messages/cluster.js'
import {runtimeMessages} from '../../messages/runtime.js'
import type {Revision} from '../../system/helm-cli.js'
import type {ClusterTarget} from '../cluster-target.js'
import {versionRisks} from '../plan-changes.js'
import type {Risk} from '../runtime.js'
import {titleOf} from './kube-object.js'
import {fixedFields, type HelmPlanFacts, handMade} from './plan-helm.js'
import type {Claim} from './pods.js'
import {parseQuantity} from './quantity.js'

const MEBI = 1024 ** 2

export interface HelmRiskFacts extends HelmPlanFacts {
  readonly target: ClusterTarget
  readonly history: readonly Revision[]
  /** Claims of volumes that are there. */
  readonly claims: readonly Claim[]
  /** Major version of each store that keeps data, in the last release and now. */
  readonly versions: {readonly before: Readonly<Record<string, string>>; readonly now: Readonly<Record<string, string>>}
}

/** The most serious first. */
export function findHelmRisks(facts: HelmRiskFacts): readonly Risk[] {
  return [
    ...stuckRisk(facts),
    ...versionRisks(facts.versions.before, facts.versions.now),
    ...immutableRisks(facts),
    ...unusedClaims(facts),
    ...smallClaims(facts),
    ...handMadeRisks(facts),
  ]
}

/** A revision that says it is still at work. */
export function pendingRevision(history: readonly Revision[]): Revision | undefined {
  const newest = history.at(-1)
  return newest?.status.startsWith('pending-') || newest?.status === 'uninstalling' ? newest : undefined
}

/** The revision that runs: the newest that was deployed. */
export function deployedRevision(history: readonly Revision[]): Revision | undefined {
  return (
    history.findLast(({status}) => status === 'deployed') ?? history.findLast(({status}) => status === 'superseded')
  )
}

function stuckRisk({history, target}: HelmRiskFacts): readonly Risk[] {
  const stuck = pendingRevision(history)
  if (!stuck) return []
  return [{stops: true, what: stuckWords(stuck, target), fix: stuckFix(history, target)}]
}

/** What a release that is stuck means. */
export function stuckWords(stuck: Revision, {release}: ClusterTarget): Risk['what'] {
  return say.releaseStuck(release, stuck.revision, stuck.status, stuck.updated.replace(/\.\d+/, ''))
}

/** The command that frees it. */
export function stuckFix(history: readonly Revision[], {release, namespace, context}: ClusterTarget): Risk['fix'] {
  const runs = deployedRevision(history)
  const where = `--namespace ${namespace} --kube-context ${context}`
  return runs
    ? say.releaseStuckBack(runs.revision, `helm rollback ${release} ${runs.revision} ${where}`)
    : say.releaseStuckFirst(`helm uninstall ${release} ${where}`)
}

function immutableRisks(facts: HelmRiskFacts): readonly Risk[] {
  const {context, namespace} = facts.target
  return fixedFields(facts).map(({object, keys}) => {
    const where = `kubectl --context ${context} --namespace ${object.metadata.namespace ?? namespace}`
    const resource = `${object.kind.toLowerCase()} ${object.metadata.name}`
    const keeps = object.kind === 'StatefulSet'
    return {
      service: object.metadata.name,
      stops: true,
      what: say.fieldFixed(titleOf(object), keys.join(', ')),
      fix: say.fieldFixedFix(`${where} delete ${resource}${keeps ? ' --cascade=orphan' : ''}`, keeps),
    }
  })
}

function unusedClaims({claims, next, release}: HelmRiskFacts): readonly Risk[] {
  const used = next.flatMap((object) => {
    const templates = (object.spec as {volumeClaimTemplates?: readonly {metadata?: {name?: string}}[]} | undefined)
      ?.volumeClaimTemplates
    return (templates ?? []).map((template) => `${template.metadata?.name ?? ''}-${object.metadata.name}-`)
  })
  return claims
    .filter(({metadata}) => !used.some((start) => metadata.name.startsWith(start)))
    .map(({metadata}) => ({
      stops: false,
      what: runtimeMessages.volumeUnused(metadata.name),
      fix: runtimeMessages.volumeUnusedFix(release),
    }))
}

function handMadeRisks(facts: HelmRiskFacts): readonly Risk[] {
  const changed = handMade(facts, 'byHand').map(({object, keys}) => say.handMade(object, keys.join(', ')))
  const added = handMade(facts, 'added').map(({object, keys}) => say.handAdded(object, keys.join(', ')))
  return [...changed, ...added].map((what) => ({stops: false, what, fix: say.handMadeFix}))
}

/** Claims that are smaller than opsctl.yaml asks for: the chart leaves a set that runs as it is. */
function smallClaims({claims, services, target}: HelmRiskFacts): readonly Risk[] {
  return Object.entries(services).flatMap(([service, {volumes}]) =>
    volumes.flatMap(({name, sizeMiB}) => {
      const grown = claims.filter(
        ({metadata, status}) =>
          metadata.name.startsWith(`${name}-${service}-`) &&
          (parseQuantity(status?.capacity?.storage) ?? Number.POSITIVE_INFINITY) < sizeMiB * MEBI,
      )
      return grown.map(({metadata, status}) => {
        const patch = JSON.stringify({spec: {resources: {requests: {storage: `${sizeMiB}Mi`}}}})
        const where = `--context ${target.context} --namespace ${metadata.namespace ?? target.namespace}`
        return {
          service,
          stops: false,
          what: say.volumeSmaller(metadata.name, status?.capacity?.storage ?? '', `${sizeMiB}Mi`),
          fix: say.volumeSmallerFix(`kubectl ${where} patch persistentvolumeclaim ${metadata.name} -p '${patch}'`),
        }
      })
    }),
  )
}
