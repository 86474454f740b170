/** What plan, up and reload share: from opsctl.yaml to staged files, secrets and an open runtime. */
import type {CheckResult} from '../checks/check.js'
import type {Access, Stack} from '../components/component.js'
import type {Problem} from '../errors.js'
import type {Project} from '../project.js'
import {type DeployFile, diskConfigHash} from '../render/config-hash.js'
import {loadOverlay} from '../render/overlay.js'
import {renderStack} from '../render/render-stack.js'
import {handEditError, type Staged, stageFiles} from '../render/write-files.js'
import {openAccess} from '../runtime/access.js'
import type {ClusterTarget} from '../runtime/cluster-target.js'
import {hideProjectSecrets} from '../runtime/hide-secrets.js'
import type {Plan, Rendered, Runtime, ServiceChange} from '../runtime/runtime.js'
import {loadStack} from '../spec/load-stack.js'
import {listSecrets} from '../spec/secrets.js'
import {openSecretStore} from '../system/secret-store.js'
import {openClusterSecrets, ownsSecrets} from './cluster-secrets.js'
import {loadWithFiles} from './load-with-files.js'
import {openRuntime} from './open-runtime.js'
import {findStale, listReloadable} from './reload-component.js'

/** A project with its stack loaded and its runtime open. */
export interface OpenStack {
  readonly project: Project
  readonly stack: Stack
  readonly warnings: readonly Problem[]
  readonly runtime: Runtime
  readonly access: Access
  /** Where it lies, for the target helm. */
  readonly cluster?: ClusterTarget
}

/** Rendered files that lie ready, and what a plan needs to know of the secrets. */
export interface Prepared {
  /** Everything that was rendered. */
  readonly files: readonly DeployFile[]
  readonly staged: Staged
  readonly rendered: Rendered
  /** Secrets that were created or derived anew. */
  readonly newSecrets: readonly string[]
}

/** Loads opsctl.yaml and opens its runtime; starts nothing. For a command that is to change what runs, the files it names are judged too. */
export async function openStack(project: Project, options: {readonly forChange?: boolean} = {}): Promise<OpenStack> {
  const {stack, warnings} = await (options.forChange ? loadWithFiles(project) : loadStack(project))
  const {runtime, cluster} = await openRuntime(project, stack)
  const own = openAccess(project, stack, runtime)
  const access = !cluster || ownsSecrets(stack) ? own : {...own, secret: openClusterSecrets(cluster, stack)}
  return {project, stack, warnings, runtime, access, ...(cluster ? {cluster} : {})}
}

/**
 * Makes sure of the secrets, renders and stages. The caller holds the project lock. A plan needs the secrets too: whether
 * a container must be recreated depends on them.
 */
export async function prepareFiles({project, stack}: OpenStack, options: {readonly force: boolean}): Promise<Prepared> {
  // What others keep in the cluster is neither drawn nor needed here.
  const specs = ownsSecrets(stack) ? listSecrets(stack) : []
  const store = openSecretStore(project, specs)
  const [overlay, newSecrets] = await Promise.all([loadOverlay(project), specs.length > 0 ? store.ensure() : []])
  const files = renderStack(stack, overlay)
  const [staged, digests] = await Promise.all([
    stageFiles(project, files, options),
    Promise.all(specs.map(async ({name}) => [name, await store.digest(name)] as const)),
    hideProjectSecrets(project),
  ])
  const rendered = {
    dir: staged.dir,
    changedFiles: staged.changes.map((change) => change.path),
    secrets: Object.fromEntries(digests),
  }
  return {files, staged, rendered, newSecrets}
}

/** Stops before anything is done when a person's edits would be overwritten. */
export async function refuseHandEdits({staged}: Prepared, force: boolean): Promise<void> {
  if (staged.handEdits.length > 0 && !force) throw await handEditError(staged.handEdits)
}

/** What a plan says, with the files. */
export interface PlanReport extends Plan {
  readonly project: string
  readonly files: readonly {readonly path: string; readonly action: string}[]
  /** Whether anything would be done. */
  readonly pending: boolean
}

/** Compares the prepared files with what runs. */
export async function makePlan(open: OpenStack, {staged, rendered}: Prepared): Promise<PlanReport> {
  const plan = await withRunningConfigs(open, rendered, await open.runtime.plan(rendered))
  const files = staged.changes.map(({path, action}) => ({path: `deploy/${path}`, action}))
  const pending = files.length > 0 || plan.services.some((service) => service.action !== 'unchanged')
  return {project: open.stack.project, ...plan, files, pending}
}

/** A server may run another configuration than the one on disk, after an `up` that was cut short: it is asked. */
async function withRunningConfigs({access, stack, project}: OpenStack, rendered: Rendered, plan: Plan): Promise<Plan> {
  const untouched = new Set(plan.services.filter((one) => one.action === 'unchanged').map((one) => one.service))
  const asked = listReloadable(stack).filter(({spec}) => untouched.has(spec.service))
  const dir = rendered.dir ?? project.deploy
  const stale = await findStale(access, asked, (component) => diskConfigHash(dir, component))
  const services = plan.services.map((change): ServiceChange => {
    const isStale = stale.some(({spec}) => spec.service === change.service)
    return isStale ? {...change, action: 'reload', because: ['running configuration']} : change
  })
  return {...plan, services}
}

/** The checks that failed. */
export function failuresOf(results: readonly CheckResult[]): readonly CheckResult[] {
  return results.filter(({verdict}) => verdict.status === 'fail')
}
