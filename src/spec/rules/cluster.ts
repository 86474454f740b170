/** What a cluster asks of a stack beyond the rules that hold everywhere. Silent for Compose. */
import type {SpecProblem, Stack} from '../../components/component.js'
import {components} from '../../components/registry.js'
import {clusterRuleMessages as say} from '../../messages/cluster-rules.js'
import {findNearest} from '../../nearest.js'
import type {KeyPath} from '../path.js'
import {listBindings} from '../secrets.js'
import {formatMiB} from '../units.js'
import type {SpecRule} from './rule.js'

/** Helm keeps the rest of a name's 63 characters for itself. */
const MAX_RELEASE = 53

/** Judges the stack as one that lies in a cluster. */
export const clusterRule: SpecRule = ({stack}) => {
  if (stack.target !== 'helm') return []
  return [
    ...projectProblems(stack),
    ...namespaceProblems(stack),
    ...doorProblems(stack),
    ...secretProblems(stack),
    ...storageProblems(stack),
  ]
}

function projectProblems({project}: Stack): readonly SpecProblem[] {
  const problem = (why: {en: string; zh: string}) => [{path: ['project'], message: say.project(project, why)}]
  if (project.includes('_')) return problem(say.underscore)
  if (project.endsWith('-')) return problem(say.lastDash)
  return project.length > MAX_RELEASE ? problem(say.tooLong(project.length)) : []
}

function namespaceProblems({project, kubernetes: {namespace = project, agentsNamespace}}: Stack) {
  if (agentsNamespace !== namespace) return []
  return [at(['agentsNamespace'], say.sameNamespace)]
}

/** Ways to the gateway from outside of the cluster. */
function doorProblems({gateway, kubernetes}: Stack): readonly SpecProblem[] {
  const {ingress, gatewayApi, service} = kubernetes
  const doors = [
    ...(ingress ? [['ingress']] : []),
    ...(gatewayApi ? [['gatewayApi']] : []),
    ...(service === 'ClusterIP' ? [] : [['service']]),
  ]
  if (!gateway.enabled) return doors.map((path) => at(path, say.needsGateway))
  const loops = gateway.tls.mode !== 'off' && gateway.tls.redirect
  return [
    ...doors.filter(([key]) => loops && key !== 'service').map((path) => at(path, say.redirectLoop)),
    ...(ingress?.tls && (ingress.tls.secret === undefined) === (ingress.tls.issuer === undefined)
      ? [at(['ingress', 'tls'], say.tlsSource)]
      : []),
  ]
}

function secretProblems({kubernetes: {secrets}}: Stack): readonly SpecProblem[] {
  if (secrets.from === 'external') return secrets.store === undefined ? [at(['secrets'], say.needsStore)] : []
  if (secrets.store === undefined) return []
  return [{...at(['secrets', 'store'], say.unusedStore(secrets.from)), level: 'warning'}]
}

function storageProblems(stack: Stack): readonly SpecProblem[] {
  const {storage} = stack.kubernetes
  if (Object.keys(storage).length === 0) return []
  const volumes = listVolumes(stack)
  const most = {
    'prometheus-data': {key: 'prometheus.retention.size', mib: stack.prometheus.retention.size},
    'elasticsearch-data': {key: 'logs.disk', mib: stack.logs.disk},
    'logstash-data': {key: 'logstash.queue', mib: stack.logstash.queue},
  }
  return Object.entries(storage).flatMap(([name, mib]) => {
    const path = ['storage', name]
    if (!volumes.includes(name)) return [at(path, say.unknownVolume(volumes, findNearest(name, volumes)))]
    const bound = Object.entries(most).find(([volume]) => volume === name)?.[1]
    return bound && mib < bound.mib ? [at(path, say.volumeTooSmall(bound.key, formatMiB(bound.mib)))] : []
  })
}

function listVolumes(stack: Stack): readonly string[] {
  const context = {stack, bindings: listBindings(stack), template: () => ''}
  const services = components.filter((room) => room.isEnabled(stack)).flatMap((room) => room.services(context))
  const mounts = services.flatMap((service) => service.mounts ?? [])
  return [...new Set(mounts.flatMap((mount) => (mount.kind === 'volume' ? [mount.name] : [])))].toSorted()
}

function at(path: KeyPath, message: SpecProblem['message']): SpecProblem {
  return {path: ['kubernetes', ...path], message}
}
