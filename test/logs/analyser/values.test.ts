import {describe, expect, test} from 'vitest'

import {durationOf} from '../../../src/logs/duration.js'
import {levelOfNumber, levelOfSeverity, levelOfWord} from '../../../src/logs/level.js'
import {addToSketch, makeSketch, toPercentiles} from '../../../src/logs/sketch.js'
import {parseStack} from '../../../src/logs/stack.js'
import {toTemplate} from '../../../src/logs/template.js'
import {clock, readIsoTime, readMonthDayTime} from '../../../src/logs/time.js'

const bytes = (text: string) => new Uint8Array(Buffer.from(text))

describe('a time', () => {
  test.each([
    ['2026-11-21T13:22:00Z', '2026-11-21T13:22:00.000Z', 0],
    ['2026-11-21 13:22:00,830', '2026-11-21T13:22:00.830Z', 0],
    ['2026/11/21 13:22:00', '2026-11-21T13:22:00.000Z', 0],
    ['2026-11-21T13:22:00.123456789Z', '2026-11-21T13:22:00.123Z', 456_789],
    ['2026-11-21T18:52:00.5+05:30', '2026-11-21T13:22:00.500Z', 0],
    ['2026-11-21T08:22:00-0500', '2026-11-21T13:22:00.000Z', 0],
    ['2026-11-21 13:22:00.725 UTC', '2026-11-21T13:22:00.725Z', 0],
    ['2026-11-21T13:22', '2026-11-21T13:22:00.000Z', 0],
    ['2028-02-29T23:59:60Z', '2028-03-01T00:00:00.000Z', 0],
    ['0099-01-01T00:00:00Z', '0099-01-01T00:00:00.000Z', 0],
  ])('%s is read', (text, iso, ns) => {
    expect(readIsoTime(bytes(text), 0, text.length)).toBe(true)
    expect([new Date(clock.ms).toISOString(), clock.ns]).toEqual([iso, ns])
  })

  test.each([
    '2026-02-30T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-11-21T24:00:00Z',
    '2026-11-21x13:22:00',
    'yesterday',
  ])('%s is none', (text) => {
    expect(readIsoTime(bytes(text), 0, text.length)).toBe(false)
  })

  test('without a year is of the year in which it is nearest', () => {
    const near = Date.parse('2027-01-02T00:00:00Z')
    const read = (text: string) => {
      readMonthDayTime(bytes(text), 0, text.length, near)
      return new Date(clock.ms).toISOString()
    }
    expect(read('Dec 31 23:59:58 host')).toBe('2026-12-31T23:59:58.000Z')
    expect(read('Jan  3 00:00:00 host')).toBe('2027-01-03T00:00:00.000Z')
  })
})

test.each([
  ['12.5ms', 12_500_000],
  ['1.792µs', 1792],
  ['1m2.5s', 62_500_000_000],
  ['250 us', 250_000],
  ['17', 17_000_000],
  ['0.1234567891', 123_456],
  ['soon', Number.NaN],
  ['5 apples', Number.NaN],
])('a duration of %s is %d ns', (text, ns) => {
  const given = bytes(text)
  expect(durationOf(given, 0, given.length, 1e6)).toBe(ns)
})

test.each([
  ['Warning', 3],
  ['NOTICE', 2],
  ['crit', 5],
  ['SEVERE', 4],
  ['dpanic', 5],
  ['ok', -1],
  ['errors', -1],
])('the level %s is %d', (word, level) => {
  expect(levelOfWord(bytes(word), 0, word.length)).toBe(level)
})

test('numbers of pino and of syslog are levels, others are none', () => {
  expect([10, 20, 30, 40, 50, 60, 400].map(levelOfNumber)).toEqual([0, 1, 2, 3, 4, 5, -1])
  expect([0, 2, 3, 4, 5, 6, 7, 8].map(levelOfSeverity)).toEqual([5, 5, 4, 3, 2, 2, 1, -1])
})

test.each([
  ["user 'ann o' can't open /srv/data/a.db (0x7f3a)", "user {text} can't open {path} ({hex})"],
  ['request 123e4567-e89b-12d3-a456-426614174000 took 12.5 s', 'request {id} took {n} s'],
  ['GET http://api.local:8080/x?y=1 failed', 'GET {url} failed'],
  ['mail to ann@example.com bounced at 2026-11-21T13:22:00Z', 'mail to {email} bounced at {time}'],
  ['facade decided, deadbeef1 did not', 'facade decided, {hex} did not'],
])('%s has a template', (message, template) => {
  expect(toTemplate(message)).toBe(template)
})

test('a sketch of nothing tells nothing, of one value that value', () => {
  const sketch = makeSketch()
  expect(toPercentiles(sketch)).toBeUndefined()
  addToSketch(sketch, 1_234_000)
  expect(toPercentiles(sketch)).toMatchObject({count: 1, min: 1.234, p50: 1.234, p999: 1.234, max: 1.234, mean: 1.234})
})

test('a line that is made to be slow is not', () => {
  const start = performance.now()
  parseStack(`Error: x\n${`    at ${'/'.repeat(30_000)}(\n`.repeat(200)}`)
  toTemplate(`${'a.'.repeat(20_000)}@`)
  toTemplate(`"${'\\'.repeat(20_000)}`)
  expect(performance.now() - start).toBeLessThan(1000)
})
