/** Keys of a load test: made before, removed after, never more than there is room for. */
import {fillWord} from '../../load/redis-bytes.js'
import type {RedisClient} from '../../load/redis-client.js'

/** In front of every key. */
export const PREFIX = 'opsctl:bench:'
/** Says which keys there may be, so that those of a run that was killed are removed by the next. */
const MARKER = `${PREFIX}keys`
const BATCH = 500
/** What a full cache gives: it would drop keys of the apps for more. */
const CACHE_SHARE = 0.05
const BYTES_BESIDE_VALUE = 120

/** Keys by the words that name them. */
export interface KeySet {
  readonly keys: number
  /** As `{key}:h`. */
  readonly words: readonly string[]
}

/** What Redis says of its memory. */
export interface RedisMemory {
  readonly usedBytes: number
  /** Bytes that a load test may take; without a limit, infinite. */
  readonly roomBytes: number
}

/** Reads INFO. */
export async function readMemory(client: RedisClient): Promise<RedisMemory> {
  const [answer] = await client.send([['INFO', 'memory']])
  if (answer?.error !== undefined) throw new Error(answer.error)
  const field = (name: string) => new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(answer?.text ?? '')?.[1] ?? ''
  const [usedBytes, most] = [Number(field('used_memory')), Number(field('maxmemory'))]
  if (most === 0) return {usedBytes, roomBytes: Number.POSITIVE_INFINITY}
  const least = field('maxmemory_policy') === 'noeviction' ? 0 : CACHE_SHARE * most
  return {usedBytes, roomBytes: Math.max(least, most - usedBytes)}
}

/** What the keys need once each is there. */
export function neededBytes({keys, words}: KeySet, valueBytes: number): number {
  return keys * words.length * (valueBytes + BYTES_BESIDE_VALUE)
}

/** Removes what a killed run left, and writes down what this one may make. */
export async function claimKeys(client: RedisClient, set: KeySet): Promise<void> {
  const [left] = await client.send([['GET', MARKER]])
  if (left && left.text !== '') await removeKeys(client, JSON.parse(left.text) as KeySet)
  const [answer] = await client.send([['SET', MARKER, JSON.stringify(set)]])
  if (answer?.error !== undefined) throw new Error(answer.error)
}

/** Makes the keys that commands read. Stops early at the signal. */
export async function fillKeys(
  client: RedisClient,
  fill: readonly (readonly string[])[],
  {keys, valueBytes, signal}: {readonly keys: number; readonly valueBytes: number; readonly signal: AbortSignal},
): Promise<void> {
  const value = 'x'.repeat(valueBytes)
  for (let from = 0; from < keys && !signal.aborted; from += BATCH) {
    const commands = numbers(from, keys).flatMap((key) =>
      fill.map((words) => words.map((word) => fillWord(word, `${PREFIX}${key}`, value))),
    )
    const refused = (await client.send(commands)).find(({error}) => error !== undefined)
    if (refused) throw new Error(refused.error)
  }
}

/** Removes every key there may be; Redis frees them in the background. Returns how many there were. */
export async function removeKeys(client: RedisClient, {keys, words}: KeySet): Promise<number> {
  let removed = 0
  for (let from = 0; from < keys; from += BATCH) {
    const names = numbers(from, keys).flatMap((key) => words.map((word) => fillWord(word, `${PREFIX}${key}`, '')))
    if (names.length === 0) break
    const [answer] = await client.send([['UNLINK', ...names]])
    if (answer?.error !== undefined) throw new Error(answer.error)
    removed += Number(answer?.text)
  }

  // Last, so that what is cut short here is finished by the next run.
  await client.send([['UNLINK', MARKER]])
  return removed
}

function numbers(from: number, to: number): readonly number[] {
  return Array.from({length: Math.min(BATCH, to - from)}, (_, index) => from + index)
}
