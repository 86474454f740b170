/** Whether the person of the context may do what `up` does: each missing verb is named, by asking the API server itself. */
import {clusterPreflightMessages as say} from '../../messages/cluster-preflight.js'
import type {ClusterTarget} from '../../runtime/cluster-target.js'
import type {Stack} from '../../spec/stack.js'
import {type CheckResult, fail, pass, skip, type Verdict} from '../check.js'
import {type Ask, kubectlFor} from './ask.js'

/** One thing that must be allowed. */
export interface Right {
  readonly verb: string
  /** As kubectl writes it: `deployments.apps`, `pods/exec`. */
  readonly resource: string
  /** Absent for what lies in no namespace. */
  readonly namespace?: string
}

/** What the rights depend on beside the stack. */
export interface Place {
  readonly target: ClusterTarget
  /** Namespaces that hold something of the stack. */
  readonly namespaces: readonly string[]
  /** Those of them that are not there yet, or that the person may not look at. */
  readonly missing: readonly string[]
}

const WRITE = ['get', 'list', 'create', 'patch', 'delete']
const WORKLOAD = [...WRITE, 'watch']

/** Everything that up, status, logs and reload ask the API server for. */
export function neededRights(stack: Stack, {target, namespaces, missing}: Place): readonly Right[] {
  const kinds: readonly (readonly [resource: string, verbs: readonly string[]])[] = [
    ['configmaps', WRITE],
    ['services', WRITE],
    ['serviceaccounts', WRITE],
    ['secrets', [...WRITE, 'update']],
    ['persistentvolumeclaims', ['get', 'list']],
    // Configurations are tried in pods of their own, cut off by a policy; a changed file is hurried to a pod by a note on it.
    ['pods', [...WRITE, 'watch']],
    ['networkpolicies.networking.k8s.io', WRITE],
    ['pods/log', ['get']],
    ['pods/exec', ['create']],
    ['pods/portforward', ['create']],
    ['events', ['list']],
    ['deployments.apps', WORKLOAD],
    ['statefulsets.apps', WORKLOAD],
    ['daemonsets.apps', WORKLOAD],
    ['replicasets.apps', ['list']],
    ['poddisruptionbudgets.policy', WRITE],
    ...extraKinds(stack).map((resource) => [resource, WRITE] as const),
  ]
  const inside = namespaces.flatMap((namespace) =>
    kinds.flatMap(([resource, verbs]) => verbs.map((verb) => ({verb, resource, namespace}))),
  )
  const around = namespaces.flatMap((namespace) => [
    ...(missing.includes(namespace) ? [{verb: 'create', resource: 'namespaces'}] : []),
    {verb: 'get', resource: 'namespaces', namespace},
  ])
  const unique = new Map([...around, ...inside].map((right) => [keyOf(right), right]))
  return target.namespace === '' ? [] : [...unique.values()]
}

/** Kinds that only some stacks have. */
function extraKinds({kubernetes, apps, monitoring}: Stack): readonly string[] {
  const scales = Object.values(apps).some((app) => 'autoscale' in app && app.autoscale !== undefined)
  const migrates = Object.values(apps).some((app) => 'migrate' in app && app.migrate !== undefined)
  return [
    ...(kubernetes.ingress ? ['ingresses.networking.k8s.io'] : []),
    ...(kubernetes.gatewayApi ? ['httproutes.gateway.networking.k8s.io'] : []),
    ...(kubernetes.secrets.from === 'external' ? ['externalsecrets.external-secrets.io'] : []),
    ...(scales ? ['horizontalpodautoscalers.autoscaling'] : []),
    ...(migrates ? ['jobs.batch'] : []),
    ...(monitoring.operator === 'on'
      ? ['servicemonitors.monitoring.coreos.com', 'prometheusrules.monitoring.coreos.com']
      : []),
  ]
}

function keyOf({verb, resource, namespace}: Right): string {
  return `${verb} ${resource} ${namespace ?? ''}`
}

/** Judges what is missing: verbs together for each resource and namespace. */
export function judgeRights(target: ClusterTarget, missing: readonly Right[]): Verdict {
  if (missing.length === 0) return pass(say.rightsOk)
  const grouped = new Map<string, {verbs: string[]; where: string | undefined}>()
  for (const {verb, resource, namespace} of missing) {
    const key = `${resource} ${namespace ?? ''}`
    const known = grouped.get(key) ?? {verbs: [], where: namespace}
    grouped.set(key, {...known, verbs: [...known.verbs, verb]})
  }
  const list = [...grouped].map(([key, {verbs, where}]) => {
    const what = `${verbs.join(', ')} ${key.split(' ')[0]}`
    return where === undefined ? what : `${what} (${where})`
  })
  const spaces = [...new Set(missing.flatMap(({namespace}) => namespace ?? []))]
  const bind = spaces.map(
    (space) =>
      `${kubectlFor(target)} -n ${space} create rolebinding opsctl-${target.release} --clusterrole=admin --user=NAME`,
  )
  const make = missing.some(({resource, namespace}) => resource === 'namespaces' && namespace === undefined)
  return fail(say.rightsMissing(target.context, list.join('; ')), make ? say.makeNamespaces(bind) : say.askAdmin(bind))
}

const CHUNKS = 3

/** Asks for everything at once first, as an administrator has it; else for each right. */
export async function checkRights(ask: Ask, stack: Stack, place: Place): Promise<CheckResult> {
  const title = say.rightsTitle
  const id = 'cluster.rights'
  const all = [undefined, ...place.namespaces].map((namespace) => review('*', '*', '*', namespace))
  const asAdmin = await sendReviews(ask, all)
  if (asAdmin === undefined) return {id, title, verdict: skip(say.rightsUnknown), facts: {}}
  if (asAdmin.every(Boolean)) return {id, title, verdict: pass(say.rightsAdmin), facts: {missing: []}}
  const needed = neededRights(stack, place)
  const size = Math.ceil(needed.length / CHUNKS)
  const chunks = Array.from({length: CHUNKS}, (_, index) => needed.slice(index * size, (index + 1) * size))
  const answers = await Promise.all(chunks.map((chunk) => sendReviews(ask, chunk.map(toReview))))
  const missing = chunks.flatMap((chunk, index) => chunk.filter((_, at) => answers[index]?.[at] === false))
  return {id, title, verdict: judgeRights(place.target, missing), facts: {asked: needed.length, missing}}
}

function toReview({verb, resource, namespace}: Right) {
  const [path = '', sub] = resource.split('/')
  const [name = '', ...group] = path.split('.')
  return review(verb, name, group.join('.'), namespace, sub)
}

function review(verb: string, resource: string, group: string, namespace?: string, subresource?: string) {
  const resourceAttributes = {
    verb,
    resource,
    group,
    ...(namespace === undefined ? {} : {namespace}),
    ...(subresource === undefined ? {} : {subresource}),
  }
  return {apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview', spec: {resourceAttributes}}
}

/** The answers in the order of the questions; undefined when they were not all answered. */
async function sendReviews(ask: Ask, items: readonly unknown[]): Promise<readonly boolean[] | undefined> {
  if (items.length === 0) return []
  const body = JSON.stringify({apiVersion: 'v1', kind: 'List', items})
  const template = 'jsonpath={.status.allowed}{"\\n"}'
  const {stdout} = await ask(['create', '--validate=false', '-f', '-', '-o', template], body)
  const answers = stdout.split('\n').filter((line) => line === 'true' || line === 'false')
  return answers.length === items.length ? answers.map((line) => line === 'true') : undefined
}
