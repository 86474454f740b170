import * as fc from 'fast-check'
import {describe, expect, test} from 'vitest'

import {loadCorpus} from '../corpus/load.js'
import {analyseText} from './analyse-text.js'

const corpus = loadCorpus().filter(({lines}) => lines.every((line) => line.length < 5000))

describe('lines become events', () => {
  test('however the bytes arrive', () => {
    const text = Buffer.concat(corpus.flatMap(({lines}) => lines.flatMap((line) => [line, Buffer.from('\n')])))
    const whole = analyseText(text)
    void fc.assert(
      fc.property(fc.integer({min: 1, max: 4000}), (size) => {
        expect(analyseText(text, {}, size)).toEqual(whole)
      }),
      {numRuns: 20},
    )
  })

  test('whose path is that of a request only beside a method or a status', () => {
    const {paths} = analyseText([
      '{"level":"error","msg":"cannot open","path":"/host/run/udev/data"}\n',
      '{"method":"GET","path":"/orders","status":200}\n',
    ])
    expect(paths.top.map(({path}) => path)).toEqual(['/orders'])
  })

  test('of any layout in one file', () => {
    const {sources, totals} = analyseText([
      '{"level":30,"time":1795267320725,"msg":"listening"}',
      '172.18.0.4 - - [21/Nov/2026:13:23:40 +0000] "GET /orders/7 HTTP/1.1" 200 2326 "-" "curl/8.5.0" 0.120',
      '2026-11-21 13:22:00.725 UTC [71] app@shop LOG:  duration: 12.5 ms',
      '1:M 21 Nov 2026 13:22:00.725 * Ready to accept connections',
      'level=warn ts=2026-11-21T13:23:00.001Z msg="slow query"',
      'E1121 13:23:01.127001       1 reflector.go:138] Failed to watch',
      'I, [2026-11-21T13:23:01.223456 #812]  INFO -- : Started',
      '<34>1 2026-11-21T13:22:00.003Z host su - ID47 - failed',
      '2026-11-21 13:23:00,123 ERROR [main] com.acme.Orders - order 7 failed',
      'have fun',
    ])
    const layouts = Object.fromEntries(sources[0]?.layouts.map(({layout, count}) => [layout, count]) ?? [])
    expect(layouts).toEqual({
      json: 1,
      access: 1,
      postgres: 1,
      redis: 1,
      logfmt: 1,
      klog: 1,
      rails: 1,
      syslog: 1,
      text: 1,
      plain: 1,
    })
    expect(totals).toMatchObject({lines: 10, events: 10, unparsed: 1, damaged: 0, timeless: 1})
  })

  test('of the forced layout only', () => {
    const lines = ['level=warn msg="slow query"', '{"level":"error","msg":"boom"}']
    expect(analyseText(lines, {layout: 'logfmt'}).totals.unparsed).toBe(1)
    expect(analyseText(lines, {layout: 'json'}).sources[0]?.layouts).toContainEqual({layout: 'json', count: 1})
  })

  test('whatever colours they have', () => {
    const {levels, errors, totals} = analyseText(
      [
        '\u001b[2m2026-11-21 10:00:00\u001b[0m \u001b[31mERROR\u001b[39m no \u001b[1;33mstock\u001b[0m',
        'plain \u001b[7',
      ],
      {},
      7,
    )
    expect(levels[0]).toMatchObject({level: 'error', count: 1})
    expect(errors.classes[0]?.template).toBe('no stock')
    expect(totals).toMatchObject({events: 2, unparsed: 1})
  })

  test('that a last line without a newline is one of', () => {
    expect(analyseText('{"level":"info"}\n{"level":"warn"}').totals).toMatchObject({lines: 2, events: 2})
  })

  test('with carriage returns and a byte order mark', () => {
    const {totals, levels} = analyseText('\ufeff{"level":"info"}\r\n{"level":"warn"}\r\n')
    expect(totals).toMatchObject({events: 2, damaged: 0})
    expect(levels.map(({level}) => level)).toEqual(['info', 'warn'])
  })

  test('of what Docker wrote to its file, with its time where the line has none', () => {
    const wrap = (log: string, time: string) => JSON.stringify({log, stream: 'stdout', time})
    const {range, totals, stacks, levels} = analyseText([
      wrap('ready "now" \u00fc\n', '2026-11-21T10:00:00.5Z'),
      wrap('{"level":"warn","time":"2026-11-21T10:00:01Z"}\n', '2026-11-21T10:00:02Z'),
      wrap('java.lang.IllegalStateException: no\n', '2026-11-21T10:00:03Z'),
      wrap('\tat com.acme.Main.load(Main.java:3)\n', '2026-11-21T10:00:04Z'),
      wrap('first half, ', '2026-11-21T10:00:05Z'),
      wrap('second half\n', '2026-11-21T10:00:05Z'),
    ])
    expect(range).toEqual({first: '2026-11-21T10:00:00.500Z', last: '2026-11-21T10:00:05.000Z'})
    expect(totals).toMatchObject({lines: 5, events: 4, timeless: 0})
    expect(stacks.count).toBe(1)
    expect(levels.map(({level, count}) => [level, count])).toEqual([
      ['warn', 1],
      ['error', 1],
      ['none', 2],
    ])
  })

  test('within since and until; a line without a time goes with the one before it', () => {
    const lines = ['00', '10', '20'].map((second) => `2026-11-21T10:00:${second}Z INFO tick`)
    const {totals, filter} = analyseText([...lines.slice(0, 2), 'plain', ...lines.slice(2)], {
      sinceMs: Date.parse('2026-11-21T10:00:05Z'),
      untilMs: Date.parse('2026-11-21T10:00:20Z'),
    })
    expect(totals).toMatchObject({events: 2, outside: 2})
    expect(filter).toEqual({since: '2026-11-21T10:00:05.000Z', until: '2026-11-21T10:00:20.000Z'})
  })
})

describe('damage', () => {
  const good = '{"level":"info","time":"2026-11-21T10:00:00Z","msg":"fine"}'

  test.each([
    ['zeros of a lost block', Buffer.alloc(4096)],
    ['bytes that are no text', Buffer.from([0x41, 0xff, 0xfe, 0x80])],
    ['half an object', Buffer.from('{"level":"error","msg":"cu')],
  ])('of %s costs only its line', (_, damage) => {
    const bytes = Buffer.concat([Buffer.from(`${good}\n`), damage, Buffer.from(`\n${good}\n`)])
    const {totals, levels} = analyseText(bytes)
    expect(totals).toMatchObject({lines: 3, events: 3, damaged: 1})
    expect(levels.find(({level}) => level === 'info')?.count).toBe(2)
  })

  test('does not hide an invalid byte within a sound object', () => {
    const bytes = Buffer.concat([Buffer.from('{"level":"error","msg":"caf'), Buffer.from([0xe9]), Buffer.from('"}\n')])
    const {errors, totals} = analyseText(bytes)
    expect(errors.classes[0]?.example).toBe('caf\ufffd')
    expect(totals.damaged).toBe(1)
  })

  test('a line of a megabyte is read, one of many is cut and the next is sound', () => {
    const long = `{"level":"info","msg":"${'y'.repeat(2 ** 20)}"}`
    const endless = `{"level":"info","msg":"${'z'.repeat(9 * 2 ** 20)}"}`
    const {totals, levels} = analyseText([good, long, endless, good], {}, 2 ** 16)
    expect(totals).toMatchObject({lines: 4, events: 4, damaged: 1})
    expect(levels.find(({level}) => level === 'info')?.count).toBe(3)
  })

  test('a clock that jumps back is counted, and a jump to 1970 keeps the histogram sharp', () => {
    const at = (ms: number) => `{"level":"info","time":"${new Date(ms).toISOString()}"}`
    const start = Date.parse('2026-11-21T10:00:00Z')
    const lines = Array.from({length: 600}, (_, i) => at(start + i * 100))
    const {totals, histogram, range} = analyseText([...lines, at(7250), at(start + 60_000)])
    expect(totals.backwards).toBe(1)
    expect(range?.first).toBe('1970-01-01T00:00:07.250Z')
    expect(histogram?.widthMs).toBeLessThanOrEqual(5000)
  })
})

test('what begins a source is known although it comes byte by byte', () => {
  const line =
    '{"log":"{\\"level\\":\\"error\\",\\"msg\\":\\"no\\"}\\n","stream":"stdout","time":"2026-11-21T10:00:00Z"}\n'
  for (const text of [line, `\ufeff${line}`, '\ufeff{"level":"error","msg":"no"}\n']) {
    const {levels, totals, errors} = analyseText(text, {}, 1)
    expect(totals).toMatchObject({events: 1, damaged: 0, unparsed: 0})
    expect(levels).toMatchObject([{level: 'error', count: 1}])
    expect(errors.classes[0]?.template).toBe('no')
  }
})
