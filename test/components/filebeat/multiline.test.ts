/** Which lines become one event. The passes run here as Filebeat runs them; the end-to-end tests have a real one do it. */
import {describe, expect, test} from 'vitest'

import {loadMultiline, type Pass, passesOf} from '../../../src/components/filebeat/multiline.js'
import {renderTemplate} from '../../../src/render/engine.js'

const data = loadMultiline(renderTemplate)
const passes = passesOf(data)
const samples = Object.entries(data.runtimes).flatMap(([runtime, {samples: texts = []}]) =>
  texts.map((text, at) => [`${runtime} ${at + 1}`, text] as const),
)

/** `before` looks at the block that was added last, not at all that is joined. */
function join(blocks: readonly string[], {match, pattern}: Pass): readonly string[] {
  const expression = new RegExp(pattern)
  return blocks.reduce<{events: string[]; last: string | undefined}>(
    ({events, last}, block) => {
      const isJoined = last !== undefined && expression.test(match === 'after' ? block : last)
      if (isJoined) events.push(`${events.pop()}\n${block}`)
      else events.push(block)
      return {events, last: block}
    },
    {events: [], last: undefined},
  ).events
}

const joinAll = (lines: readonly string[]) => passes.reduce<readonly string[]>(join, lines)

describe('lines that belong together', () => {
  test.each(samples)('%s', (_, sample) => {
    expect(joinAll(['a line before', ...sample.split('\n'), 'a line after'])).toEqual([
      'a line before',
      sample,
      'a line after',
    ])
  })

  test('are known of each runtime', () => {
    expect(Object.keys(data.runtimes)).toEqual(
      expect.arrayContaining(['java', 'python', 'node', 'go', 'ruby', 'dotnet']),
    )
    for (const runtime of Object.values(data.runtimes)) expect(runtime.samples?.length).toBeGreaterThan(0)
  })
})

test('lines of their own stay alone', () => {
  const lines = [
    '{"level":"info","msg":"a"}',
    '2026-11-21 10:00:00.123 INFO [main] c.e.Main - started',
    'Error: without a trace',
    '  express:router dispatching GET /',
    '6:M 21 Nov 2026 13:21:53.522 * Ready to accept connections tcp',
    'I1121 13:21:53.427123       8 main.go:123] mtail version 3',
    '> shop@1.0.0 start',
    'java.lang.Error: one line',
  ]
  expect(joinAll(lines)).toEqual(lines)
})

test('no pattern has a class that Go is slow to compile: Filebeat compiles all for each file', () => {
  for (const {pattern} of passes) expect(pattern.replaceAll('[\\s\\S]', '')).not.toMatch(/\\[SDW]|\[\^/)
})
