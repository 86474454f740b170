import {mkdirSync, writeFileSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {describe, expect, test} from 'vitest'

import {watchMachine} from '../../src/system/machine-load.js'
import {tempDir} from '../temp-dir.js'

/** A kernel's own files, as far as the watch reads them. */
async function fakeKernel() {
  const root = await tempDir()
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), {recursive: true})
    writeFileSync(join(root, path), text)
  }
  write('proc/self/cgroup', '2:cpuacct:/\n0::/\n')
  return {proc: join(root, 'proc'), cgroups: join(root, 'cgroup'), write}
}

function cpuLine({user = 0, system = 0, softirq = 0, steal = 0}): string {
  return `cpu  ${user} 0 ${system} 5000 10 0 ${softirq} ${steal} 0 0\ncpu0 1 2 3\n`
}

/** A line of /proc/PID/stat with its own ticks, and those of children that ended. */
function statLine(pid: number, ticks: number, ended = 0, {parent = 1, name = 'a (b) c'} = {}): string {
  return `${pid} (${name}) S ${parent} 1 1 0 -1 0 0 0 0 0 ${ticks} 0 ${ended} 0 20 0 1 0\n`
}

/** CPU seconds instead of shares, as fakes take no time. */
function seconds(
  load: ReturnType<ReturnType<typeof watchMachine>['total']>,
  key: 'target' | 'steal' | 'busy' | 'foreign',
): number {
  return load[key] * load.seconds
}

const SHIM = {name: 'containerd-shim'}

/** Two containers behind an engine, one of them the target. */
async function fakeEngine() {
  const {write, ...places} = await fakeKernel()
  for (const [pid, id, shim] of [
    [7001, 'ours', 7101],
    [7002, 'theirs', 7102],
  ] as const) {
    write(`proc/${pid}/cgroup`, `2:cpuacct:/docker/${id}\n`)
    write(`proc/${pid}/stat`, statLine(pid, 0, 0, {parent: shim}))
    write(`cgroup/cpuacct/docker/${id}/cpuacct.usage`, '0\n')
  }
  const spend = (ticks: {
    ours?: number
    ended?: number
    theirs?: number
    dockerd?: number
    containerd?: number
    other?: number
  }) => {
    const {ours = 0, ended = 0, theirs = 0, dockerd = 0, containerd = 0, other = 0} = ticks
    write('proc/stat', cpuLine({user: ours + ended + theirs + dockerd + containerd + other}))
    write('proc/7101/stat', statLine(7101, ours, ended, SHIM))
    write('proc/7102/stat', statLine(7102, theirs, 0, SHIM))
    write('proc/7201/stat', statLine(7201, dockerd, 0, {name: 'dockerd'}))
    write('proc/7202/stat', statLine(7202, containerd, 0, {name: 'containerd'}))
  }
  spend({})
  return {spend, watch: watchMachine({targetPids: [7001], targetPorts: [8080], ...places})}
}

describe('the watch of the machine', () => {
  test.each([
    ['1', '3:cpuacct,cpu:/docker/abc\n0::/\n', 'cpuacct/docker/abc/cpuacct.usage', (s: number) => `${s * 1e9}\n`],
    ['2', '0::/docker/abc\n', 'docker/abc/cpu.stat', (s: number) => `usage_usec ${s * 1e6}\nuser_usec 1\n`],
  ])('counts the containers of the target by cgroups of version %s, each once', async (_, groups, file, text) => {
    const {write, ...places} = await fakeKernel()
    for (const pid of [7001, 7002]) write(`proc/${pid}/cgroup`, groups)
    write('proc/stat', cpuLine({user: 100}))
    write(`cgroup/${file}`, text(5))
    const watch = watchMachine({targetPids: [7001, 7002], ...places})
    write(`cgroup/${file}`, text(8))
    expect(seconds(watch.sample(), 'target')).toBeCloseTo(3)
  })

  test('counts a process of no container with its children, also those that ended', async () => {
    const {write, ...places} = await fakeKernel()
    write('proc/7001/cgroup', '2:cpuacct:/\n0::/\n')
    write('proc/7001/stat', statLine(7001, 100))
    write('proc/7001/task/7001/children', '7002 ')
    write('proc/7002/stat', statLine(7002, 50))
    const watch = watchMachine({targetPids: [7001], ...places})
    write('proc/7001/stat', statLine(7001, 200, 30))
    write('proc/7002/stat', statLine(7002, 60))
    expect(seconds(watch.total(), 'target')).toBeCloseTo(1.4)
  })

  test('counts Docker’s forwarder of the target’s port', async () => {
    const {write, ...places} = await fakeKernel()
    const words = ['/usr/bin/docker-proxy', '-proto', 'tcp', '-host-ip', '127.0.0.1', '-host-port', '8080']
    write('proc/7003/cmdline', `${words.join('\0')}\0`)
    write('proc/7003/stat', statLine(7003, 0))
    const watch = watchMachine({targetPids: [], targetPorts: [8080], ...places})
    write('proc/7003/stat', statLine(7003, 100))
    expect(seconds(watch.total(), 'target')).toBeCloseTo(1)
  })

  test('counts what the container engine does for the lines that the target logs', async () => {
    const {spend, watch} = await fakeEngine()
    spend({ours: 60, dockerd: 90, containerd: 10})
    const load = watch.sample()
    expect(seconds(load, 'target')).toBeCloseTo(1.6)
    expect(seconds(load, 'foreign')).toBeCloseTo(0)
  })

  test('takes what the engine does for others, or by itself, for the work of others', async () => {
    const {spend, watch} = await fakeEngine()
    spend({ours: 10, theirs: 200, dockerd: 300, other: 50})
    const load = watch.sample()
    expect(seconds(load, 'target')).toBeCloseTo(0.3)
    expect(seconds(load, 'foreign')).toBeCloseTo(5.3)
  })

  test('counts half of a command that ran in a container, whose own group has the other half', async () => {
    const {spend, watch} = await fakeEngine()
    spend({ended: 100})
    expect(seconds(watch.sample(), 'target')).toBeCloseTo(0.5)
  })

  test('leaves interrupts out of what others did, and steal out of what was busy', async () => {
    const {write, ...places} = await fakeKernel()
    write('proc/stat', cpuLine({}))
    const watch = watchMachine({targetPids: [], ...places})
    write('proc/stat', cpuLine({softirq: 500, steal: 200}))
    const load = watch.total()
    expect(seconds(load, 'busy')).toBeCloseTo(5)
    expect(seconds(load, 'steal')).toBeCloseTo(2)
    expect(load.foreign).toBe(0)
  })

  test('says that others did nothing where the kernel does not tell', () => {
    const watch = watchMachine({targetPids: [1], proc: '/nowhere', cgroups: '/nowhere'})
    expect(watch.sample()).toMatchObject({busy: 0, foreign: 0, steal: 0, target: 0})
  })
})
