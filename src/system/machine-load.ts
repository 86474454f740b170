/** Who used the processors while a load test ran. Linux tells by /proc and cgroups; elsewhere all but our own share is 0. */
import {readdirSync, readFileSync} from 'node:fs'
import {availableParallelism} from 'node:os'
import {join} from 'node:path'

/** What the machine did in a span of time, in processors: CPU seconds per second. */
export interface MachineLoad {
  readonly seconds: number
  /** Processors of the machine. */
  readonly cpus: number
  /** Everything but idle, waiting for a disk, and steal. */
  readonly busy: number
  /** This process with the programs that it started, but for the target. */
  readonly own: number
  readonly target: number
  /** What neither made, interrupts left out: under load most of them are its own packets. */
  readonly foreign: number
  /** What the hypervisor gave to others while this machine wanted it. */
  readonly steal: number
}

export interface WatchOptions {
  /** Of a container the whole container counts, of another process it and its descendants. */
  readonly targetPids: readonly number[]
  /** Ports of this host that lead to the target: Docker's forwarder of a port works for the target too. */
  readonly targetPorts?: readonly number[]
  /** Where the kernel tells; another place in tests. */
  readonly proc?: string
  readonly cgroups?: string
}

export interface MachineWatch {
  /** Since the previous sample, or since the watch began. */
  sample(): MachineLoad
  /** Since the watch began. */
  total(): MachineLoad
}

/** The unit of /proc: the kernel shows 100 a second on every architecture that Node runs on. */
const TICKS_PER_S = 100
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
}

/** Begins to watch. Costs less than 1 ms a sample, so once a second disturbs nobody. */
export function watchMachine(options: WatchOptions): MachineWatch {
  const places = {proc: options.proc ?? '/proc', cgroups: options.cgroups ?? '/sys/fs/cgroup'}
  const targets = [...options.targetPids, ...findForwarders(places.proc, options.targetPorts ?? [])]
  const accounts = listAccounts(targets, places)
  const loose = targets.filter((pid) => accountOf(pid, places) === undefined)
  const ticksOf = trackTrees(places.proc)
  const read = (): Reading => {
    const {own, target} = ticksOf(process.pid, loose)
    const {user, system} = process.cpuUsage()
    return {
      ...readStat(places.proc),
      atMs: performance.now(),
      own: (user + system) / US_PER_S + own / TICKS_PER_S,
      target: accounts.reduce((sum, account) => sum + account(), 0) + target / TICKS_PER_S,
    }
  }
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

function between(before: Reading, after: Reading): MachineLoad {
  const seconds = Math.max(1e-3, (after.atMs - before.atMs) / 1000)
  const share = (key: keyof Reading) => Math.max(0, after[key] - before[key]) / seconds
  const [busy, own, target] = [share('busy'), share('own'), share('target')]
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
  const rows = readText(path)
    .split('\n')
    .map((line) => /^\d+:([^:]*):(.*)$/.exec(line))
  return new Map(rows.flatMap((row) => (row?.[1] ?? '').split(',').map((key) => [key, row?.[2] ?? '/'] as const)))
}

/**
 * Follows processes with what they start. Returns ticks since the first look; a process that ended keeps the ticks
 * that were seen of it.
 */
function trackTrees(proc: string): (own: number, targets: readonly number[]) => {own: number; target: number} {
  const seen = new Map<number, number>()
  const sums = {own: 0, target: 0}
  const follow = (pid: number, whose: 'own' | 'target', others: readonly number[]) => {
    // process.cpuUsage() knows our own share to the µs.
    const ticks = pid === process.pid ? 0 : readTicks(proc, pid)
    sums[whose] += Math.max(0, ticks - (seen.get(pid) ?? 0))
    seen.set(pid, ticks)
    for (const child of childrenOf(proc, pid)) if (!others.includes(child)) follow(child, whose, others)
  }
  return (own, targets) => {
    follow(own, 'own', targets)
    for (const pid of targets) follow(pid, 'target', [...targets, own])
    return {...sums}
  }
}

function readTicks(proc: string, pid: number): number {
  const text = readText(join(proc, String(pid), 'stat'))
  // The name of a program may hold spaces and parentheses; the last one ends it.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  return Number(fields[11] ?? 0) + Number(fields[12] ?? 0)
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

/** Programs by which Docker forwards these ports of the host. */
function findForwarders(proc: string, ports: readonly number[]): readonly number[] {
  if (ports.length === 0) return []
  const pids = listNames(proc).filter((name) => /^\d+$/.test(name))
  return pids
    .filter((pid) => {
      const words = readText(join(proc, pid, 'cmdline')).split('\0')
      return /docker-proxy$/.test(words[0] ?? '') && ports.includes(Number(words[words.indexOf('-host-port') + 1]))
    })
    .map(Number)
}

function listNames(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

/** Nothing where the kernel has no such file, or no longer. */
function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
