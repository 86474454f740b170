/**
 * Draws a new value for one secret, tells the store that knows the old one, gives it to every reader and proves that it
 * works. The new value is kept beside the old one first, so a run that was cut short is finished by running it again.
 */
import type {CheckResult} from '../../checks/check.js'
import type {SecretSpec} from '../../components/component.js'
import {components} from '../../components/registry.js'
import {OpsError} from '../../errors.js'
import {secretMessages as say} from '../../messages/secrets.js'
import type {Project} from '../../project.js'
import {askHealth} from '../../runtime/semantic-health.js'
import {listBindings, listSecrets} from '../../spec/secrets.js'
import {withProjectLock} from '../../system/lock.js'
import {openSecretStore, type SecretStore} from '../../system/secret-store.js'
import {drawSecret} from '../../system/secret-value.js'
import {ownsSecrets} from '../cluster-secrets.js'
import {type ConfirmContext, guardContext} from '../guard-context.js'
import {type OpenStack, openStack} from '../pipeline.js'

export interface RotateOptions {
  readonly timeoutS: number
  readonly signal: AbortSignal
  readonly confirmContext?: ConfirmContext
}

export interface RotateReport {
  readonly name: string
  /** Derived secrets that followed. */
  readonly derived: readonly string[]
  /** Services that were given the new value. */
  readonly recreated: readonly string[]
  /** Whether the old value was tried and refused. */
  readonly oldRefused: boolean
  readonly health: readonly CheckResult[]
  readonly ok: boolean
}

const PATIENCE_MS = 30_000

/** Rotates one secret. Throws when it can't be rotated, or when the store did not take the new value. */
export async function rotateSecret(project: Project, name: string, options: RotateOptions): Promise<RotateReport> {
  const open = await openStack(project)
  const specs = listSecrets(open.stack)
  if (!ownsSecrets(open.stack))
    throw refused('OPS_SECRET_ELSEWHERE', say.keptElsewhere(open.stack.kubernetes.secrets.from), say.rotateElsewhere)
  const spec = findRotatable(specs, name)
  await guardContext(open.cluster, options.confirmContext)
  return withProjectLock(project, `secrets rotate ${name}`, async () => {
    const store = openSecretStore(project, specs)
    const running = await listRunning(open)
    if (spec.rotate && !running.has(ownerOf(open, name).id)) throw notRunning(ownerOf(open, name).id)
    const previous = await store.read(name).catch(ignoreMissing)
    const next = (await store.staged(name)) ?? drawSecret()
    await store.stage(name, next)
    await spec.rotate?.(open.access, next)
    await store.write(name, next)
    const derived = await store.ensure()
    const changed = specs.filter((one) => one.name === name || derived.includes(one.name))
    const recreated = [...new Set(changed.flatMap((one) => one.readers))].filter((one) => running.has(one)).toSorted()
    if (recreated.length > 0) await recreate(open, store, specs, recreated, options)
    if (previous !== undefined && spec.rotate) await spec.settle?.(open.access, previous)
    const health = running.size > 0 ? await askOwner(open, name, options.signal) : []
    const ok = health.every(({verdict}) => verdict.status !== 'fail')
    return {name, derived, recreated, oldRefused: previous !== undefined && spec.rotate !== undefined, health, ok}
  })
}

async function recreate(
  {runtime}: OpenStack,
  store: SecretStore,
  specs: readonly SecretSpec[],
  services: readonly string[],
  {timeoutS, signal}: RotateOptions,
): Promise<void> {
  const digests = await Promise.all(specs.map(async (spec) => [spec.name, await store.digest(spec.name)] as const))
  const rendered = {changedFiles: [], secrets: Object.fromEntries(digests)}
  await runtime.up(rendered, {timeoutS, signal, services})
  await runtime.recordApplied(rendered)
}

/** The checks of the component whose secret it is: they log in with what is on disk now. */
function askOwner(open: OpenStack, name: string, signal: AbortSignal): Promise<readonly CheckResult[]> {
  const checks = ownerOf(open, name).health?.(open.stack) ?? []
  return askHealth(open.access, checks, {patienceMs: PATIENCE_MS, signal})
}

function ownerOf({stack}: OpenStack, name: string) {
  const bindings = listBindings(stack)
  const owner = components.find(
    (one) => one.isEnabled(stack) && one.secrets?.(stack, bindings).some((spec) => spec.name === name),
  )
  if (owner === undefined) throw new Error(`no component declares ${name}`)
  return owner
}

async function listRunning({runtime}: OpenStack): Promise<ReadonlySet<string>> {
  const states = await runtime.status()
  return new Set(states.filter(({state}) => state === 'running').map(({service}) => service))
}

function findRotatable(specs: readonly SecretSpec[], name: string): SecretSpec {
  const spec = specs.find((one) => one.name === name)
  if (!spec) throw refused('OPS_SECRET_UNKNOWN', say.unknown(name), say.seeList)
  if (spec.derive) throw refused('OPS_SECRET_DERIVED', say.derived(name), say.rotateSource)
  if (spec.from !== undefined) throw refused('OPS_SECRET_FROM_FILE', say.fromFile(name, spec.from), say.replaceSource)
  if (spec.given) throw refused('OPS_SECRET_GIVEN', say.isGiven(name), say.setGiven(name))
  return spec
}

function ignoreMissing(error: unknown): undefined {
  if (error instanceof OpsError && error.code === 'OPS_SECRET_MISSING') return undefined
  throw error
}

function notRunning(component: string): OpsError {
  return new OpsError({
    code: 'OPS_SERVICE_DOWN',
    kind: 'external',
    message: say.storeDown(component),
    suggestions: [say.startFirst],
  })
}

function refused(code: `OPS_${string}`, message: OpsError['text'], way: OpsError['text']): OpsError {
  return new OpsError({code, kind: 'usage', message, suggestions: [way]})
}
