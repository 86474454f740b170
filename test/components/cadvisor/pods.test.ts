/** Containers on a node of a cluster, from the names of their logs and the kernel's counters. */
import {mkdirSync, rmSync, symlinkSync, writeFileSync} from 'node:fs'
import {createRequire} from 'node:module'
import {dirname, join} from 'node:path'
import {beforeEach, describe, expect, test} from 'vitest'

import {cadvisor} from '../../../src/components/cadvisor/index.js'
import {renderTemplate} from '../../../src/render/engine.js'
import {stackSchema} from '../../../src/spec/stack.js'
import {tempDir} from '../../temp-dir.js'

interface Container {
  readonly id: string
  readonly [key: string]: unknown
}

const load = createRequire(new URL('../../../templates/cadvisor/container-exporter/main.js', import.meta.url))
const {openCgroups} = load('./cgroups.js') as {
  openCgroups(root: string): {read(id: string): {readonly memoryBytes?: number} | undefined}
}
const {listPods} = load('./pods.js') as {
  listPods(folder: string, options: object): readonly Container[]
}
const {formatMetrics} = load('./exposition.js') as {formatMetrics(containers: readonly object[], now: number): string}

const id = (digit: string) => digit.repeat(64)
let folder: string
let root: string

/** As a kubelet names them. */
function log(namespace: string, pod: string, container: string, restarts: number, containerId: string): string {
  const path = join(folder, `${pod}_${namespace}_${container}-${containerId}.log`)
  symlinkSync(`/var/log/pods/${namespace}_${pod}_uid-of-${pod}/${container}/${restarts}.log`, path)
  return path
}

function cgroup(path: string, file: string, content: string): void {
  mkdirSync(dirname(join(root, path, file)), {recursive: true})
  writeFileSync(join(root, path, file), content)
}

function list(now = 1000): readonly Container[] {
  const cgroups = openCgroups(root)
  const namespaces = ['shop', 'shop-agents']
  const found = listPods(folder, {
    project: 'shop',
    namespaces,
    isRunning: (one: string) => cgroups.read(one) !== undefined,
    now,
  })
  return found.map((container) => ({...container, usage: cgroups.read(container.id)}))
}

describe.each([
  ['v2, systemd', ['kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod1.slice/cri-containerd-ID.scope']],
  ['v2, CRI-O', ['kubepods.slice/kubepods-pod1.slice/crio-ID.scope']],
  ['v2, cgroupfs', ['kubepods/burstable/pod1/ID']],
  ['v1, cgroupfs', ['memory/kubepods/pod1/ID', 'cpu/kubepods/pod1/ID']],
] as const)('the containers of a node with cgroup %s', (version, paths) => {
  const run = (containerId: string) => {
    for (const path of paths) cgroup(path.replace('ID', containerId), 'memory.current', '4096\n')
    for (const path of paths) cgroup(path.replace('ID', containerId), 'memory.usage_in_bytes', '4096\n')
  }

  beforeEach(async () => {
    folder = await tempDir()
    root = await tempDir()
    if (version.startsWith('v2')) writeFileSync(join(root, 'cgroup.controllers'), 'cpu memory pids\n')
  })

  test('are those of the stack, under the names of their services', () => {
    log('shop', 'web-7d9f6c-abcde', 'web', 0, id('a'))
    log('shop', 'gateway-5f4-x2x2x', 'gateway-metrics', 2, id('b'))
    log('shop-agents', 'cadvisor-q1q1q', 'cadvisor', 0, id('c'))
    log('shop-2', 'web-1', 'web', 0, id('d'))
    log('shop', 'web-migrate-k2k2k', 'opsctl-migrate', 0, id('e'))
    writeFileSync(join(folder, 'stray.log'), '')
    for (const one of 'abcde') run(id(one))
    expect(list().map(({service, name, state, restarts, path}) => [service, name, state, restarts, path])).toEqual([
      ['cadvisor', 'cadvisor-q1q1q', 'running', 0, '/kubepods/poduid-of-cadvisor-q1q1q/cadvisor'],
      ['gateway-metrics', 'gateway-5f4-x2x2x', 'running', 2, '/kubepods/poduid-of-gateway-5f4-x2x2x/gateway-metrics'],
      ['web', 'web-7d9f6c-abcde', 'running', 0, '/kubepods/poduid-of-web-7d9f6c-abcde/web'],
    ])
    const text = formatMetrics(list(), 1000)
    expect(text).toContain(
      'container_memory_usage_bytes{container_label_com_docker_compose_project="shop",' +
        'container_label_com_docker_compose_service="web",id="/kubepods/poduid-of-web-7d9f6c-abcde/web",image="",' +
        'name="web-7d9f6c-abcde"} 4096',
    )
  })

  test('keep their series when they start again', () => {
    log('shop', 'web-1', 'web', 3, id('a'))
    const later = log('shop', 'web-1', 'web', 4, id('b'))
    run(id('b'))
    expect(list()).toEqual([
      expect.objectContaining({id: id('b'), restarts: 4, state: 'running', path: '/kubepods/poduid-of-web-1/web'}),
    ])
    rmSync(later)
    expect(list()).toEqual([expect.objectContaining({id: id('a'), restarts: 3, state: 'restarting'})])
  })

  test('are told of for as long as they may come back', () => {
    log('shop', 'web-1', 'web', 0, id('f'))
    expect(list(1000)).toHaveLength(1)
    expect(list(1350)).toHaveLength(1)
    expect(list(1361)).toEqual([])
    run(id('f'))
    expect(list(1400)).toHaveLength(1)
  })
})

test('the room brings the reader of its target alone', () => {
  const namesOf = (target: 'compose' | 'helm') => {
    const stack = stackSchema.parse({version: 1, project: 'shop', target, cadvisor: {}})
    return cadvisor.files?.({stack, template: renderTemplate, bindings: {}}).map(({path}) => path.split('/').at(-1))
  }
  const common = ['cgroups.js', 'exposition.js', 'main.js', 'package.json']
  expect(namesOf('compose')).toEqual([...common, 'containers.js'])
  expect(namesOf('helm')).toEqual([...common, 'pods.js'])
})
