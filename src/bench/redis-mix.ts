/** Which commands a load test of Redis sends: names of common ones with weights, and a person's own. */
import {OpsError} from '../errors.js'
import {benchStoresMessages as say} from '../messages/bench-stores.js'
import {findNearest} from '../nearest.js'
import {type Text, verbatim} from '../text.js'
import type {RedisCommandPlan} from './load-plan.js'

interface KnownCommand {
  readonly words: readonly string[]
  /** What makes a key that it can read. */
  readonly fill?: readonly string[]
}

/** Each type of value has keys of its own, so that no command meets another's. */
const known: Readonly<Record<string, KnownCommand>> = {
  get: {words: ['GET', '{key}'], fill: ['SET', '{key}', '{value}']},
  set: {words: ['SET', '{key}', '{value}']},
  incr: {words: ['INCR', '{key}:n']},
  hget: {words: ['HGET', '{key}:h', 'field'], fill: ['HSET', '{key}:h', 'field', '{value}']},
  hset: {words: ['HSET', '{key}:h', 'field', '{value}']},
  lpush: {words: ['LPUSH', '{key}:l', '{value}']},
  rpop: {words: ['RPOP', '{key}:l']},
  sadd: {words: ['SADD', '{key}:s', '{value}']},
  zadd: {words: ['ZADD', '{key}:z', '1', '{value}']},
  ping: {words: ['PING']},
}

/** Those that need no key. */
const KEYLESS = ['PING', 'ECHO', 'TIME']
/** After them the connection answers otherwise, later, or from elsewhere. */
const UNFIT =
  /^(AUTH|BLMOVE|BLMPOP|BLPOP|BRPOP|BRPOPLPUSH|BZM?POP(MIN|MAX)?|CLIENT|DISCARD|EXEC|HELLO|MONITOR|MULTI|P?SUBSCRIBE|PSYNC|QUIT|READONLY|RESET|SELECT|SSUBSCRIBE|SYNC|WAIT|WATCH)$/

/** What is sent, and what is made before. */
export interface RedisMix {
  readonly commands: readonly RedisCommandPlan[]
  readonly fill: readonly (readonly string[])[]
}

/** Reads `get=9,set=1` and `HSET {key}:h f {value}@2`. Throws OPS_BENCH_MIX. */
export function parseMix(mix: string | undefined, own: readonly string[]): RedisMix {
  const fallback = own.length === 0 ? 'get=9,set=1' : ''
  const named = (mix ?? fallback).split(',').filter(Boolean).map(parseNamed)
  const fill = named.flatMap(({name}) => {
    const words = known[name]?.fill
    return words ? [words] : []
  })
  return {commands: [...named, ...own.map(parseOwn)], fill}
}

/** Words that name the keys which the commands may make. */
export function keyWords({commands, fill}: RedisMix): readonly string[] {
  const words = [...commands.map((command) => command.words), ...fill].flat()
  return [...new Set(words.filter((word) => word.includes('{key}')))].toSorted()
}

function parseNamed(written: string): RedisCommandPlan {
  const [name = '', weight = '1'] = written.trim().toLowerCase().split('=')
  const words = known[name]?.words
  if (!words)
    throw badMix(say.unknownCommand(name, findNearest(name, Object.keys(known)), Object.keys(known).join(', ')))
  return {name, words, weight: parseWeight(weight, written)}
}

function parseOwn(written: string): RedisCommandPlan {
  const [, line = written, weight = '1'] = /^(.+)@([^@\s]*)$/.exec(written) ?? []
  const [first = '', ...rest] = line.trim().split(/\s+/)
  const command = first.toUpperCase()
  if (UNFIT.test(command)) throw badMix(say.unfitCommand(command))
  if (!rest.some((word) => word.startsWith('{key}')) && !KEYLESS.includes(command))
    throw badMix(say.commandWithoutKey(line))
  if (rest.some((word) => word.lastIndexOf('{key}') > 0)) throw badMix(say.keyNotFirst(line))
  return {name: line.trim(), words: [command, ...rest], weight: parseWeight(weight, written)}
}

function parseWeight(weight: string, written: string): number {
  if (/^\d+(\.\d+)?$/.test(weight) && Number(weight) > 0) return Number(weight)
  throw badMix(say.badMixWeight(written))
}

function badMix(message: Text): OpsError {
  return new OpsError({
    code: 'OPS_BENCH_MIX',
    kind: 'usage',
    message,
    suggestions: [verbatim('--mix get=9,set=1'), verbatim("--command 'HSET {key}:h field {value}@2'")],
  })
}
