import type {LoadPlan} from '../../bench/load-plan.js'
import {keyWords, parseMix, type RedisMix} from '../../bench/redis-mix.js'
import type {BenchResult, BenchSecond} from '../../bench/result.js'
import {passwordOf} from '../../components/redis/acl.js'
import {OpsError} from '../../errors.js'
import {formatBytes} from '../../figures.js'
import {runLoad} from '../../load/engine.js'
import {type RedisAddress, RedisClient} from '../../load/redis-client.js'
import {benchStoresMessages as say} from '../../messages/bench-stores.js'
import type {Project} from '../../project.js'
import {interrupted} from '../../system/run.js'
import {verbatim} from '../../text.js'
import {openStack} from '../pipeline.js'
import {type BenchOutcome, type BenchPlan, type BenchTools, conductBench} from './conduct.js'
import {type ModelOptions, readModel} from './http.js'
import {claimKeys, fillKeys, type KeySet, neededBytes, PREFIX, readMemory, removeKeys} from './redis-keys.js'
import {requireStore} from './store-errors.js'

export interface RedisBenchOptions
  extends ModelOptions,
    Pick<LoadPlan, 'threads' | 'pace'>,
    Pick<BenchPlan, 'command' | 'seed' | 'out' | 'name' | 'onNotKept'> {
  /** `get=9,set=1`. */
  readonly mix?: string
  /** Commands of a person's own, `HSET {key}:h field {value}@2`. */
  readonly commands: readonly string[]
  readonly pipeline: number
  readonly keys: number
  readonly valueBytes: number
  readonly signal: AbortSignal
  readonly onSecond: (second: BenchSecond) => void
  /** Told when keys could not be removed afterwards. */
  readonly onLeft: (error: OpsError) => void
}

const USER = 'app'
const PORT = 6379
const TIMEOUT_S = 10
/** Beyond, an answer that is an error is no exception any more. */
const MOST_ERRORS = 0.5
const USUAL_CONNECTIONS = 50
/** Of the room; the rest is for the apps. */
const MOST_OF_ROOM = 0.5
const ALARM_OF_ROOM = 0.8
const WATCH_MS = 500

/** Loads Redis as its app does, over keys of its own that go afterwards. Throws OPS_BENCH_*, OPS_SERVICE_*. */
export async function benchRedis(project: Project, options: RedisBenchOptions): Promise<BenchResult> {
  const mix = parseMix(options.mix, options.commands)
  const {model, warmupS} = readModel({connections: USUAL_CONNECTIONS, ...options})
  const {stack, access} = await openStack(project)
  requireStore(stack, 'redis', 'Redis')
  const at = await access.instance('redis').reach(PORT)
  const auth = [USER, await access.secret(passwordOf(USER))]
  const {command, seed, out, name, onNotKept, pipeline, keys, valueBytes, threads, pace} = options
  const what = mix.commands.map((one) => `${one.name} ${one.weight}`).join(', ')
  const bench: BenchPlan = {
    ...{kind: 'redis', target: `redis ${what}`, command, seed, stack, onNotKept, targetPorts: [at.port]},
    ...(out === undefined ? {} : {out}),
    ...(name === undefined ? {} : {name}),
  }
  const plan: LoadPlan = {
    ...{target: at, model, warmupS, seed, threads, pace},
    wire: {protocol: 'redis', auth, commands: mix.commands, pipeline, keyPrefix: PREFIX, keys, valueBytes},
    drainS: TIMEOUT_S,
    timeoutMs: TIMEOUT_S * 1000,
    stopAtErrorRatio: MOST_ERRORS,
  }
  return conductBench(project, bench, (tools) => withKeys({address: {...at, auth}, mix, options, plan, tools}))
}

interface Load {
  readonly address: RedisAddress
  readonly mix: RedisMix
  readonly options: RedisBenchOptions
  readonly plan: LoadPlan
  readonly tools: BenchTools
}

/** Whatever happens, the keys are gone afterwards. */
async function withKeys(given: Load): Promise<BenchOutcome> {
  const {address, mix, options} = given
  const set: KeySet = {keys: options.keys, words: keyWords(mix)}
  const client = await RedisClient.open(address).catch(refuse)
  try {
    const roomBytes = await findRoom(client, set, options.valueBytes).catch(refuse)
    await claimKeys(client, set).catch(refuse)
    try {
      await fillKeys(client, mix.fill, options).catch(refuse)
      if (options.signal.aborted) throw interrupted()
      return await load(given, client, roomBytes)
    } finally {
      await removeAll(address, set).catch(options.onLeft)
    }
  } finally {
    client.close()
  }
}

/** Refuses more than half of what is free, so that no write of an app is refused, and none of its keys dropped, for a test. */
async function findRoom(client: RedisClient, set: KeySet, valueBytes: number): Promise<number> {
  const {roomBytes} = await readMemory(client)
  const needed = neededBytes(set, valueBytes)
  const most = roomBytes * MOST_OF_ROOM
  if (needed <= most) return roomBytes
  throw new OpsError({
    code: 'OPS_BENCH_NO_MEMORY',
    kind: 'environment',
    message: say.keysTooBig(formatBytes(needed), formatBytes(most)),
    suggestions: [say.fewerKeys(Math.max(1, Math.floor((set.keys * most) / needed)))],
  })
}

async function load({plan, options, tools}: Load, client: RedisClient, roomBytes: number): Promise<BenchOutcome> {
  const full = new AbortController()
  const before = await readMemory(client).catch(refuse)
  const watch = setInterval(() => {
    // One that can't be asked has other troubles, which the load sees.
    readMemory(client).then(
      ({usedBytes}) => usedBytes - before.usedBytes > roomBytes * ALARM_OF_ROOM && full.abort(),
      () => undefined,
    )
  }, WATCH_MS)
  try {
    const outcome = await runLoad(plan, {
      signal: AbortSignal.any([options.signal, full.signal]),
      onSecond(second) {
        tools.onSecond(second)
        options.onSecond(second)
      },
    })
    const run = {...outcome.run, extra: {...outcome.run.extra, keys: options.keys, valueBytes: options.valueBytes}}
    if (!full.signal.aborted) return {...outcome, run}
    return {run, ended: 'stopped', reason: say.memoryGrew(formatBytes(roomBytes * ALARM_OF_ROOM))}
  } finally {
    clearInterval(watch)
  }
}

/** On a connection of its own: the other one may have been lost with the server. */
async function removeAll(address: RedisAddress, set: KeySet): Promise<void> {
  try {
    const client = await RedisClient.open(address)
    await removeKeys(client, set).finally(() => client.close())
  } catch (error) {
    throw redisFailed(error as Error, say.keysLeft(PREFIX))
  }
}

function refuse(error: Error): never {
  throw error instanceof OpsError ? error : redisFailed(error, say.redisFailed)
}

function redisFailed(error: Error, message: OpsError['text']): OpsError {
  return new OpsError({
    code: message === say.redisFailed ? 'OPS_BENCH_REDIS' : 'OPS_BENCH_NOT_CLEANED',
    kind: 'external',
    message,
    detail: error.message,
    suggestions: [verbatim('opsctl status redis'), verbatim('opsctl logs redis')],
    cause: error,
  })
}
