/** Gathers facts: many collectors at once, each within its own time, and all within one. */
import {setMaxListeners} from 'node:events'

import {OpsError} from '../errors.js'
import type {Text} from '../text.js'
import type {CollectContext, Collector} from './collect.js'
import {CannotSee, type FactEntry, type FactKey, type Reason} from './facts.js'

/** Milliseconds for one collector that sets none of its own. */
export const COLLECTOR_MS = 5000
/** Milliseconds for all of them together. */
export const ALL_MS = 60_000
/** So many look at once: more would only take time from each other, and then each seems slow. */
const LANES = 12

export interface GatherOptions {
  /** Everything of the context that is the same for every collector. */
  readonly context: Omit<CollectContext, 'fact' | 'signal'>
  /** Those that a wanted collector may ask for a fact; they run only then. */
  readonly atHand: readonly Collector[]
  readonly signal: AbortSignal
  readonly collectorMs?: number
  readonly allMs?: number
  /** Monotonic milliseconds. */
  now(): number
  /** Told when a collector begins and ends, for the line that names what is still running. */
  onProgress?(running: readonly string[]): void
  /** Told of defects, with the stack trace that a bundle keeps. */
  onCrash?(collector: string, error: unknown): void
}

/** Facts by name. Never throws: what could not be seen is an entry that says why. */
export async function gather(
  collectors: readonly Collector[],
  options: GatherOptions,
): Promise<Readonly<Record<string, FactEntry>>> {
  const whole = AbortSignal.any([options.signal, AbortSignal.timeout(options.allMs ?? ALL_MS)])
  setMaxListeners(0, whole)
  const byName = new Map([...options.atHand, ...collectors].map((collector) => [collector.key.name, collector]))
  const begun = new Map<string, Promise<FactEntry>>()
  const running = new Set<string>()
  const ask = (name: string): Promise<FactEntry> => {
    const known = begun.get(name)
    if (known) return known
    const collector = byName.get(name)
    const entry = collector ? run(collector) : Promise.resolve(notCollected(name))
    begun.set(name, entry)
    return entry
  }
  const run = async (collector: Collector): Promise<FactEntry> => {
    running.add(collector.key.name)
    options.onProgress?.([...running])
    const entry = await runOne(collector, {...options, signal: whole}, (key) => valueIn(ask(key.name)))
    running.delete(collector.key.name)
    options.onProgress?.([...running])
    return entry
  }
  const entries: [string, FactEntry][] = []
  const queue = collectors.map(({key}) => key.name).values()
  // What a collector asks for is begun at once, beyond the lanes: its own time runs while it waits.
  const lane = async () => {
    for (const name of queue) entries.push([name, await ask(name)])
  }
  await Promise.all(Array.from({length: LANES}, lane))
  return Object.fromEntries(entries)
}

async function runOne(
  collector: Collector,
  options: GatherOptions,
  fact: (key: FactKey<unknown>) => Promise<unknown>,
): Promise<FactEntry> {
  const limitMs = collector.timeoutMs ?? options.collectorMs ?? COLLECTOR_MS
  const own = new AbortController()
  const signal = AbortSignal.any([options.signal, own.signal])
  const start = options.now()
  const ms = () => Math.round(options.now() - start)
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<FactEntry>((resolve) => {
    const end = () => resolve({ok: false, reason: 'timeout', text: outOfTime(ms()), ms: ms()})
    timer = setTimeout(end, limitMs)
    options.signal.addEventListener('abort', end, {once: true})
    if (options.signal.aborted) end()
  })
  const context: CollectContext = {...options.context, signal, fact: fact as CollectContext['fact']}
  const look = collector.collect(context).then(
    (value): FactEntry => ({ok: true, value, ms: ms()}),
    (error: unknown): FactEntry => ({ok: false, ...whyNot(collector, error, signal, options), ms: ms()}),
  )
  const entry = await Promise.race([look, late])
  clearTimeout(timer)
  own.abort()
  return entry
}

/** A collector that is cut short fails in its own way; what cut it short is the truth. */
function whyNot(
  {key}: Collector,
  error: unknown,
  signal: AbortSignal,
  {onCrash}: GatherOptions,
): {readonly reason: Reason; readonly text: Text} {
  if (error instanceof CannotSee) return {reason: error.reason, text: error.text}
  // A failure that opsctl expects is no defect: Docker that does not answer, a container that is gone.
  if (error instanceof OpsError) return {reason: 'unreachable', text: error.text}
  if (signal.aborted) return {reason: 'timeout', text: {en: 'it was cut short', zh: '已被中断'}}
  onCrash?.(key.name, error)
  const words = error instanceof Error ? error.message : String(error)
  return {reason: 'crashed', text: {en: `opsctl failed while it looked: ${words}`, zh: `opsctl 查看时出错：${words}`}}
}

async function valueIn(entry: Promise<FactEntry>): Promise<unknown> {
  const seen = await entry
  if (seen.ok) return seen.value
  throw new CannotSee(seen.reason, seen.text)
}

function notCollected(name: string): FactEntry {
  return {ok: false, reason: 'no-data', text: {en: `${name} was not looked at`, zh: `未查看 ${name}`}, ms: 0}
}

function outOfTime(ms: number): Text {
  const seconds = (ms / 1000).toFixed(1)
  return {en: `no answer within ${seconds} s`, zh: `${seconds} 秒内没有应答`}
}
