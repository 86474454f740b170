/** Looks at what this machine shares with others: ports, time, names, registries, and what it grants to containers. */
import {lookup} from 'node:dns/promises'
import {open, unlink} from 'node:fs/promises'
import {join} from 'node:path'

import {checkPorts} from '../../../checks/host/ports.js'
import {wantedPorts} from '../../../checks/preflight.js'
import {listImages} from '../../../images/list-images.js'
import {listServices} from '../../../images/list-services.js'
import type {Stack} from '../../../spec/stack.js'
import {monotonicMs, nowMs} from '../../../system/clock.js'
import {askRegistry} from '../../../system/docker-engine.js'
import {findProgram} from '../../../system/host-os.js'
import {sysctlPath} from '../../../system/host-state.js'
import {listPids, readProcess, readText} from '../../../system/proc-files.js'
import {capture} from '../../../system/run.js'
import {type CollectContext, defineCollector} from '../../collect.js'
import {CannotSee} from '../../facts.js'
import {containersFact, imagesFact} from '../compose/facts.js'
import {engineFact} from '../docker/facts.js'
import {sight} from '../docker/sight.js'
import {onCompose, zoneOf} from './collect.js'
import {
  backlogFact,
  clockFact,
  fsyncFact,
  namesFact,
  portsFact,
  processesFact,
  proxyFact,
  registryFact,
  zonesFact,
} from './facts.js'

export const ports = defineCollector({
  key: portsFact,
  isFor: onCompose,
  async collect({stack, fact}) {
    const {state} = await fact(engineFact)
    const results = await sight(checkPorts(stack.project, wantedPorts(listServices(stack)), state.reach === 'ok'))
    return {ports: results.flatMap(({facts}) => portsFact.schema.parse({ports: [facts]}).ports)}
  },
})

const TIME_DAEMONS = ['chronyd', 'ntpd', 'systemd-timesyn', 'openntpd', 'ntpdate', 'VBoxService', 'vmtoolsd']
/** Clocks that are compared over a network differ by what the way takes. */
const SLOW_MS = 500

export const clock = defineCollector({
  key: clockFact,
  isFor: onCompose,
  async collect(context) {
    const [synchronised, skew] = await Promise.all([askSync(context), askPrometheus(context)])
    const daemon = listPids('/proc')
      .map((pid) => readProcess('/proc', pid).name)
      .find((name) => TIME_DAEMONS.includes(name))
    return {
      ...(synchronised === undefined ? {} : {synchronised}),
      ...(daemon === undefined ? {} : {daemon}),
      skews: skew === undefined ? [] : [{peer: 'prometheus', seconds: skew}],
    }
  },
})

/** The kernel knows by itself; the exporter and systemd only hand it on. */
async function askSync({promql, signal}: CollectContext): Promise<boolean | undefined> {
  const [sample] = await promql('node_timex_sync_status').catch(() => [])
  if (sample) return sample.value === 1
  if (!(await findProgram('timedatectl'))) return undefined
  const argv = ['show', '--property=NTPSynchronized', '--value']
  const answer = await capture('timedatectl', argv, {timeoutMs: 2000, signal}).catch(() => undefined)
  return answer?.exitCode === 0 ? answer.stdout.trim() === 'yes' : undefined
}

async function askPrometheus({promql}: CollectContext): Promise<number | undefined> {
  const start = monotonicMs()
  const [sample] = await promql('vector(time())').catch(() => [])
  const tookMs = monotonicMs() - start
  if (!sample || tookMs > SLOW_MS) return undefined
  const skew = sample.value - (nowMs() - tookMs / 2) / 1000
  return Math.round(skew * 1000) / 1000
}

export const processes = defineCollector({
  key: processesFact,
  isFor: onCompose,
  async collect({fact}) {
    const running = (await fact(containersFact)).containers.filter(({state, pid}) => state === 'running' && pid > 0)
    const seen = running.flatMap(({service, name, pid}) => {
      const openFiles = parseOpenFiles(readText(`/proc/${pid}/limits`))
      if (openFiles === undefined) return []
      const oomKills = readOomKills(pid)
      return [{service, name, openFiles, ...(oomKills === undefined ? {} : {oomKills})}]
    })
    if (running.length > 0 && seen.length === 0) {
      throw new CannotSee('permission', {
        en: 'the processes of containers can’t be seen from here',
        zh: '此处看不到容器内的进程',
      })
    }
    return {processes: seen}
  },
})

/** The soft limit in the text of /proc/<pid>/limits. */
export function parseOpenFiles(text: string): number | undefined {
  const value = /^Max open files\s+(\S+)/m.exec(text)?.[1]
  if (value === undefined) return undefined
  return value === 'unlimited' ? Number.MAX_SAFE_INTEGER : Number(value)
}

/** Both generations of control groups count the kills of a group; the file of the second knows of its children as well. */
function readOomKills(pid: number): number | undefined {
  const groups = [...readText(`/proc/${pid}/cgroup`).matchAll(/^\d+:([^:\n]*):(.*)$/gm)]
  for (const [, controllers = '', path = ''] of groups) {
    const file = controllers.split(',').includes('memory')
      ? `/sys/fs/cgroup/memory${path}/memory.oom_control`
      : `/sys/fs/cgroup${path}/memory.events`
    const kills = /^oom_kill (\d+)$/m.exec(readText(file))?.[1]
    if (kills !== undefined) return Number(kills)
  }
  return undefined
}

export const names = defineCollector({
  key: namesFact,
  isFor: () => true,
  async collect({stack, offline}) {
    const wanted = wantedNames(stack)
    if (wanted.length === 0) return {names: []}
    if (offline) throw new CannotSee('offline', {en: 'names are looked up outside', zh: '需向外部解析名称'})
    return {names: await Promise.all(wanted.map(resolveName))}
  },
})

async function resolveName({name, use}: {readonly name: string; readonly use: string}) {
  const start = monotonicMs()
  const error = await lookup(name).then(
    () => undefined,
    (failure: NodeJS.ErrnoException) => failure.code ?? failure.message,
  )
  return {name, use, ms: Math.round(monotonicMs() - start), ...(error === undefined ? {} : {error})}
}

/** Hosts outside that the stack names: registries, mail servers, receivers, and its own domains. */
export function wantedNames(stack: Stack): readonly {readonly name: string; readonly use: string}[] {
  const pulled = listImages(stack).filter(({origin}) => origin === 'official' || origin === 'own')
  const found = new Map<string, string>()
  const add = (name: string | undefined, use: string) => {
    const host = name?.replace(/^\[|\]$|:\d+$/g, '')
    if (host && /[a-z]/i.test(host) && host.includes('.') && !found.has(host)) found.set(host, use)
  }
  for (const {reference} of pulled) add(registryOf(reference), 'images')
  for (const {text, use} of textsIn(stack.alerting)) add(hostIn(text), use)
  for (const {text, use} of textsIn({gateway: stack.gateway}))
    if (/domain|host/i.test(use)) add(hostIn(text), 'gateway')
  return [...found].map(([name, use]) => ({name, use}))
}

/** The part before the first slash is a registry only when it looks like a host. */
export function registryOf(reference: string): string {
  const [first = '', ...rest] = reference.split('/')
  return rest.length > 0 && /[.:]|^localhost$/.test(first) ? first : ''
}

function textsIn(value: unknown, use = ''): readonly {readonly text: string; readonly use: string}[] {
  if (typeof value === 'string') return [{text: value, use}]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => textsIn(inner, use === '' ? key : `${use}.${key}`))
}

function hostIn(text: string): string | undefined {
  const url = /^https?:\/\/([^/\s@]+@)?([^/\s:]+)/.exec(text)?.[2]
  return url ?? /^([a-z0-9-]+(?:\.[a-z0-9-]+)+)(?::\d+)?$/i.exec(text)?.[1]
}

const REGISTRY_MS = 3500

export const registry = defineCollector({
  key: registryFact,
  isFor: onCompose,
  async collect({stack, fact, offline}) {
    const pulled = listImages(stack).filter(({origin}) => origin === 'official' || origin === 'own')
    const present = await fact(imagesFact).catch(() => undefined)
    const here = new Set(present?.images.filter((image) => image.present).map(({reference}) => reference))
    const missing = pulled.filter(({reference}) => !here.has(reference)).map(({reference}) => reference)
    if (missing.length === 0) return {registries: [], missing}
    if (offline) throw new CannotSee('offline', {en: 'registries are outside', zh: '镜像仓库在外部'})
    const first = new Map(missing.toReversed().map((reference) => [registryOf(reference), reference]))
    const registries = await Promise.all(
      [...first].map(async ([host, reference]) => ({
        host,
        answers: await sight(askRegistry(reference, REGISTRY_MS)),
        isMirror: stack.images.registry !== undefined,
      })),
    )
    return {registries, missing}
  },
})

export const proxy = defineCollector({
  key: proxyFact,
  isFor: () => true,
  async collect() {
    const value = (name: string) => process.env[name] ?? process.env[name.toUpperCase()]
    const all = ['http_proxy', 'https_proxy', 'no_proxy'].filter((name) => Boolean(value(name)))
    const disagree = all.filter((name) => {
      const [lower, upper] = [process.env[name], process.env[name.toUpperCase()]]
      return lower !== undefined && upper !== undefined && lower !== upper
    })
    return {
      set: all.filter((name) => name !== 'no_proxy'),
      disagree,
      noProxy: (value('no_proxy') ?? '').split(/[,\s]+/).filter(Boolean),
    }
  },
})

const BLOCK_BYTES = 8192
const WRITES = 200

export const fsync = defineCollector({
  key: fsyncFact,
  isFor: onCompose,
  deep: true,
  writes: {
    en: '200 blocks of 8 KiB into a file under .opsctl/, which is removed again',
    zh: '在 .opsctl/ 下的文件中写入 200 个 8 KiB 的块，随后删除',
  },
  timeoutMs: 20_000,
  async collect({project, signal}) {
    const path = join(project.state, `fsync-probe-${process.pid}`)
    const file = await sight(open(path, 'w'))
    const times: number[] = []
    try {
      const block = Buffer.alloc(BLOCK_BYTES, 1)
      for (let index = 0; index < WRITES && !signal.aborted; index += 1) {
        const start = performance.now()
        await file.write(block)
        await file.datasync()
        times.push(performance.now() - start)
      }
    } finally {
      await file.close()
      await unlink(path)
    }
    const sorted = times.toSorted((a, b) => a - b)
    const at = (share: number) => Math.round((sorted[Math.floor((sorted.length - 1) * share)] ?? 0) * 10) / 10
    return {folder: project.state, writes: times.length, p50Ms: at(0.5), p99Ms: at(0.99), maxMs: at(1)}
  },
})

export const zones = defineCollector({
  key: zonesFact,
  isFor: onCompose,
  deep: true,
  async collect({fact}) {
    const {containers} = await fact(containersFact)
    const host = process.env.TZ ?? (await zoneOf('/etc/localtime')) ?? (readText('/etc/timezone').trim() || 'UTC')
    const running = containers.filter(({state, pid}) => state === 'running' && pid > 0)
    const services = await Promise.all(
      running.map(async ({service, pid, timezone}) => ({
        service,
        zone: timezone ?? (await zoneOf(`/proc/${pid}/root/etc/localtime`)) ?? 'UTC',
      })),
    )
    return {host, services}
  },
})

export const backlog = defineCollector({
  key: backlogFact,
  isFor: (stack) => onCompose(stack) && stack.redis.enabled,
  async collect({access}) {
    const path = sysctlPath('net.core.somaxconn')
    const host = Number(readText(path).trim() || Number.NaN)
    if (!Number.isFinite(host)) throw new CannotSee('no-data', {en: `there is no ${path}`, zh: `没有 ${path}`})
    const answer = await access
      .instance('redis')
      .exec(['cat', path], {timeoutMs: 4000})
      .catch(() => undefined)
    const redis = answer?.exitCode === 0 ? Number(answer.stdout.trim()) : Number.NaN
    return {host, ...(Number.isFinite(redis) ? {redis} : {})}
  },
})
