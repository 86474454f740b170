import {describe, expect, test} from 'vitest'
import {z} from 'zod'

import {type CollectContext, type Collector, defineCollector} from '../../src/doctor/collect.js'
import {CannotSee, defineFact} from '../../src/doctor/facts.js'
import {type GatherOptions, gather} from '../../src/doctor/gather.js'
import {OpsError} from '../../src/errors.js'

const fact = (name: string) => defineFact(name, z.unknown())

function collector(name: string, collect: Collector['collect'], more: Partial<Collector> = {}): Collector {
  return {...defineCollector({key: fact(name), isFor: () => true, collect}), ...more}
}

const never = () => new Promise<never>(() => undefined)

function options(more: Partial<GatherOptions> = {}): GatherOptions {
  return {
    context: {} as Omit<CollectContext, 'fact' | 'signal'>,
    atHand: [],
    signal: new AbortController().signal,
    now: () => performance.now(),
    ...more,
  }
}

describe('gathering facts', () => {
  test('gives what collectors saw, and why others could not', async () => {
    const crashes: string[] = []
    const seen = await gather(
      [
        collector('a.number', async () => 7),
        collector('a.closed', async () => {
          throw new CannotSee('permission', {en: 'may not look', zh: '无权查看'})
        }),
        collector('a.docker', async () => {
          throw new OpsError({
            code: 'OPS_DOCKER_DOWN',
            kind: 'environment',
            message: {en: 'Docker does not answer', zh: 'Docker 无应答'},
            suggestions: [{en: 'start it', zh: '启动它'}],
          })
        }),
        collector('a.broken', async () => {
          throw new TypeError('x is not a function')
        }),
      ],
      options({onCrash: (name) => crashes.push(name)}),
    )
    expect(seen['a.number']).toMatchObject({ok: true, value: 7})
    expect(seen['a.closed']).toMatchObject({ok: false, reason: 'permission', text: {en: 'may not look'}})
    expect(seen['a.docker']).toMatchObject({ok: false, reason: 'unreachable', text: {en: 'Docker does not answer'}})
    expect(seen['a.broken']).toMatchObject({ok: false, reason: 'crashed'})
    expect(crashes).toEqual(['a.broken'])
  })

  test('lets one that hangs cost its own time only', async () => {
    const begun = performance.now()
    const seen = await gather(
      [collector('a.hangs', never), collector('a.own', never, {timeoutMs: 20}), collector('a.fine', async () => 1)],
      options({collectorMs: 60}),
    )
    expect(performance.now() - begun).toBeLessThan(1000)
    expect(seen['a.hangs']).toMatchObject({ok: false, reason: 'timeout'})
    expect(seen['a.own']).toMatchObject({ok: false, reason: 'timeout'})
    expect(seen['a.fine']).toMatchObject({ok: true})
  })

  test('ends all of them at the time for the whole, and at Ctrl+C', async () => {
    const many = Array.from({length: 40}, (_, index) => collector(`a.hangs${index}`, never))
    const late = await gather(many, options({allMs: 50}))
    expect(Object.values(late).every((entry) => !entry.ok && entry.reason === 'timeout')).toBe(true)
    const person = new AbortController()
    setTimeout(() => person.abort(), 30)
    const cut = await gather(many, options({signal: person.signal}))
    expect(Object.keys(cut)).toHaveLength(40)
  })

  test('tells a collector when its time is over', async () => {
    let aborted = false
    const slow = collector('a.slow', ({signal}) => {
      signal.addEventListener('abort', () => {
        aborted = true
      })
      return never()
    })
    await gather([slow], options({collectorMs: 20}))
    expect(aborted).toBe(true)
  })

  test('gathers once what several ask for, even where nobody wanted it by itself', async () => {
    let runs = 0
    const base = collector('a.base', async () => {
      runs += 1
      return 20
    })
    const double = (name: string) =>
      collector(name, async (context) => Number(await context.fact(base.key)) * 2, {key: fact(name)})
    const seen = await gather([double('a.one'), double('a.two')], options({atHand: [base]}))
    expect(seen['a.one']).toMatchObject({ok: true, value: 40})
    expect(runs).toBe(1)
    expect(seen['a.base']).toBeUndefined()
  })

  test('hands on why another fact could not be seen', async () => {
    const closed = collector('a.closed', async () => {
      throw new CannotSee('offline', {en: 'no network', zh: '无网络'})
    })
    const asks = collector('a.asks', (context) => context.fact(closed.key))
    const seen = await gather([asks], options({atHand: [closed]}))
    expect(seen['a.asks']).toMatchObject({ok: false, reason: 'offline'})
  })

  test('looks at many things, but not at all of them, at once', async () => {
    let now = 0
    let most = 0
    const work = async () => {
      now += 1
      most = Math.max(most, now)
      await new Promise((resolve) => setTimeout(resolve, 5))
      now -= 1
    }
    const many = Array.from({length: 50}, (_, index) => collector(`a.${index}`, work))
    await gather(many, options())
    expect(most).toBeGreaterThan(4)
    expect(most).toBeLessThan(20)
  })

  test('names what is still running', async () => {
    const told: (readonly string[])[] = []
    await gather([collector('a.one', async () => 1)], options({onProgress: (running) => told.push(running)}))
    expect(told).toEqual([['a.one'], []])
  })
})
