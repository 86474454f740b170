import {mkdir, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {Readable} from 'node:stream'
import {gzipSync} from 'node:zlib'
import {describe, expect, test} from 'vitest'

import {analyse} from '../../../src/actions/logs/read-sources.js'
import {accessLine, appLine, makeRandom} from '../../bench/logs-data.js'
import {tempDir} from '../../temp-dir.js'

const START = Date.parse('2026-03-01T00:00:00Z')

function lines(count: number, makeLine: typeof accessLine): string {
  const random = makeRandom(7)
  return Array.from({length: count}, (_, i) => `${makeLine(random, START + i * 40)}\n`).join('')
}

/** A zstd frame that holds its text as it is. */
function zstd(text: string): Buffer {
  const head = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0xa0, 0, 0, 0, 0, 0, 0, 0])
  head.writeUInt32LE(text.length, 5)
  head.writeUIntLE(1 | (text.length << 3), 9, 3)
  return Buffer.concat([head, Buffer.from(text)])
}

async function fileWith(name: string, content: string | Buffer): Promise<string> {
  const path = join(await tempDir(), name)
  await writeFile(path, content)
  return path
}

describe('the answer does not depend', () => {
  test('on the number of threads', async () => {
    const access = await fileWith('access.log', lines(4000, accessLine))
    const app = await fileWith('app.log', lines(4000, appLine))
    const zipped = await fileWith('old.log.gz', gzipSync(lines(2000, appLine)))
    const sources = [access, app, zipped].map((path) => ({path}))
    const [alone, one, three] = await Promise.all(
      [0, 1, 3].map((workers) => analyse(sources, {workers, partBytes: 150_000})),
    )
    expect(one).toEqual(alone)
    expect(three).toEqual(alone)
    expect(alone?.totals.events).toBe(10_000)
  })

  test('on where a file is cut, as long as no table is full', async () => {
    const path = await fileWith('app.log', lines(4000, appLine))
    const whole = await analyse([{path}], {workers: 0})
    for (const partBytes of [10_007, 65_536, 200_000]) {
      expect(await analyse([{path}], {workers: 0, partBytes})).toEqual(whole)
    }
  })

  test('on where a file of Docker is cut: a trace in it stays whole', async () => {
    const wrapped = Array.from({length: 200}, (_, i) => {
      const trace = ['java.lang.Error: bad', '\tat a.B.c(B.java:3)', '\tat a.B.d(B.java:3)', '\tat a.B.e(B.java:3)']
      const time = new Date(START + i * 1000).toISOString()
      const inner = i % 5 ? ['{"level":"info","msg":"done"}'] : trace
      return inner.map((line) => `${JSON.stringify({log: `${line}\n`, stream: 'stdout', time})}\n`).join('')
    })
    const path = await fileWith('container-json.log', wrapped.join(''))
    const whole = await analyse([{path}], {workers: 0})
    expect(whole.stacks.count).toBe(40)
    for (const partBytes of [1000, 3333, 7001]) expect(await analyse([{path}], {workers: 0, partBytes})).toEqual(whole)
  })

  test('on whether a file is compressed, or is a stream', async () => {
    const text = lines(1000, appLine)
    const plain = await analyse([{path: await fileWith('a.log', text)}])
    const halves = [text.slice(0, 40_000), text.slice(40_000)] as const
    const others = [
      {path: await fileWith('a.log.gz', Buffer.concat(halves.map((half) => gzipSync(half))))},
      {path: await fileWith('a.log.zst', Buffer.concat(halves.map(zstd)))},
      {name: 'stdin', stream: Readable.from([Buffer.from(text)])},
      {name: 'stdin', stream: Readable.from([gzipSync(text)])},
    ]
    for (const source of others) {
      const {levels, totals, errors} = await analyse([source])
      expect(totals).toEqual(plain.totals)
      expect(levels).toEqual(plain.levels)
      expect(errors.classes.map(({template, count}) => [template, count])).toEqual(
        plain.errors.classes.map(({template, count}) => [template, count]),
      )
    }
  })
})

describe('of a source that is not whole', () => {
  const text = lines(3000, accessLine)

  test('what could be read counts: the compressed data ends early', async () => {
    const zipped = gzipSync(text)
    const {sources, totals} = await analyse([{path: await fileWith('a.gz', zipped.subarray(0, zipped.length / 2))}])
    expect(sources[0]?.problem).toMatchObject({kind: 'truncated'})
    expect(totals.events).toBeGreaterThan(1000)
    expect(totals.events).toBeLessThan(2000)
  })

  test('what could be read counts: the compressed data is damaged', async () => {
    const zipped = gzipSync(text)
    zipped.fill(0x5a, zipped.length / 2, zipped.length / 2 + 64)
    const {sources, totals} = await analyse([{path: await fileWith('a.gz', zipped)}])
    expect(sources[0]?.problem).toMatchObject({kind: 'corrupt'})
    expect(totals.events).toBeGreaterThan(0)
  })

  test('what could be read counts: zstd ends early', async () => {
    const whole = zstd(text.slice(0, 60_000))
    const path = await fileWith('a.zst', Buffer.concat([whole, whole.subarray(0, 30_000)]))
    const {sources, totals} = await analyse([{path}])
    expect(sources[0]?.problem).toMatchObject({kind: 'truncated'})
    expect(totals.events).toBeGreaterThan(100)
  })

  test('the others are read: one is absent, one a folder, one no text', async () => {
    const folder = await tempDir()
    await mkdir(join(folder, 'dir.log'))
    const binary = await fileWith('a.bin', Buffer.from(Array.from({length: 4000}, (_, i) => (i * 37) % 256)))
    const good = await fileWith('good.log', text)
    const sources = [join(folder, 'none.log'), join(folder, 'dir.log'), binary, good].map((path) => ({path}))
    const analysis = await analyse(sources)
    expect(analysis.sources.map(({problem}) => problem?.kind)).toEqual([
      'unreadable',
      'unreadable',
      'binary',
      undefined,
    ])
    expect(analysis.totals).toMatchObject({sources: 4, events: 3000})
  })
})

test('an empty file is no trouble', async () => {
  const {totals, sources} = await analyse([{path: await fileWith('empty.log', '')}])
  expect(totals).toMatchObject({events: 0, lines: 0})
  expect(sources[0]).not.toHaveProperty('problem')
})

test('progress ends at the size of the files, and an aborted run ends with its reason', async () => {
  const path = await fileWith('a.log', lines(5000, accessLine))
  const seen: number[] = []
  const {totals} = await analyse([{path}], {}, ({bytes, totalBytes}) => {
    expect(totalBytes).toBeGreaterThan(0)
    seen.push(bytes)
  })
  expect(seen.at(-1)).toBe(totals.bytes)
  await expect(analyse([{path}], {workers: 1, signal: AbortSignal.abort(new Error('enough'))})).rejects.toThrow(
    'enough',
  )
})
