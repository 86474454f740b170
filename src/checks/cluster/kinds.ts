/** Whether the cluster has the kinds and the objects that opsctl.yaml names. */
import {clusterPreflightMessages as say} from '../../messages/cluster-preflight.js'
import type {ClusterTarget} from '../../runtime/cluster-target.js'
import type {Stack} from '../../spec/stack.js'
import type {Text} from '../../text.js'
import {type CheckResult, fail, pass, skip, type Verdict} from '../check.js'
import {type Ask, askJson, askLines, kubectlFor} from './ask.js'

/** A kind that an operator or a controller brings. */
export interface NeededKinds {
  readonly group: string
  readonly resources: readonly string[]
  /** Key of opsctl.yaml that asks for it. */
  readonly key: string
  readonly fix: Text
}

/** An object that must be there before the stack. */
export interface NeededObject {
  readonly resource: string
  readonly name: string
  readonly namespace?: string
  readonly key: string
}

/** The kinds of others that this stack uses. */
export function neededKinds({kubernetes, monitoring}: Stack): readonly NeededKinds[] {
  const {ingress, gatewayApi, secrets} = kubernetes
  const all: readonly (NeededKinds | false)[] = [
    monitoring.operator === 'on' && {
      group: 'monitoring.coreos.com',
      resources: ['servicemonitors', 'prometheusrules'],
      key: 'monitoring.operator',
      fix: say.operatorAuto,
    },
    ingress?.tls?.issuer !== undefined && {
      group: 'cert-manager.io',
      resources: ['clusterissuers', 'certificates'],
      key: 'kubernetes.ingress.tls.issuer',
      fix: say.installCertManager,
    },
    gatewayApi !== undefined && {
      group: 'gateway.networking.k8s.io',
      resources: ['httproutes', 'gateways'],
      key: 'kubernetes.gatewayApi',
      fix: say.installGatewayApi,
    },
    secrets.from === 'external' && {
      group: 'external-secrets.io',
      resources: ['externalsecrets', 'clustersecretstores'],
      key: 'kubernetes.secrets.from',
      fix: say.installExternalSecrets,
    },
  ]
  return all.filter((one) => one !== false)
}

/** The objects by name that this stack leans on. */
export function neededObjects(
  stack: Stack,
  target: ClusterTarget,
  secrets: readonly string[],
): readonly NeededObject[] {
  const {ingress, gatewayApi, priorityClass, pullSecrets, secrets: from} = stack.kubernetes
  const {namespace} = target
  const all: readonly (NeededObject | false | undefined)[] = [
    ingress?.class !== undefined && {
      resource: 'ingressclasses.networking.k8s.io',
      name: ingress.class,
      key: 'kubernetes.ingress.class',
    },
    ingress?.tls?.secret !== undefined && {
      resource: 'secrets',
      name: ingress.tls.secret,
      namespace,
      key: 'kubernetes.ingress.tls.secret',
    },
    ingress?.tls?.issuer !== undefined && {
      resource: 'clusterissuers.cert-manager.io',
      name: ingress.tls.issuer,
      key: 'kubernetes.ingress.tls.issuer',
    },
    gatewayApi && {
      resource: 'gateways.gateway.networking.k8s.io',
      name: gatewayApi.gateway,
      namespace: gatewayApi.namespace ?? namespace,
      key: 'kubernetes.gatewayApi.gateway',
    },
    priorityClass !== undefined && {
      resource: 'priorityclasses.scheduling.k8s.io',
      name: priorityClass,
      key: 'kubernetes.priorityClass',
    },
    from.store !== undefined &&
      from.from === 'external' && {
        resource: 'clustersecretstores.external-secrets.io',
        name: from.store,
        key: 'kubernetes.secrets.store',
      },
    ...pullSecrets.map((name) => ({resource: 'secrets', name, namespace, key: 'kubernetes.pullSecrets'})),
    ...(from.from === 'existing' ? secrets : []).map((name) => ({
      resource: 'secrets',
      name,
      namespace,
      key: 'kubernetes.secrets.from',
    })),
  ]
  return all.filter((one) => one !== false && one !== undefined)
}

/** Judges kinds and objects; undefined stands for what could not be asked. */
export function judgeNames(
  target: ClusterTarget,
  kinds: readonly {readonly wanted: NeededKinds; readonly lacking: readonly string[] | undefined}[],
  objects: readonly {readonly wanted: NeededObject; readonly isThere: boolean | undefined}[],
): readonly Verdict[] {
  const ofKinds = kinds.flatMap(({wanted, lacking}): readonly Verdict[] => {
    if (lacking === undefined) return [skip(say.kindsUnknown(wanted.group))]
    if (lacking.length === 0) return []
    return [fail(say.kindsMissing(lacking.map((one) => `${one}.${wanted.group}`).join(', '), wanted.key), wanted.fix)]
  })
  const ofObjects = objects.flatMap(({wanted, isThere}): readonly Verdict[] => {
    if (isThere !== false) return []
    const {resource, name, namespace, key} = wanted
    const list = `${kubectlFor(target)} get ${resource}${namespace === undefined ? '' : ` -n ${namespace}`}`
    return [fail(say.objectMissing(resource, name, namespace, key), say.makeObject(list, key))]
  })
  return [...ofKinds, ...ofObjects]
}

/** The results: one for each thing that is missing, or a single pass. */
export async function checkNames(
  ask: Ask,
  stack: Stack,
  target: ClusterTarget,
  secrets: readonly string[],
): Promise<readonly CheckResult[]> {
  const [kinds, objects] = await Promise.all([
    Promise.all(neededKinds(stack).map(async (wanted) => ({wanted, lacking: await probeKinds(ask, wanted)}))),
    Promise.all(
      neededObjects(stack, target, secrets).map(async (wanted) => ({wanted, ...(await probeObject(ask, wanted))})),
    ),
  ])
  const verdicts = judgeNames(target, kinds, objects)
  const base = {id: 'cluster.names', title: say.namesTitle, facts: {}}
  if (verdicts.length > 0) return verdicts.map((verdict) => ({...base, verdict}))
  return [{...base, verdict: pass(say.namesOk(kinds.length + objects.length))}]
}

async function probeKinds(ask: Ask, {group, resources}: NeededKinds): Promise<readonly string[] | undefined> {
  const found = await askJson<{preferredVersion: {groupVersion: string}}>(ask, ['get', '--raw', `/apis/${group}`])
  if (found.state === 'absent') return resources
  if (found.state !== 'ok') return undefined
  const path = `/apis/${found.value.preferredVersion.groupVersion}`
  const listed = await askJson<{resources: readonly {name: string}[]}>(ask, ['get', '--raw', path])
  if (listed.state !== 'ok') return undefined
  const names = new Set(listed.value.resources.map(({name}) => name))
  return resources.filter((name) => !names.has(name))
}

async function probeObject(ask: Ask, {resource, name, namespace}: NeededObject) {
  const where = namespace === undefined ? [] : ['--namespace', namespace]
  const answer = await askLines(ask, ['get', resource, name, ...where, '-o', 'name', '--ignore-not-found'])
  if (answer.state === 'ok') return {isThere: answer.value.length > 0}
  return {isThere: answer.state === 'absent' ? false : undefined}
}
