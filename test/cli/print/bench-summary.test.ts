import {describe, expect, test} from 'vitest'

import type {BenchResult} from '../../../src/bench/result.js'
import {benchSummary} from '../../../src/cli/print/bench-summary.js'
import {formatSparkline, needsPlainSigns} from '../../../src/cli/print/sparkline.js'
import {capacityResult, httpResult} from '../../bench/fixtures/results.js'

const utf8 = {LANG: 'en_US.UTF-8'}

describe('the summary', () => {
  test('of a run has eight lines, the verdict first and the place last', () => {
    const lines = benchSummary(httpResult(), 'en', utf8)
    expect(lines).toHaveLength(8)
    expect(lines[0]).toBe('✓ http  https://127.0.0.1:8443/api/orders?page=1&size=20  complete, trusted')
    expect(lines[3]).toContain('p99 162 ms')
    expect(lines[6]).toMatch(/p99 by second {2}▁+█▁+█▁+ {2}11\.2 ms – 296 ms/)
    expect(lines[7]).toContain('opsctl bench report 20261121T204113Z-http')
  })

  test('of a search says capacity, interval, and what gives out', () => {
    const lines = benchSummary(capacityResult(), 'en', utf8)
    expect(lines).toHaveLength(8)
    expect(lines[1]).toContain('550/s, with 90 % confidence between 534/s and 561/s')
    expect(lines[4]).toContain('CPU of app: 91 % used, limit 80 %')
    expect(lines[6]).toContain('6 passed, 6 failed, 1 disturbed')
  })

  test('of a search says so when the target became slower meanwhile, and only then', () => {
    const {search, ...result} = capacityResult()
    const summary = (afterUs: number) =>
      benchSummary({...result, search: search && {...search, drift: {rate: 10, beforeUs: 2000, afterUs}}}, 'en', utf8)
    expect(summary(9000).join('\n')).toContain('at 10/s half of the requests took 2 ms at first and 9 ms at the end')
    expect(summary(2400)).toHaveLength(8)
  })

  test('says why a result is not what it seems to be', () => {
    const doubtful: BenchResult = {
      ...httpResult({errorShare: 0.02}),
      status: 'stopped',
      statusReason: {en: 'too many errors', zh: '错误过多'},
      trust: {verdict: 'generator-limited', reasons: [{en: 'the I/O thread was full', zh: 'I/O 线程已满'}]},
    }
    const [head = '', ...rest] = benchSummary(doubtful, 'en', utf8)
    expect(head).toMatch(/^! .*stopped, limited by the generator \(too many errors; the I\/O thread was full\)$/)
    expect(rest.join('\n')).toMatch(/Errors +353 \(1\.9 %\): 5xx 353/)
  })

  test('never takes “at least” for found', () => {
    const {search, ...result} = capacityResult()
    const atLeast = {...result, search: {...search, capacity: {...search?.capacity, kind: 'at-least'}}} as BenchResult
    const [head, capacity] = benchSummary(atLeast, 'en', utf8)
    expect(head).toMatch(/^!/)
    expect(capacity).toMatch(/at least 550\/s$/)
  })

  test('speaks Chinese, with its own commas', () => {
    const lines = benchSummary(capacityResult(), 'zh', utf8)
    expect(lines[1]).toMatch(/^ {2}容量 +550\/s，90 % 置信区间/)
    expect(lines.join('\n')).not.toMatch(/\p{Script=Han}, /u)
  })

  test('has a ninth line for what only one kind of bench counts', () => {
    const {run, ...result} = httpResult()
    const lines = benchSummary({...result, run: {...run, extra: {linesLost: 3}}} as BenchResult, 'en', utf8)
    expect(lines).toHaveLength(9)
    expect(lines.join('\n')).toContain('linesLost 3')
  })

  test('draws with ASCII where the terminal knows no more', () => {
    expect(benchSummary(httpResult(), 'en', {TERM: 'linux'})[6]).toMatch(/_+@_+@_+/)
  })
})

test('a sparkline keeps peaks when it is thinned', () => {
  const values = Array.from({length: 500}, (_, index) => (index === 250 ? 100 : 1))
  const line = formatSparkline(values, {width: 50})
  expect(line).toHaveLength(50)
  expect(line.match(/█/g)).toHaveLength(1)
  expect(formatSparkline([], {width: 50})).toBe('')
  expect(formatSparkline([0, 0], {width: 50})).toBe('▁▁')
})

test.each([
  [{}, false],
  [{LANG: 'zh_CN.UTF-8'}, false],
  [{LANG: 'C'}, false],
  [{LC_ALL: 'en_US.ISO-8859-1'}, true],
  [{TERM: 'dumb', LANG: 'C.UTF-8'}, true],
])('the terminal of %j needs plain signs: %s', (env, plain) => {
  expect(needsPlainSigns(env)).toBe(plain)
})
