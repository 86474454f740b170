/** Looks that take a while: prose of the built-in doctors, and a sample of keys. */
import {defineCollector} from '../../../doctor/collect.js'
import {CannotSee} from '../../../doctor/facts.js'
import type {Access} from '../../component.js'
import {askServer, type Reply} from './ask.js'
import {bigKeys, prose} from './facts.js'
import {sampleKeys, shapeOf} from './sample-keys.js'

export const deepCollectors = [
  defineCollector({
    key: prose,
    deep: true,
    isFor: (stack) => stack.redis.enabled,
    async collect({access}) {
      const [memory, latency] = await askServer(access, ['MEMORY DOCTOR', 'LATENCY DOCTOR'])
      return {memory: plain(memory?.text), latency: plain(latency?.text)}
    },
  }),
  defineCollector({
    key: bigKeys,
    deep: true,
    timeoutMs: 40_000,
    isFor: (stack) => stack.redis.enabled,
    async collect({access, signal}) {
      const {keys, sampled, largest} = await sampleKeys((commands) => askAll(access, commands), {
        most: 10_000,
        perS: 1000,
        top: 10,
        signal,
      })
      const shapes = largest.map(({db, name, type, bytes}) => ({db, shape: shapeOf(name), type, bytes}))
      return {keys, sampled, largest: shapes}
    },
  }),
]

async function askAll(access: Access, commands: readonly string[]): Promise<readonly Reply[]> {
  const replies = await askServer(access, commands)
  const refused = replies.find(({error}) => error !== undefined)?.error
  if (replies.length === commands.length && refused === undefined) return replies
  throw new CannotSee('unreachable', {
    en: `Redis does not answer questions: ${refused ?? 'silence'}`,
    zh: `Redis 不回答询问：${refused ?? '无应答'}`,
  })
}

/** Prose comes as it is from one version and in JSON from another. */
function plain(text = ''): string {
  const words = text.startsWith('"') ? (JSON.parse(text) as string) : text
  return words.replaceAll(/\s+/g, ' ').trim().slice(0, 2000)
}
