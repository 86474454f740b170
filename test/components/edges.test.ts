/** What rooms say of one another must be true: a cluster lets nothing else through. */
import {readdir} from 'node:fs/promises'
import {join} from 'node:path'
import fc from 'fast-check'
import {dump} from 'js-yaml'
import {describe, expect, test} from 'vitest'

import type {ScrapeJob, ServiceSpec, Stack} from '../../src/components/component.js'
import {components} from '../../src/components/registry.js'
import {projectAt} from '../../src/project.js'
import {renderTemplate} from '../../src/render/engine.js'
import {loadStack, parseStack} from '../../src/spec/load-stack.js'
import {listBindings} from '../../src/spec/secrets.js'
import type {StackInput} from '../../src/spec/stack.js'
import {stackInput} from '../spec-arbitrary.js'

const golden = new URL('../golden', import.meta.url).pathname
const targets = ['compose', 'helm'] as const

/** Agents read the node, so they lie where Pod Security is not `restricted`. */
const agents = ['node-exporter', 'cadvisor', 'filebeat']

const goldenStacks = await Promise.all(
  (await readdir(golden, {withFileTypes: true}))
    .filter((entry) => entry.isDirectory())
    .map(async ({name}) => ({name, stack: (await loadStack(projectAt(join(golden, name)))).stack})),
)
const cases = goldenStacks.flatMap(({name, stack}) => targets.map((target) => ({name, target, stack})))

describe('what rooms say of one another', () => {
  test.each(cases)('holds for golden/$name on $target', ({stack, target}) => {
    expect(problemsOf({...stack, target})).toEqual([])
  })

  test('holds for random stacks on both targets', {timeout: 60_000}, () => {
    fc.assert(
      fc.property(stackInput, fc.constantFrom(...targets), (input, target) => {
        expect(problemsOf(parse({...input, project: 'shop', target}))).toEqual([])
      }),
      {numRuns: 100, seed: 20_261_121},
    )
  })

  test('is found wrong where it is', () => {
    const [web, db] = [service('web', 80), service('db', 5432)]
    const lost = {...web, calls: [{service: 'db', port: 5433}]}
    expect(callProblems([lost, db])).toEqual(['web calls db:5433, which does not listen there'])
    expect(callProblems([{...lost, calls: [{service: 'absent', port: 1}]}])).toEqual([])
    expect(scrapeProblems([{job_name: 'x', static_configs: [{targets: ['db:1']}]}], [db])).toEqual([
      'x reads db:1, where nobody listens',
    ])
    expect(portProblems({...web, listens: [{name: 'Bad_Name', port: 80}]})).toEqual(['web: port name Bad_Name'])
    expect(podProblems({...web, user: '0:0'})).toEqual(['web runs as root'])
    expect(podProblems({...web, mounts: [{kind: 'host', from: '/', to: '/host', readOnly: true}]})).toHaveLength(1)
    expect(podProblems({...web, capAdd: ['SYS_ADMIN']})).toHaveLength(1)
  })
})

function parse(input: StackInput): Stack {
  const {stack, problems} = parseStack(dump(input, {noRefs: true}))
  if (!stack) throw new Error(JSON.stringify(problems))
  return stack
}

function service(name: string, port: number): ServiceSpec {
  return {
    name,
    image: 'node',
    user: '1000:1000',
    networks: [],
    listens: [{name: 'http', port}],
    limits: {memoryMiB: 1, cpus: 1, pids: 1},
  }
}

function problemsOf(stack: Stack): readonly string[] {
  const context = {stack, template: renderTemplate, bindings: listBindings(stack)}
  const rooms = components.filter((room) => room.isEnabled(stack))
  const services = rooms.flatMap((room) => room.services(context))
  const jobs = rooms.flatMap((room) => room.scrape?.(stack) ?? [])
  return [
    ...callProblems(services),
    ...scrapeProblems(jobs, services),
    ...services.flatMap(portProblems),
    ...services.flatMap(probeProblems),
    ...services.flatMap((one) => secretProblems(one, stack)),
    ...(stack.target === 'helm' ? [...services.flatMap(podProblems), ...sidecarProblems(services)] : []),
  ]
}

function callProblems(services: readonly ServiceSpec[]): readonly string[] {
  return services.flatMap(({name, calls = []}) =>
    calls.flatMap((call) => {
      const other = services.find((one) => one.name === call.service)
      if (!other || hears(other, call.port)) return []
      return [`${name} calls ${call.service}:${call.port}, which does not listen there`]
    }),
  )
}

function scrapeProblems(jobs: readonly ScrapeJob[], services: readonly ServiceSpec[]): readonly string[] {
  // Those of the person's own lie outside.
  const ours = jobs.filter((job) => job.job_name !== 'targets')
  return ours.flatMap((job) =>
    addressesOf(job).flatMap((address) => {
      const [, name, port] = /^([^:]+):(\d+)$/.exec(address) ?? []
      const other = services.find((one) => one.name === name)
      return other && hears(other, Number(port)) ? [] : [`${job.job_name} reads ${address}, where nobody listens`]
    }),
  )
}

interface Job {
  readonly static_configs?: readonly {readonly targets: readonly string[]}[]
  readonly dns_sd_configs?: readonly {readonly names: readonly string[]; readonly port: number}[]
  readonly relabel_configs?: readonly {readonly target_label?: string; readonly replacement?: string}[]
}

/** A job that sets the address by itself only passes its targets on. */
function addressesOf(job: ScrapeJob): readonly string[] {
  const {static_configs = [], dns_sd_configs = [], relabel_configs = []} = job as Job
  const fixed = relabel_configs.find(({target_label}) => target_label === '__address__')?.replacement
  if (fixed !== undefined) return [fixed]
  return [
    ...static_configs.flatMap((config) => config.targets),
    ...dns_sd_configs.flatMap(({names, port}) => names.map((name) => `${name}:${port}`)),
  ]
}

/** As names of ports are in Kubernetes. */
const PORT_NAME = /^(?=.*[a-z])(?!.*--)[a-z0-9]([a-z0-9-]{0,13}[a-z0-9])?$/

function portProblems({name, listens = [], user, ports = []}: ServiceSpec): readonly string[] {
  const [names, numbers] = [listens.map((one) => one.name), listens.map((one) => one.port)]
  return [
    ...names.filter((port) => !PORT_NAME.test(port)).map((port) => `${name}: port name ${port}`),
    ...(new Set(names).size === names.length ? [] : [`${name}: a port name twice`]),
    ...(new Set(numbers).size === numbers.length ? [] : [`${name}: a port twice`]),
    ...(listens.length === 0 ? [`${name} listens nowhere`] : []),
    ...ports.filter(({container}) => !numbers.includes(container)).map(() => `${name} publishes what it does not hear`),
    ...(/^\d+:\d+$/.test(user) ? [] : [`${name}: user ${user}`]),
  ]
}

function probeProblems(one: ServiceSpec): readonly string[] {
  const asked = [...(one.healthcheck?.test.join(' ') ?? '').matchAll(/(?:127\.0\.0\.1|localhost)[:/](\d+)/g)]
  const ports = [...asked.map(([, port]) => Number(port)), ...(one.probe ? [one.probe.port] : [])]
  return ports.filter((port) => !hears(one, port)).map((port) => `${one.name} is asked at ${port}`)
}

function secretProblems({name, secretEnv = {}}: ServiceSpec, stack: Stack): readonly string[] {
  const bindings = listBindings(stack)
  const known = components.flatMap((room) => room.secrets?.(stack, bindings) ?? []).map((secret) => secret.name)
  const lost = Object.values(secretEnv).filter((secret) => !known.includes(secret))
  return lost.map((secret) => `${name} wants the secret ${secret}, which nobody makes`)
}

/** What Pod Security `restricted` refuses. */
function podProblems(one: ServiceSpec): readonly string[] {
  const {name, user, mounts = [], capAdd = [], hostPid, waivers = [], sidecarOf} = one
  if (agents.includes(sidecarOf ?? name)) return []
  return [
    ...(user.startsWith('0:') ? [`${name} runs as root`] : []),
    ...mounts.filter(({kind}) => kind === 'host').map(({to}) => `${name} mounts the host at ${to}`),
    ...capAdd.filter((cap) => cap !== 'NET_BIND_SERVICE').map((cap) => `${name} adds ${cap}`),
    ...(hostPid || waivers.some(({rule}) => rule === 'host-network') ? [`${name} enters the host`] : []),
    ...(waivers.some(({rule}) => rule === 'no-new-privileges') ? [`${name} may gain privileges`] : []),
  ]
}

/** Containers of one pod share its addresses, and a folder only where both say so. */
function sidecarProblems(services: readonly ServiceSpec[]): readonly string[] {
  return services.flatMap(({name, sidecarOf, listens = [], mounts = []}) => {
    if (sidecarOf === undefined) return []
    const pod = services.find((one) => one.name === sidecarOf)
    if (!pod) return [`${name} rides with ${sidecarOf}, which is not there`]
    const folders = (pod.mounts ?? []).flatMap((mount) => (mount.kind === 'tmpfs' && mount.shared) || [])
    return [
      ...listens.filter(({port}) => hears(pod, port)).map(({port}) => `${name} and ${sidecarOf} share ${port}`),
      ...mounts.flatMap((mount) =>
        mount.kind === 'tmpfs' && mount.shared && !folders.includes(mount.shared) ? [`${name}: ${mount.shared}`] : [],
      ),
      ...mounts.filter(({kind}) => kind === 'volume').map(({to}) => `${name} has a volume of its own at ${to}`),
    ]
  })
}

function hears({listens = []}: ServiceSpec, port: number): boolean {
  return listens.some((one) => one.port === port)
}
