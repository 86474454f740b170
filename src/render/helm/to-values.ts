/** The rendered stack → the values of the chart. Pure, and the same values for the same stack. */
import type {Component, ScrapeJob, ServiceSpec, Stack} from '../../components/component.js'
import {type DeployFile, fixedConfigHash} from '../config-hash.js'
import type {ChartValues, SecretValues, ServiceValues} from './chart-values.js'
import {toConfigValues} from './config-values.js'
import {listEdges} from './edges.js'
import {toOperatorValues} from './operator-values.js'
import {toServiceValues} from './service-values.js'
import {toWrittenStack} from './written-stack.js'

/** Everything that was rendered. */
export interface ChartInput {
  readonly stack: Stack
  /** The enabled components with their services. */
  readonly rooms: readonly {readonly component: Pick<Component, 'id'>; readonly services: readonly ServiceSpec[]}[]
  /** Native configuration, by path under `deploy/`. */
  readonly files: readonly DeployFile[]
  /** Scrape jobs of the rooms and of the person. */
  readonly jobs: readonly ScrapeJob[]
  /** Services that have to call out of the stack for what the overlay asks of them. */
  readonly callOut: readonly string[]
  /** Every secret of the stack with the component that declares it. */
  readonly secrets: readonly {readonly name: string; readonly component: string}[]
}

/** The document `deploy/values.yaml`. */
export function toChartValues({stack, rooms, files, jobs, callOut, secrets}: ChartInput): ChartValues {
  const all = rooms.flatMap(({component, services}) => services.map((service) => ({service, component: component.id})))
  const edges = listEdges(
    all.map(({service}) => service),
    jobs,
  )
  const services = toRecord(
    all.map(({service, component}) => {
      const config = toConfigValues(service, files)
      const configHash = fixedConfigHash(service, files)
      const pod = podOf(
        service,
        all.map((one) => one.service),
      )
      const values = toServiceValues(service, {stack, component, pod, edges, config, configHash})
      return [service.name, callOut.includes(service.name) ? {...values, egress: true} : values] as const
    }),
  )
  checkConfigNames(services)
  // What doctor is told changes nothing that runs: accepting a finding is no change to apply.
  const {doctor: _, ...deployed} = toWrittenStack(stack)
  const mounted = new Set(
    Object.values(services).flatMap(({config}) => config.flatMap(({items}) => items.map((item) => item.file))),
  )
  return {
    stack: deployed,
    secrets: toSecretValues(stack, secrets, services),
    services,
    files: toRecord(files.filter(({path}) => mounted.has(path)).map(({path, content}) => [path, content] as const)),
    operator: toOperatorValues(files, jobs, services),
    rollOnReloadable: false,
  }
}

function podOf(service: ServiceSpec, services: readonly ServiceSpec[]): ServiceSpec {
  if (service.sidecarOf === undefined) return service
  const pod = services.find(({name}) => name === service.sidecarOf)
  if (pod) return pod
  throw new Error(`${service.name} runs in the pod of ${service.sidecarOf}, which is not in the stack`)
}

/** Only what a service reads comes into the cluster: the key of a CA stays where it signs. */
function toSecretValues(
  {kubernetes}: Stack,
  secrets: ChartInput['secrets'],
  services: Readonly<Record<string, ServiceValues>>,
): SecretValues {
  const read = new Set(Object.values(services).flatMap((one) => [...one.secrets, ...Object.values(one.secretEnv)]))
  const {from, store} = kubernetes.secrets
  return {
    mode: from === 'external' ? 'external' : 'existing',
    ...(from === 'external' && store !== undefined ? {store} : {}),
    items: toRecord(
      secrets
        .filter(({name}) => read.has(name))
        .map(({name, component}) => [name, {secret: `${component}-secrets`, key: name}] as const),
    ),
  }
}

/** Two services could give one name to two ConfigMaps, as `a` with `b-config` and `a-b` with `config`. */
function checkConfigNames(services: Readonly<Record<string, ServiceValues>>): void {
  const owners = new Map<string, string>()
  for (const [service, {config}] of Object.entries(services)) {
    for (const {name} of config) {
      const other = owners.get(name)
      if (other !== undefined) throw new Error(`${other} and ${service} both have a ConfigMap ${name}`)
      owners.set(name, service)
    }
  }
}

function toRecord<T>(entries: readonly (readonly [string, T])[]): Readonly<Record<string, T>> {
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)))
}
