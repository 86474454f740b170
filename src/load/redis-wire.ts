import type {RedisWirePlan} from '../bench/load-plan.js'
import {seededRandom} from '../bench/random.js'
import {commandBytes, fillWord} from './redis-bytes.js'
import {RespScanner} from './resp-scanner.js'
import {weightedChoice} from './weighted-choice.js'
import type {Wire, WirePlace, WireRequest} from './wire.js'

/** Characters of requests that are kept ready, per thread, and of how many keys. */
const MAX_KEPT = 32 * 2 ** 20
const MAX_KEYS = 2 ** 17
/** So that keys and kinds are not drawn by the same numbers. */
const KEY_SEED = 0x6b6579

/** Redis, as many requests on a connection as the plan wants. Keys are drawn evenly. */
export function redisWire(plan: RedisWirePlan, place: WirePlace): Wire {
  const choose = weightedChoice(
    plan.commands.map(({weight}) => weight),
    place,
  )
  const random = seededRandom((place.seed + KEY_SEED) * place.threads + place.thread)
  const make = requestMaker(plan)
  return {
    names: plan.commands.map(({name}) => name),
    pipeline: plan.pipeline,
    isOneShot: false,
    ...(plan.auth && {greeting: {bytes: commandBytes(['AUTH', ...plan.auth]), answers: 1}}),
    next: () => make(choose(), Math.floor(random() * plan.keys)),
    openScanner: () => new RespScanner(),
  }
}

/** Makes each request once and keeps it, as long as there is room. */
function requestMaker({
  commands,
  keyPrefix,
  keys,
  valueBytes,
}: RedisWirePlan): (kind: number, key: number) => WireRequest {
  const value = 'x'.repeat(valueBytes)
  const kept = commands.map(() => new Array<WireRequest | undefined>(Math.min(keys, MAX_KEYS)))
  let room = MAX_KEPT
  return (kind, key) => {
    const ready = kept[kind] as (WireRequest | undefined)[]
    const known = ready[key]
    if (known) return known
    const words = (commands[kind] as RedisWirePlan['commands'][number]).words
    const bytes = commandBytes(words.map((word) => fillWord(word, `${keyPrefix}${key}`, value)))
    const request = {kind, bytes}
    room -= bytes.length
    if (room > 0 && key < ready.length) ready[key] = request
    return request
  }
}
