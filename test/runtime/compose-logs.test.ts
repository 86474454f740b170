import {expect, test} from 'vitest'

import {parseSince} from '../../src/runtime/compose-logs.js'
import {splitLines} from '../../src/system/docker-api.js'

const NOW = Date.parse('2026-01-31T08:00:00Z')

test.each([
  ['10m', NOW / 1000 - 600],
  ['2h', NOW / 1000 - 7200],
  ['2026-01-31T07:00:00Z', NOW / 1000 - 3600],
  ['yesterday', undefined],
])('--since %s', (since, expected) => {
  expect(parseSince(since, NOW)).toBe(expected)
})

const frame = (stream: number, text: string) => {
  const header = Buffer.alloc(8)
  header[0] = stream
  header.writeUInt32BE(Buffer.byteLength(text), 4)
  return Buffer.concat([header, Buffer.from(text)])
}

async function lines(...chunks: Buffer[]): Promise<string[]> {
  const found: string[] = []
  async function* source() {
    yield* chunks
  }
  for await (const line of splitLines(source())) found.push(line)
  return found
}

test('lines are whole, however the engine cuts its frames', async () => {
  const all = Buffer.concat([frame(1, 'one\ntw'), frame(2, 'err\n'), frame(1, 'o\nlast')])
  const bytes = [...all].map((_, index) => all.subarray(index, index + 1))
  expect(await lines(...bytes)).toEqual(['one', 'err', 'two', 'last'])
})
