/** Who used the processors while a load test ran. Linux tells by /proc and cgroups; elsewhere all but our own share is 0. */
import {availableParallelism} from 'node:os'
import {join} from 'node:path'

import type {MachineSpan} from '../bench/trust.js'
import {type EngineReading, engineSeconds, watchEngine} from './engine-load.js'
import {listNames, readProcess, readText, TICKS_PER_S} from './proc-files.js'

export interface WatchOptions {
  /** Of a container the whole container counts, with what its engine does for it; of another process it and its descendants. */
  readonly targetPids: readonly number[]
  /** Ports of this host that lead to the target: Docker's forwarder of a port works for the target too. */
  readonly targetPorts?: readonly number[]
  /** Where the kernel tells; another place in tests. */
  readonly proc?: string
  readonly cgroups?: string
}

export interface MachineWatch {
  /** Since the previous sample, or since the watch began. */
  sample(): MachineSpan
  /** Since the watch began. */
  total(): MachineSpan
}

const NS_PER_S = 1e9
const US_PER_S = 1e6

/** CPU seconds since some moment of the past. */
interface Reading {
  readonly atMs: number
  readonly busy: number
  readonly interrupts: number
  readonly steal: number
  readonly own: number
  readonly target: number
  /** The container engine, which works for the target and for others. */
  readonly engine: EngineReading
}

/** Begins to watch. Costs less than 1 ms a sample, so once a second disturbs nobody. */
export function watchMachine(options: WatchOptions): MachineWatch {
  const places = {proc: options.proc ?? '/proc', cgroups: options.cgroups ?? '/sys/fs/cgroup'}
  const targets = options.targetPids
  const accounts = listAccounts(targets, places)
  const loose = targets.filter((pid) => accountOf(pid, places) === undefined)
  const contained = targets.filter((pid) => !loose.includes(pid))
  const readEngine = watchEngine(places.proc, {pids: contained, ports: options.targetPorts ?? []})
  const read = (): Reading => ({
    ...readStat(places.proc),
    atMs: performance.now(),
    own: treeSeconds(places.proc, process.pid, targets),
    target:
      accounts.reduce((sum, account) => sum + account(), 0) +
      loose.reduce((sum, pid) => sum + treeSeconds(places.proc, pid, [...targets, process.pid]), 0),
    engine: readEngine(),
  })
  const first = read()
  let last = first
  return {
    sample() {
      const before = last
      last = read()
      return between(before, last)
    },
    total: () => between(first, read()),
  }
}

function between(before: Reading, after: Reading): MachineSpan {
  const seconds = Math.max(1e-3, (after.atMs - before.atMs) / 1000)
  const share = (key: Exclude<keyof Reading, 'engine'>) => Math.max(0, after[key] - before[key]) / seconds
  const [busy, own] = [share('busy'), share('own')]
  const target = share('target') + Math.max(0, engineSeconds(before.engine, after.engine)) / seconds
  return {
    seconds,
    cpus: availableParallelism(),
    busy,
    own,
    target,
    foreign: Math.max(0, busy - share('interrupts') - own - target),
    steal: share('steal'),
  }
}

/** The line of all processors: user, nice, system, idle, iowait, irq, softirq, steal. */
function readStat(proc: string): Pick<Reading, 'busy' | 'interrupts' | 'steal'> {
  const fields = readText(join(proc, 'stat')).split('\n', 1)[0]?.trim().split(/\s+/).slice(1).map(Number) ?? []
  const at = (index: number) => (fields[index] ?? 0) / TICKS_PER_S
  const interrupts = at(5) + at(6)
  return {busy: at(0) + at(1) + at(2) + interrupts, interrupts, steal: at(7)}
}

interface Places {
  readonly proc: string
  readonly cgroups: string
}

/** Readers of CPU seconds of the containers that these processes live in, each container once. */
function listAccounts(pids: readonly number[], places: Places): readonly (() => number)[] {
  const files = new Map(pids.flatMap((pid) => [accountOf(pid, places) ?? []].flat()).map((file) => [file.path, file]))
  return [...files.values()].map((file) => () => file.seconds(readText(file.path)))
}

interface Account {
  readonly path: string
  seconds(text: string): number
}

/** The file that counts the CPU of a process's container; undefined where it lives in none, or in ours. */
function accountOf(pid: number, {proc, cgroups}: Places): Account | undefined {
  const own = readGroups(join(proc, 'self/cgroup'))
  const groups = readGroups(join(proc, String(pid), 'cgroup'))
  for (const {folder, file, key, seconds} of [V1, V2]) {
    const group = groups.get(key)
    if (group === undefined || group === '/' || group === own.get(key)) continue
    const path = join(cgroups, folder, group, file)
    if (readText(path) !== '') return {path, seconds}
  }

  return undefined
}

const V1 = {
  key: 'cpuacct',
  folder: 'cpuacct',
  file: 'cpuacct.usage',
  seconds: (text: string) => Number(text) / NS_PER_S,
} as const

const V2 = {
  key: '',
  folder: '',
  file: 'cpu.stat',
  seconds: (text: string) => Number(/^usage_usec (\d+)/m.exec(text)?.[1] ?? 0) / US_PER_S,
} as const

/** Controller → path; the one of cgroup v2 has no name. */
function readGroups(path: string): ReadonlyMap<string, string> {
  const rows = [...readText(path).matchAll(/^\d+:([^:\n]*):(.*)$/gm)]
  return new Map(rows.flatMap(([, keys = '', group = '']) => keys.split(',').map((key) => [key, group] as const)))
}

/** CPU seconds of a process with what it started and still runs or has waited for; other trees within it left out. */
function treeSeconds(proc: string, pid: number, others: readonly number[]): number {
  const children = childrenOf(proc, pid).filter((child) => !others.includes(child))
  return children.reduce((sum, child) => sum + treeSeconds(proc, child, others), ownSeconds(proc, pid))
}

function ownSeconds(proc: string, pid: number): number {
  const {usedS, endedS} = readProcess(proc, pid)
  if (pid !== process.pid) return usedS + endedS
  // Of ourselves more is known than ticks.
  const {user, system} = process.cpuUsage()
  return (user + system) / US_PER_S + endedS
}

function childrenOf(proc: string, pid: number): readonly number[] {
  const tasks = listNames(join(proc, String(pid), 'task'))
  return tasks.flatMap((task) =>
    readText(join(proc, String(pid), 'task', task, 'children'))
      .split(' ')
      .filter(Boolean)
      .map(Number),
  )
}
