/** Looks at Redis: one process in its container for everything that the server says, and what the rest of the stack knows of it. */
import {readFile} from 'node:fs/promises'
import {join} from 'node:path'
import type {z} from 'zod'

import {type CollectContext, defineCollector} from '../../../doctor/collect.js'
import {CannotSee} from '../../../doctor/facts.js'
import {OpsError} from '../../../errors.js'
import type {Access} from '../../component.js'
import {deriveSettings} from '../settings.js'
import {askServer, type Reply, tryLogin} from './ask.js'
import {door, exporter, published, recent, server, written} from './facts.js'
import {parseInfo, questions, readServer} from './read-server.js'

type Door = z.infer<typeof door.schema>

const TIMEOUT_MS = 4000
const MIB = 1024 ** 2
const FILE = 'redis/config/redis.conf'
const pings = ['TIME', 'PING', 'TIME', 'PING', 'TIME', 'PING', 'TIME'] as const

interface Look {
  readonly door: Door
  /** Undefined when the server did not let us look. */
  readonly replies: readonly Reply[] | undefined
}

/** Two facts come from one look; the door to the stack is the same for both. */
const looks = new WeakMap<Access, Promise<Look>>()

function lookOnce(context: CollectContext): Promise<Look> {
  const known = looks.get(context.access)
  if (known) return known
  const look = lookIn(context)
  looks.set(context.access, look)
  return look
}

async function lookIn({access}: CollectContext): Promise<Look> {
  const logins = ['app', 'exporter'] as const
  const commands = [...pings, ...questions, ...(await Promise.all(logins.map((user) => tryLogin(access, user))))]
  const replies = await askServer(access, commands).catch(unreachable)
  if (replies.length < commands.length) {
    const words = replies.find(({error}) => error)?.error ?? ''
    return {door: {reply: replies.length === 0 ? 'silent' : replyOf(words), words, logins: []}, replies: undefined}
  }

  const answers = replies.slice(pings.length, pings.length + questions.length)
  const last = replies.slice(-logins.length)
  const refused = replies.slice(0, pings.length).find(({error}) => error !== undefined)?.error ?? ''
  const roundTripUs = quickest(replies.slice(0, pings.length))
  return {
    door: {
      reply: refused === '' ? 'pong' : replyOf(refused),
      words: refused,
      ...(roundTripUs === undefined ? {} : {roundTripUs}),
      uptimeS: Number(parseInfo(answers[0]?.text ?? '').get('uptime_in_seconds')),
      logins: logins.map((user, index) => {
        const error = last[index]?.error
        return {user, ...(error === undefined ? {} : {refused: error})}
      }),
    },
    replies: answers,
  }
}

function unreachable(error: unknown): never {
  throw error instanceof OpsError ? new CannotSee('unreachable', error.text) : error
}

function replyOf(words: string): Door['reply'] {
  if (/^(NOAUTH|WRONGPASS|NOPERM)/.test(words)) return 'login'
  if (words.includes('max number of clients reached')) return 'full'
  if (words.startsWith('LOADING')) return 'loading'
  if (words.startsWith('BUSY')) return 'busy'
  return words.startsWith('MISCONF') ? 'misconf' : 'error'
}

/** From one TIME to the next lies one PING. */
function quickest(replies: readonly Reply[]): number | undefined {
  const times = replies
    .filter(({text}) => text.startsWith('['))
    .map(({text}) => JSON.parse(text) as [string, string])
    .map(([s, us]) => Number(s) * 1_000_000 + Number(us))
  const gaps = times.slice(1).map((at, index) => at - (times[index] ?? at))
  return gaps.length === 0 ? undefined : Math.min(...gaps)
}

const isEnabled = (stack: {readonly redis: {readonly enabled: boolean}}) => stack.redis.enabled

export const collectors = [
  defineCollector({key: door, isFor: isEnabled, collect: async (context) => (await lookOnce(context)).door}),
  defineCollector({
    key: server,
    isFor: isEnabled,
    async collect(context) {
      const {door, replies} = await lookOnce(context)
      if (replies?.every(({error}) => error === undefined)) return readServer(replies)
      const words = door.words
      throw new CannotSee(door.reply === 'login' ? 'permission' : 'unreachable', {
        en: `Redis does not answer questions: ${words || 'silence'}`,
        zh: `Redis 不回答询问：${words || '无应答'}`,
      })
    },
  }),
  defineCollector({key: written, isFor: isEnabled, collect: readWritten}),
  defineCollector({
    key: published,
    isFor: isEnabled,
    async collect(context) {
      const states = (await context.states()).filter(({service}) => service === 'redis')
      return {ports: states.flatMap(({ports}) => ports.map(({bind, host}) => ({bind, host})))}
    },
  }),
  defineCollector({key: recent, isFor: (stack) => stack.redis.enabled && stack.prometheus.enabled, collect: askRecent}),
  defineCollector({key: exporter, isFor: isEnabled, collect: askExporter}),
]

async function readWritten({project, stack}: CollectContext): Promise<z.infer<typeof written.schema>> {
  const path = `deploy/${FILE}`
  const wanted = deriveSettings(stack.redis)
  const text = await readFile(join(project.deploy, FILE), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw new CannotSee('permission', {
      en: `${path} can’t be read: ${error.code}`,
      zh: `无法读取 ${path}：${error.code}`,
    })
  })
  if (text === undefined) {
    return {path, exists: false, maxMemoryBytes: wanted.maxMemoryMiB * MIB, policy: wanted.policy, logfile: ''}
  }

  return {
    path,
    exists: true,
    maxMemoryBytes: toBytes(directive(text, 'maxmemory') ?? '0'),
    policy: directive(text, 'maxmemory-policy') ?? 'noeviction',
    logfile: directive(text, 'logfile') ?? '',
  }
}

/** The last one counts, as for Redis itself. */
function directive(text: string, name: string): string | undefined {
  const lines = text.split('\n').map((line) => line.trim().split(/\s+/))
  return lines
    .findLast(([key]) => key?.toLowerCase() === name)
    ?.slice(1)
    .join(' ')
    .replace(/^"(.*)"$/, '$1')
}

/** A size as redis.conf writes it: k, m and g are thousands, kb, mb and gb are binary. */
export function toBytes(written: string): number {
  const [, digits = '0', unit = ''] = /^(\d+)\s*([kmg]?b?)$/i.exec(written) ?? []
  const base = unit.toLowerCase().endsWith('b') && unit.length === 2 ? 1024 : 1000
  const power = ['k', 'm', 'g'].indexOf(unit.toLowerCase()[0] ?? '') + 1
  return Number(digits) * base ** power
}

async function askRecent({promql}: CollectContext): Promise<z.infer<typeof recent.schema>> {
  const named = (name: string, expression: string) => `label_replace(${expression}, "is", "${name}", "", "")`
  const samples = await promql(
    [
      named('evictedPerS', 'sum(rate(redis_evicted_keys_total[5m]))'),
      named('rejected', 'sum(increase(redis_rejected_connections_total[15m]))'),
      named('hits', 'sum(increase(redis_keyspace_hits_total[15m]))'),
      named('misses', 'sum(increase(redis_keyspace_misses_total[15m]))'),
      named('blockedBefore', 'sum(redis_blocked_clients offset 10m)'),
    ].join(' or '),
  )
  return Object.fromEntries(samples.map(({labels, value}) => [labels.is ?? '', value]))
}

async function askExporter({access}: CollectContext): Promise<z.infer<typeof exporter.schema>> {
  try {
    const {status, body} = await access
      .instance('redis-exporter')
      .http({port: 9121, path: '/metrics', timeoutMs: TIMEOUT_MS})
    const up = /^redis_up ([01])$/m.exec(body)?.[1]
    const error = /^redis_exporter_last_scrape_error\{err="(.*)"\} 1$/m.exec(body)?.[1] ?? ''
    return {status, error, ...(up === undefined ? {} : {up: Number(up)})}
  } catch (error) {
    return {status: 0, error: error instanceof Error ? error.message : String(error)}
  }
}
