/** Looks at this machine by the files of its kernel. */
import {readlink} from 'node:fs/promises'
import {availableParallelism, loadavg, release} from 'node:os'

import type {Stack} from '../../../spec/stack.js'
import {sleep} from '../../../system/clock.js'
import {readHostOs} from '../../../system/host-os.js'
import {sysctlPath} from '../../../system/host-state.js'
import {readText} from '../../../system/proc-files.js'
import {capture} from '../../../system/run.js'
import {defineCollector} from '../../collect.js'
import {CannotSee} from '../../facts.js'
import {averageFact, kernelFact, loadFact, memoryFact, oomFact, osFact} from './facts.js'

const always = () => true
/** Whether it runs on this machine at all. */
export const onCompose = (stack: Stack) => stack.target === 'compose'
/** Whether Prometheus knows this machine. */
export const hasHostMetrics = (stack: Stack) =>
  onCompose(stack) && stack['node-exporter'].enabled && stack.prometheus.enabled

export const os = defineCollector({
  key: osFact,
  isFor: always,
  async collect() {
    const {id, name} = await readHostOs()
    const kernel = release()
    const {MSYSTEM: msystem} = process.env
    return {
      platform: process.platform,
      id,
      name,
      kernel,
      isWsl: /microsoft/i.test(kernel),
      ...(msystem ? {msystem} : {}),
    }
  },
})

/** The kernel’s own text, or the reason why there is none. */
function demand(path: string): string {
  const text = readText(path)
  if (text !== '') return text
  throw new CannotSee('no-data', {en: `this system has no ${path}`, zh: `本系统没有 ${path}`})
}

export const memory = defineCollector({
  key: memoryFact,
  isFor: onCompose,
  collect: async () => parseMeminfo(demand('/proc/meminfo')),
})

export function parseMeminfo(text: string) {
  const bytes = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? 0) * 1024
  return {
    totalBytes: bytes('MemTotal'),
    availableBytes: bytes('MemAvailable'),
    swapTotalBytes: bytes('SwapTotal'),
    swapFreeBytes: bytes('SwapFree'),
  }
}

const SAMPLE_MS = 1000

export const load = defineCollector({
  key: loadFact,
  isFor: onCompose,
  async collect({signal}) {
    const read = () => ({
      atMs: performance.now(),
      stat: demand('/proc/stat'),
      disks: readText('/proc/diskstats'),
      vm: readText('/proc/vmstat'),
    })
    const first = read()
    await sleep(SAMPLE_MS, signal)
    const last = read()
    return {
      cores: availableParallelism(),
      load5: loadavg()[1] ?? 0,
      ...shares(first.stat, last.stat),
      swapPages: Math.round((swapPages(last.vm) - swapPages(first.vm)) / ((last.atMs - first.atMs) / 1000)),
      disks: diskShares(first.disks, last.disks, last.atMs - first.atMs),
    }
  },
})

/** What became of the processors’ time between two readings of /proc/stat. */
export function shares(before: string, after: string): {busy: number; iowait: number; steal: number} {
  const [a, b] = [before, after].map((text) =>
    (text.split('\n', 1)[0] ?? '').trim().split(/\s+/).slice(1, 9).map(Number),
  )
  const spent = (b ?? []).map((ticks, index) => Math.max(0, ticks - (a?.[index] ?? 0)))
  const all = spent.reduce((sum, ticks) => sum + ticks, 0) || 1
  const share = (index: number) => (spent[index] ?? 0) / all
  return {busy: 1 - share(3) - share(4), iowait: share(4), steal: share(7)}
}

function swapPages(text: string): number {
  return [...text.matchAll(/^pswp(?:in|out) (\d+)$/gm)].reduce((sum, [, pages]) => sum + Number(pages), 0)
}

/** Whole disks, not their partitions, and nothing that is made of files or memory. */
const DISK = /^(sd[a-z]+|vd[a-z]+|xvd[a-z]+|nvme\d+n\d+|mmcblk\d+)$/

export function diskShares(before: string, after: string, ms: number): {device: string; busy: number}[] {
  const read = (text: string) =>
    new Map(
      text.split('\n').flatMap((line) => {
        const words = line.trim().split(/\s+/)
        return DISK.test(words[2] ?? '') ? [[words[2] ?? '', Number(words[12])] as const] : []
      }),
    )
  const first = read(before)
  return [...read(after)].map(([device, busyMs]) => ({
    device,
    busy: Math.min(1, Math.max(0, busyMs - (first.get(device) ?? busyMs)) / ms),
  }))
}

export const average = defineCollector({
  key: averageFact,
  isFor: hasHostMetrics,
  async collect({promql}) {
    const [modes, disks] = await Promise.all([
      promql(
        'sum by (mode) (rate(node_cpu_seconds_total[5m])) / on () group_left () sum(rate(node_cpu_seconds_total[5m]))',
      ),
      promql('max by (device) (rate(node_disk_io_time_seconds_total[5m]))'),
    ])
    const share = (mode: string) => modes.find(({labels}) => labels.mode === mode)?.value
    const idle = share('idle')
    if (idle === undefined) throw new CannotSee('no-data', {en: 'there are no samples yet', zh: '尚无样本'})
    const [iowait, steal] = [share('iowait') ?? 0, share('steal') ?? 0]
    return {
      busy: Math.max(0, 1 - idle - iowait),
      iowait,
      steal,
      disks: disks.flatMap(({labels, value}) =>
        DISK.test(labels.device ?? '') ? [{device: labels.device ?? '', busy: value}] : [],
      ),
    }
  },
})

export const SYSCTLS = [
  'vm.max_map_count',
  'vm.overcommit_memory',
  'vm.swappiness',
  'vm.dirty_ratio',
  'vm.dirty_background_ratio',
  'net.core.somaxconn',
  'net.core.netdev_max_backlog',
  'net.ipv4.tcp_max_syn_backlog',
  'net.ipv4.tcp_keepalive_time',
  'net.ipv4.tcp_keepalive_intvl',
  'net.ipv4.tcp_keepalive_probes',
  'net.ipv4.tcp_fin_timeout',
  'net.netfilter.nf_conntrack_count',
  'net.netfilter.nf_conntrack_max',
] as const

const CLOCKS = '/sys/devices/system/clocksource/clocksource0'

export const kernel = defineCollector({
  key: kernelFact,
  isFor: onCompose,
  async collect() {
    demand('/proc/version')
    const values = SYSCTLS.map((name) => [name, readText(sysctlPath(name)).trim()] as const)
    const hugePages = /\[(\w+)\]/.exec(readText('/sys/kernel/mm/transparent_hugepage/enabled'))?.[1]
    const clocksource = readText(`${CLOCKS}/current_clocksource`).trim()
    return {
      sysctls: Object.fromEntries(values.filter(([, value]) => value !== '')),
      ...(hugePages === undefined ? {} : {hugePages}),
      ...(clocksource === '' ? {} : {clocksource}),
      clocksources: readText(`${CLOCKS}/available_clocksource`).trim().split(/\s+/).filter(Boolean),
    }
  },
})

export const oom = defineCollector({
  key: oomFact,
  isFor: onCompose,
  async collect({signal}) {
    const total = Number(/^oom_kill (\d+)$/m.exec(demand('/proc/vmstat'))?.[1] ?? 0)
    if (total === 0) return {total, hasLog: true, kills: []}
    const {exitCode, stdout} = await capture('dmesg', [], {timeoutMs: 3000, signal}).catch(() => ({
      exitCode: 1,
      stdout: '',
    }))
    const uptimeS = Number(readText('/proc/uptime').split(' ')[0])
    return {total, hasLog: exitCode === 0, kills: parseKills(stdout, uptimeS)}
  },
})

const KILL = /^\[\s*(\d+\.\d+)\].*oom-kill:constraint=(\w+).*?task_memcg=(\S*?),task=([^,]+)/gm

/** Kills in the kernel’s log, the newest first; the id of a container is part of its control group’s name. */
export function parseKills(log: string, uptimeS: number) {
  return [...log.matchAll(KILL)]
    .map(([, at, constraint, group = '', process = '']) => {
      const container = /([0-9a-f]{64})/.exec(group)?.[1]
      return {
        agoS: Math.max(0, Math.round(uptimeS - Number(at))),
        process,
        scope: constraint === 'CONSTRAINT_MEMCG' ? ('container' as const) : ('machine' as const),
        ...(container === undefined ? {} : {container}),
      }
    })
    .toReversed()
}

/** The link of a zone file, as in `Europe/Berlin`. */
export async function zoneOf(path: string): Promise<string | undefined> {
  const target = await readlink(path).catch(() => undefined)
  return target?.replace(/^.*zoneinfo\//, '')
}
