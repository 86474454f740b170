import {describe, expect, test} from 'vitest'

import type {RedisWirePlan} from '../../src/bench/load-plan.js'
import {redisWire} from '../../src/load/redis-wire.js'
import {RespScanner} from '../../src/load/resp-scanner.js'

const PLACE = {seed: 7, thread: 0, threads: 1}
const PLAN: RedisWirePlan = {
  protocol: 'redis',
  commands: [
    {name: 'get', words: ['GET', '{key}'], weight: 3},
    {name: 'set', words: ['SET', '{key}', '{value}'], weight: 1},
  ],
  pipeline: 1,
  keyPrefix: 'p:',
  keys: 10,
  valueBytes: 4,
}

/** Ends of all answers, and what each was, for every way to cut the bytes into two. */
function scanAll(answers: readonly string[]) {
  const bytes = Buffer.from(answers.join(''), 'latin1')
  const runs = Array.from({length: bytes.length + 1}, (_, cut) => {
    const scanner = new RespScanner()
    const found: unknown[] = []
    for (const [from, to] of [
      [0, cut],
      [cut, bytes.length],
    ] as const) {
      for (let at = from; at < to; ) {
        const end = scanner.scan(bytes, at, to)
        if (end < 0) break
        found.push([end, scanner.error, scanner.describe()])
        at = end
      }
    }
    return found
  })
  expect(new Set(runs.map((run) => JSON.stringify(run))).size).toBe(1)
  return runs[0]
}

describe('the scanner of Redis', () => {
  test('finds the end of every kind of answer, wherever the bytes are split', () => {
    const answers = [
      '+OK\r\n',
      ':-17\r\n',
      '$5\r\nhe\r\no\r\n',
      '$-1\r\n',
      '$0\r\n\r\n',
      '*-1\r\n',
      '*0\r\n',
      '*2\r\n*2\r\n:1\r\n$1\r\na\r\n+x\r\n',
    ]
    let end = 0
    const expected = answers.map((answer) => {
      end += answer.length
      return [end, undefined, '']
    })
    expect(scanAll(answers)).toEqual(expected)
  })

  test('tells an error with its words, also from within a list, and forgets it afterwards', () => {
    const wrong = 'WRONGTYPE Operation against a key'
    expect(scanAll([`-${wrong}\r\n`, '+OK\r\n', `*3\r\n:1\r\n-${wrong}\r\n-OOM\r\n`, ':1\r\n'])).toEqual([
      [36, 'server', wrong],
      [41, undefined, ''],
      [91, 'server', wrong],
      [95, undefined, ''],
    ])
  })

  test.each(['HTTP/1.1 400 Bad Request\r\n', '$x\r\n', '*2\r\n!\r\n'])('gives up on %j', (answer) => {
    const scanner = new RespScanner()
    const bytes = Buffer.from(answer)
    expect(scanner.scan(bytes, 0, bytes.length)).toBe(bytes.length)
    expect([scanner.error, scanner.isLast]).toEqual(['framing', true])
  })
})

describe('the requests of Redis', () => {
  test('are the same ones for the same seed, by their weights, with keys of the own prefix', () => {
    const draw = () => {
      const wire = redisWire(PLAN, PLACE)
      return Array.from({length: 2000}, () => ({...wire.next()}))
    }
    const [first, second] = [draw(), draw()]
    expect(first).toEqual(second)
    const gets = first.filter(({kind}) => kind === 0)
    expect(gets.length / first.length).toBeCloseTo(0.75, 1)
    expect(new Set(gets.map(({bytes}) => bytes)).size).toBe(10)
    expect(gets.every(({bytes}) => /^\*2\r\n\$3\r\nGET\r\n\$3\r\np:\d\r\n$/.test(bytes))).toBe(true)
    expect(first.find(({kind}) => kind === 1)?.bytes).toMatch(/^\*3\r\n\$3\r\nSET\r\n\$3\r\np:\d\r\n\$4\r\nxxxx\r\n$/)
  })

  test('begin with a log-in where there is one, and count bytes, not characters', () => {
    const wire = redisWire({...PLAN, auth: ['app', 'pässwort']}, PLACE)
    expect(wire.greeting).toEqual({
      bytes: `*3\r\n$4\r\nAUTH\r\n$3\r\napp\r\n$9\r\n${Buffer.from('pässwort').toString('latin1')}\r\n`,
      answers: 1,
    })
    expect(redisWire(PLAN, PLACE).greeting).toBeUndefined()
  })

  test('of threads differ', () => {
    const draw = (thread: number) => {
      const wire = redisWire(PLAN, {seed: 7, thread, threads: 2})
      return Array.from({length: 50}, () => wire.next().bytes)
    }
    expect(draw(0)).not.toEqual(draw(1))
  })
})
