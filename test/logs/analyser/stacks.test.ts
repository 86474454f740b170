import {describe, expect, test} from 'vitest'

import {analyseText} from './analyse-text.js'

const java = (line: number) => [
  '2026-11-21 13:29:20,100 ERROR [http-3] com.acme.Orders - order 7 failed',
  "java.lang.IllegalStateException: order 7 can't be read",
  `\tat com.acme.shop.Main$$Lambda$${line}/0x0000.load(Main.java:${line})`,
  '\tat java.base/java.lang.Integer.parseInt(Integer.java:668)',
  'Caused by: java.lang.NumberFormatException: x7',
  '\tat com.acme.shop.Main.parse(Main.java:4)',
  '\t... 2 more',
]

const python = [
  'Traceback (most recent call last):',
  '  File "/app/orders.py", line 8, in <module>',
  '    total({"price": 2})',
  '  File "/app/orders.py", line 3, in total',
  '    return order["price"]',
  "KeyError: 'count'",
]

const node = [
  "TypeError: Cannot read properties of undefined (reading 'map')",
  '    at total (/app/orders.js:2:44)',
  '    at async main (/app/orders.js:3:19)',
  '    at /app/server.js:9:1',
]

const go = [
  'panic: runtime error: index out of range [5] with length 3',
  '',
  'goroutine 1 [running]:',
  'main.total(...)',
  '\t/app/main.go:9',
  'main.main()',
  '\t/app/main.go:17 +0x2eb',
  'exit status 2',
]

describe('stack traces', () => {
  test('of the same place are one group, whatever the line numbers', () => {
    const {stacks, totals} = analyseText([...java(3), ...java(33)])
    expect(totals).toMatchObject({lines: 14, events: 2})
    expect(stacks).toMatchObject({count: 2, table: {distinct: 1, missedAtMost: 0}})
    expect(stacks.groups).toEqual([
      {
        language: 'java',
        type: 'java.lang.IllegalStateException',
        message: "order 7 can't be read",
        count: 2,
        first: '2026-11-21T13:29:20.100Z',
        last: '2026-11-21T13:29:20.100Z',
        frames: ['com.acme.shop.Main$$Lambda.load', 'java.lang.Integer.parseInt'],
        source: 'app.log',
      },
    ])
  })

  test.each([
    ['python', python, 'KeyError', "'count'", ['total (/app/orders.py)', '<module> (/app/orders.py)'], 'error'],
    [
      'node',
      node,
      'TypeError',
      "Cannot read properties of undefined (reading 'map')",
      ['total (/app/orders.js)', 'main (/app/orders.js)', '<anonymous> (/app/server.js)'],
      'error',
    ],
    ['go', go, 'panic', 'runtime error: index out of range [5] with length 3', ['main.total', 'main.main'], 'fatal'],
  ] as const)('of %s are one event each', (language, lines, type, message, frames, level) => {
    const next = '{"level":"info","time":"2026-11-21T10:00:00Z","msg":"next"}'
    const {stacks, totals, levels} = analyseText([...lines, next])
    expect(totals).toMatchObject({events: 2, unparsed: 0})
    expect(stacks.groups[0]).toMatchObject({language, type, message, frames, count: 1})
    expect(levels.map((one) => one.level)).toEqual(['info', level])
  })

  test('within JSON are grouped with those in text', () => {
    const stack = node.join('\n')
    const line = JSON.stringify({level: 50, time: 1795267320731, err: {type: 'TypeError', stack}, msg: 'order failed'})
    const {stacks} = analyseText([line, ...node])
    expect(stacks).toMatchObject({count: 2, table: {distinct: 1}})
  })

  test('too long to be kept whole are known wherever they are cut', () => {
    const frames = Array.from({length: 600}, (_, i) => `\tat com.acme.A${i}.run(A.java:${i})`)
    for (let pad = 0; pad < 12; pad++) {
      const stack = [`java.lang.Error: ${'\u0001'.repeat(pad % 6)}${'x'.repeat(pad)}`, ...frames].join('\n')
      const {stacks} = analyseText(`${JSON.stringify({level: 'error', stack_trace: stack})}\n`)
      expect(stacks.groups[0]?.frames[0], String(pad)).toBe('com.acme.A0.run')
    }
  })

  test('do not swallow the lines after them', () => {
    const {totals} = analyseText([...python, 'ready', ...node, 'ready'])
    expect(totals.events).toBe(4)
  })
})
