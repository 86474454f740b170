/** The values of the chart and the files of Compose say the same of one stack. */
import {readdir} from 'node:fs/promises'
import {join} from 'node:path'
import fc from 'fast-check'
import {load} from 'js-yaml'
import {describe, expect, test} from 'vitest'

import {projectAt} from '../../../src/project.js'
import type {ServiceValues} from '../../../src/render/helm/chart-values.js'
import {emptyOverlay} from '../../../src/render/overlay.js'
import {renderStack, renderValues} from '../../../src/render/render-stack.js'
import {loadStack} from '../../../src/spec/load-stack.js'
import {type Stack, stackSchema} from '../../../src/spec/stack.js'
import {stackInput} from '../../spec-arbitrary.js'

interface ComposeService {
  readonly image: string
  readonly entrypoint?: readonly string[]
  readonly command?: readonly string[]
  readonly scale?: number
  readonly user: string
  readonly read_only: boolean
  readonly cap_add?: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
  readonly secrets?: readonly {readonly source: string}[]
  readonly volumes?: readonly {readonly type: string; readonly source: string; readonly target: string}[]
  readonly tmpfs: readonly string[]
  readonly mem_limit: string
  readonly cpus: number
  readonly networks: Readonly<Record<string, object>>
  readonly ports?: readonly {readonly target: number; readonly published: string; readonly host_ip: string}[]
  readonly stop_grace_period: string
  readonly stop_signal?: string
  readonly healthcheck?: Readonly<Record<string, unknown>>
}

/** Where the rooms themselves speak otherwise to a cluster, each with the reason. A line of difference must match one of them. */
const KNOWN: readonly (readonly [RegExp, string])[] = [
  [/^(cadvisor|filebeat|filebeat-exporter|node-exporter) /, 'agents read another host: its paths and its kubelet'],
  [/^gateway(-metrics)? (mounts|scratch)$/, 'the two share a folder of their pod, not a volume'],
  [/^gateway (entrypoint|command|file)/, 'the name server is the cluster’s, and names are whole'],
  [/^prometheus file .*\/scrape\.d\/(node-exporter|cadvisor|filebeat)\.yaml$/, 'each node has one, found by name'],
  [
    /^prometheus file .*\/rules\.d\/prometheus-volume\.yaml$/,
    'it compares with the disk of the host, which holds no claim',
  ],
  [
    /^prometheus file .*\/rules\.d\/(opsctl-config|cadvisor[a-z-]*|filebeat[a-z-]*)\.yaml$/,
    'the stamp of these files, and the agents’ rules',
  ],
  [/^prometheus file .*\/runbooks\.html$/, 'the runbooks of those rules'],
  [/^elasticsearch (entrypoint|environment)$/, 'a folder of the pod belongs to root: it makes its own inside'],
  [/^logstash entrypoint$/, 'a pod waits by itself for the store, where Compose starts in order'],
]

/** What must be equal, in words that both have. */
function ofCompose(one: ComposeService, files: ReadonlyMap<string, string>): Record<string, unknown> {
  const volumes = one.volumes ?? []
  return {
    image: one.image,
    entrypoint: one.entrypoint,
    command: one.command,
    replicas: one.scale ?? 1,
    user: one.user,
    readOnly: one.read_only,
    capabilities: one.cap_add ?? [],
    environment: one.environment ?? {},
    secrets: (one.secrets ?? []).map(({source}) => source),
    memory: one.mem_limit,
    cpus: one.cpus,
    grace: one.stop_grace_period,
    signal: one.stop_signal,
    health: one.healthcheck && {...one.healthcheck},
    outside: (one.ports ?? []).filter(({host_ip}) => !/^(127\.|::1)/.test(host_ip)).map(({target}) => target),
    ports: (one.ports ?? [])
      .filter(({host_ip}) => !/^(127\.|::1)/.test(host_ip))
      .map(({published}) => Number(published)),
    mounts: volumes.filter(({type}) => type === 'volume').map(({source, target}) => `${source} ${target}`),
    scratch: one.tmpfs.map((line) => `${line.split(':')[0]} ${/size=(\d+)m/.exec(line)?.[1]}`).toSorted(),
    ...Object.fromEntries(
      volumes
        .filter(({type, source}) => type === 'bind' && source.startsWith('deploy/'))
        .flatMap(({source, target}) => {
          const folder = `${source.slice('deploy/'.length)}/`
          const inside = [...files].filter(([path]) => path.startsWith(folder))
          return inside.map(([path, content]) => [`file ${target}/${path.slice(folder.length)}`, content])
        }),
    ),
  }
}

function ofValues(one: ServiceValues, files: Readonly<Record<string, string>>): Record<string, unknown> {
  const {probe, limits, ports} = one
  const test = probe && 'exec' in probe.ready ? ['CMD', ...probe.ready.exec] : undefined
  return {
    image: one.image,
    entrypoint: one.entrypoint,
    command: one.command,
    replicas: one.replicas ?? 1,
    user: `${one.uid}:${one.gid}`,
    readOnly: one.readOnly,
    capabilities: one.capAdd,
    environment: one.env,
    secrets: one.secrets,
    memory: Number.isInteger(limits.memoryMiB) ? `${limits.memoryMiB}m` : `${Math.round(limits.memoryMiB * 1024)}k`,
    cpus: limits.cpus,
    grace: `${one.stopGraceS}s`,
    signal: one.stopSignal,
    health: test && {
      test,
      interval: `${probe?.intervalS}s`,
      timeout: `${probe?.timeoutS}s`,
      retries: probe?.retries,
      start_period: `${probe?.startPeriodS}s`,
    },
    outside: ports.filter(({outside}) => outside).map(({port}) => port),
    ports: ports.filter(({outside}) => outside).map(({port, servicePort}) => servicePort ?? port),
    mounts: one.volumes.map(({name: volume, to}) => `${volume} ${to}`),
    scratch: one.scratch.map(({to, sizeMiB}) => `${to} ${sizeMiB}`).toSorted(),
    ...Object.fromEntries(
      one.config.flatMap(({to, items}) => items.map(({file, path}) => [`file ${to}/${path}`, files[file]])),
    ),
  }
}

/** A line per difference. */
function differencesOf(stack: Stack): readonly string[] {
  const compose = renderStack({...stack, target: 'compose'}, emptyOverlay)
  const contents = new Map(compose.map(({path, content}) => [path, content]))
  const services = compose
    .filter(({path}) => path.endsWith('/compose.yaml'))
    .flatMap(({content}) =>
      Object.entries((load(content.replaceAll('$$', '$')) as {services: Record<string, ComposeService>}).services),
    )
  const values = renderValues({...stack, target: 'helm'}, emptyOverlay)
  const names = services.map(([name]) => name).toSorted()
  const lines = names.join() === Object.keys(values.services).join() ? [] : ['other services']
  for (const [name, service] of services) {
    const chart = values.services[name]
    if (!chart) continue
    // `edge` lets a container out because its ports are published there, which no pod needs.
    const mayLeave = ['edge', 'egress'].some((network) => network in (service.networks ?? {}))
    if (chart.egress && !mayLeave) lines.push(`${name} may call out`)
    if ('egress' in (service.networks ?? {}) && !chart.egress) lines.push(`${name} may not call out`)
    const [left, right] = [ofCompose(service, contents), ofValues(chart, values.files)]
    for (const key of new Set([...Object.keys(left), ...Object.keys(right)])) {
      if (KNOWN.some(([where]) => where.test(`${name} ${key}`))) continue
      const [a, b] = [JSON.stringify(left[key]), JSON.stringify(right[key])]
      if (a !== b) lines.push(`${name} ${key}: ${firstDifference(a, b)}`)
    }
  }

  return lines
}

function firstDifference(a = 'nothing', b = 'nothing'): string {
  let at = 0
  while (at < a.length && a[at] === b[at]) at++
  return `${a.slice(Math.max(0, at - 40), at + 60)} is not ${b.slice(Math.max(0, at - 40), at + 60)}`
}

const golden = new URL('../../golden', import.meta.url).pathname
const folders = (await readdir(golden, {withFileTypes: true})).filter((entry) => entry.isDirectory())

describe('ports, environment, configuration, limits, health, secrets and mounts are those of Compose', () => {
  test.each(folders.map(({name}) => name))('for golden/%s', async (name) => {
    expect(differencesOf((await loadStack(projectAt(join(golden, name)))).stack)).toEqual([])
  })

  test('for random stacks', {timeout: 120_000}, () => {
    fc.assert(
      fc.property(stackInput, (input) => {
        expect(differencesOf(stackSchema.parse({...input, project: 'shop'}))).toEqual([])
      }),
      {numRuns: 60, seed: 20_261_121},
    )
  })
})
