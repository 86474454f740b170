/** Finds large keys in a sample: SCAN with its cursor, never KEYS, a bounded number of keys at a bounded pace. */
import {setTimeout as wait} from 'node:timers/promises'

import {quote, type Reply} from './ask.js'
import {parseInfo} from './read-server.js'

export interface Key {
  readonly db: number
  readonly name: string
  readonly type: string
  readonly bytes: number
  /** -1: never. */
  readonly ttlS: number
}

export interface KeySample {
  /** All keys of all databases. */
  readonly keys: number
  readonly sampled: number
  /** Largest first. */
  readonly largest: readonly Key[]
}

export interface SampleOptions {
  /** Keys to look at, at most. */
  readonly most: number
  /** Keys looked at in a second, at most. */
  readonly perS: number
  /** How many of the largest are told. */
  readonly top: number
  readonly signal: AbortSignal
}

/** Sends commands, one a line, and throws when one is refused. */
type Ask = (commands: readonly string[]) => Promise<readonly Reply[]>

const BATCH = 500

/** Looks at keys of every database until there are no more or enough. SCAN walks the table in no order of names: a part of it is a sample. */
export async function sampleKeys(ask: Ask, options: SampleOptions): Promise<KeySample> {
  const databases = await countKeys(ask)
  const keys = databases.reduce((sum, one) => sum + one.keys, 0)
  let sampled = 0
  let largest: readonly Key[] = []
  for (const {db} of databases) {
    let cursor = '0'
    do {
      const started = performance.now()
      const batch = await scan(ask, db, cursor, Math.min(BATCH, options.most - sampled))
      cursor = batch.cursor
      sampled += batch.names.length
      largest = keepLargest([...largest, ...(await measure(ask, db, batch.names))], options.top)
      const spentMs = performance.now() - started
      const dueMs = (batch.names.length / options.perS) * 1000
      if (cursor !== '0' && dueMs > spentMs) await wait(dueMs - spentMs, undefined, {signal: options.signal})
      options.signal.throwIfAborted()
    } while (cursor !== '0' && sampled < options.most)
    if (sampled >= options.most) break
  }

  return {keys, sampled, largest: await withLife(ask, largest)}
}

/** The name of a key without what may tell of a person: a part with a digit, an address or a long word becomes a star. */
export function shapeOf(name: string): string {
  return name
    .split(/([:/|])/)
    .map((part) => (/^[A-Za-z][A-Za-z_.-]{0,23}$/.test(part) || /^[:/|]$/.test(part) ? part : '*'))
    .join('')
    .slice(0, 80)
}

async function countKeys(ask: Ask): Promise<readonly {readonly db: number; readonly keys: number}[]> {
  const [info] = await ask(['INFO keyspace'])
  return [...parseInfo(info?.text ?? '')].flatMap(([key, value]) => {
    const count = /keys=(\d+)/.exec(value)?.[1]
    return count === undefined ? [] : [{db: Number(key.replace('db', '')), keys: Number(count)}]
  })
}

async function scan(ask: Ask, db: number, cursor: string, count: number) {
  const [, page] = await ask([`SELECT ${db}`, `SCAN ${cursor} COUNT ${count}`])
  const [next, names] = JSON.parse(page?.text ?? '["0",[]]') as [string, string[]]
  return {cursor: next, names}
}

async function measure(ask: Ask, db: number, names: readonly string[]): Promise<readonly Key[]> {
  if (names.length === 0) return []
  const [, ...sizes] = await ask([`SELECT ${db}`, ...names.map((name) => `MEMORY USAGE ${quote(name)}`)])
  return names.map((name, index) => ({db, name, type: '', bytes: Number(sizes[index]?.text) || 0, ttlS: -1}))
}

/** Type and expiry of the few that are told. A key that went meanwhile is left out. */
async function withLife(ask: Ask, keys: readonly Key[]): Promise<readonly Key[]> {
  if (keys.length === 0) return []
  const commands = keys.flatMap(({db, name}) => [`SELECT ${db}`, `TYPE ${quote(name)}`, `TTL ${quote(name)}`])
  const replies = await ask(commands)
  return keys
    .map((key, index) => ({
      ...key,
      type: (replies[index * 3 + 1]?.text ?? '').replaceAll('"', ''),
      ttlS: Number(replies[index * 3 + 2]?.text),
    }))
    .filter(({type}) => type !== 'none')
}

function keepLargest(keys: readonly Key[], top: number): readonly Key[] {
  return keys.toSorted((a, b) => b.bytes - a.bytes).slice(0, top)
}
