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
function statLine(pid: number, ticks: number, ended = 0): string {
  return `${pid} (a (b) c) S 1 1 1 0 -1 0 0 0 0 0 ${ticks} 0 ${ended} 0 20 0 1 0\n`
}

/** CPU seconds instead of shares, as fakes take no time. */
function seconds(load: ReturnType<ReturnType<typeof watchMachine>['total']>, key: 'target' | 'steal' | 'busy'): number {
  return load[key] * load.seconds
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
