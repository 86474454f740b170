import {writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {gzipSync} from 'node:zlib'
import * as fc from 'fast-check'
import {describe, expect, test} from 'vitest'

import {analyse} from '../../../src/actions/logs/read-sources.js'
import {createAnalyser} from '../../../src/logs/analyser.js'
import type {Analysis, Percentiles} from '../../../src/logs/analysis.js'
import {tempDir} from '../../temp-dir.js'
import {source, window} from './generated-lines.js'
import {type Counts, type Reference, refer, type Window} from './plain-reference.js'

const ALL = 10_000
const sources = fc.array(source, {minLength: 1, maxLength: 3})

function countsOf({totals, range, ...rest}: Analysis): Counts & {readonly failed: Record<string, number>} {
  const {lines, events, outside, unparsed, damaged, timeless} = totals
  const named = <Entry>(
    entries: readonly Entry[],
    name: (entry: Entry) => string | number,
    count: (entry: Entry) => number,
  ) => Object.fromEntries(entries.map((entry) => [name(entry), count(entry)]))
  return {
    ...{lines, events, outside, unparsed, damaged, timeless, first: range?.first, last: range?.last},
    levels: named(
      rest.levels,
      ({level}) => level,
      ({count}) => count,
    ),
    codes: named(
      rest.status.codes,
      ({status}) => status,
      ({count}) => count,
    ),
    paths: named(
      rest.paths.top,
      ({path}) => path,
      ({count}) => count,
    ),
    failed: named(
      rest.paths.top.filter(({errors}) => errors > 0),
      ({path}) => path,
      ({errors}) => errors,
    ),
    clients: named(
      rest.clients.top,
      ({value}) => value,
      ({count}) => count,
    ),
    agents: named(
      rest.agents.top,
      ({value}) => value,
      ({count}) => count,
    ),
    errors: named(
      rest.errors.classes,
      ({template}) => template,
      ({count}) => count,
    ),
    inHistogram: rest.histogram?.buckets.reduce((sum, {count}) => sum + count, 0) ?? 0,
  }
}

/** Exact where nothing is rounded, else within what the report promises. */
function expectPercentiles(found: Percentiles | undefined, sorted: readonly number[]): void {
  expect(found?.count ?? 0).toBe(sorted.length)
  if (!found) return
  const near = (value: number, wanted: number, share: number) =>
    expect(Math.abs(value - wanted)).toBeLessThanOrEqual(share * wanted + 0.001)
  near(found.min, sorted[0] ?? 0, 0)
  near(found.max, sorted.at(-1) ?? 0, 0)
  near(found.mean, sorted.reduce((sum, value) => sum + value, 0) / sorted.length, 0)
  for (const [name, thousandths] of Object.entries({p50: 500, p90: 900, p95: 950, p99: 990, p999: 999})) {
    const wanted = sorted[Math.ceil((sorted.length * thousandths) / 1000) - 1] ?? 0
    near(found[name as 'p50'], wanted, 0.008)
  }
}

function expectSame(analysis: Analysis, {durations, ...counts}: Reference): void {
  expect(countsOf(analysis)).toEqual(counts)
  expectPercentiles(analysis.latency, durations)
  expect(analysis.slowest.map(({durationMs}) => durationMs)).toHaveLength(durations.length)
  for (const [place, {durationMs}] of analysis.slowest.entries()) {
    expect(durationMs).toBeCloseTo(durations[durations.length - 1 - place] ?? Number.NaN, 5)
  }
}

/** Pushes the sources in turns through one buffer that is used again, cut where the numbers say. */
function analyseInPieces(texts: readonly string[], wanted: Window, cuts: readonly number[]): Analysis {
  const analyser = createAnalyser({...wanted, top: ALL})
  for (const [place, text] of texts.entries()) {
    const feed = analyser.feed(`source-${place}`)
    const bytes = Buffer.from(text)
    for (let at = 0, turn = 0; at < bytes.length; turn++) {
      const piece = Buffer.from(bytes.subarray(at, at + (cuts[turn % cuts.length] ?? 1)))
      feed.push(piece)
      at += piece.length
      piece.fill(0x7a)
    }
    feed.end()
  }
  return analyser.snapshot()
}

describe('the analyser agrees with a plain count', () => {
  test('however the bytes are cut, with and without a window', () => {
    const cuts = fc.array(fc.integer({min: 1, max: 400}), {minLength: 1, maxLength: 8})
    void fc.assert(
      fc.property(sources, window, cuts, (texts, wanted, sizes) => {
        expectSame(analyseInPieces(texts, wanted, sizes), refer(texts, wanted))
      }),
      {numRuns: 100, interruptAfterTimeLimit: 2500},
    )
  })

  test('at every byte', () => {
    const [text = ''] = fc.sample(source, {numRuns: 20, seed: 11}).toSorted((a, b) => b.length - a.length)
    const some = text.slice(0, 3000)
    const wanted = refer([some], {})
    expectSame(analyseInPieces([some], {}, [1]), wanted)
    const length = Buffer.byteLength(some)
    for (let at = 1; at < length; at += 13) expectSame(analyseInPieces([some], {}, [at, length]), wanted)
  })

  test('over files, plain and zipped, wherever they are cut', async () => {
    const folder = await tempDir()
    await fc.assert(
      fc.asyncProperty(sources, window, fc.integer({min: 300, max: 5000}), async (texts, wanted, partBytes) => {
        const files = await writeFiles(folder, texts)
        expectSame(await analyse(files, {...wanted, top: ALL, workers: 0, partBytes}), refer(texts, wanted))
      }),
      {numRuns: 30, interruptAfterTimeLimit: 2000},
    )
  })

  test('on any number of threads', async () => {
    const texts = fc.sample(source, {numRuns: 12, seed: 7})
    const files = await writeFiles(await tempDir(), texts)
    const wanted = refer(texts, {})
    for (const workers of [1, 2, 4]) {
      expectSame(await analyse(files, {top: ALL, workers, partBytes: 2000}), wanted)
    }
  })
})

/** Every second one zipped. */
function writeFiles(folder: string, texts: readonly string[]): Promise<readonly {readonly path: string}[]> {
  return Promise.all(
    texts.map(async (text, place) => {
      const path = join(folder, `${place}.log`)
      await writeFile(path, place % 2 ? gzipSync(text) : text)
      return {path}
    }),
  )
}
