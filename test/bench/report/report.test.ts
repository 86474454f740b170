import {describe, expect, test} from 'vitest'

import {foreseeGrowth} from '../../../src/actions/bench/foresee-growth.js'
import {compareRuns} from '../../../src/bench/compare.js'
import {renderHtml} from '../../../src/bench/report/render-html.js'
import {renderMarkdown} from '../../../src/bench/report/render-markdown.js'
import {quoteCommand} from '../../../src/bench/report/reproduction-card.js'
import {fitTrendLine} from '../../../src/bench/report/trend.js'
import type {BenchResult, BenchSecond, RunRecord, SearchRecord} from '../../../src/bench/result.js'
import {capacityResult, httpResult} from '../fixtures/results.js'

const HOSTILE = `<script>alert("1")</script>|'&`

const search = capacityResult().search as SearchRecord
const run = httpResult({durationS: 10}).run as RunRecord

/** Results as they come when little is known. */
const bare: readonly (readonly [string, BenchResult])[] = [
  ['neither run nor search', {...httpResult({durationS: 5}), run: undefined} as unknown as BenchResult],
  ['a run without a request', httpResult({durationS: 5, rate: 0.0001})],
  ['a run without seconds', {...httpResult({durationS: 6}), run: {...run, seconds: []}}],
  ['a search without a probe', {...capacityResult(), search: {...search, probes: []}}],
  ['a search that found nothing', withCapacity({kind: 'none', rate: 0, low: 0, high: 0})],
  ['a search that ended early', withCapacity({kind: 'at-least', reason: {en: 'the generator', zh: '发压端'}})],
  ['a search on a busy machine', withCapacity({kind: 'unknown', rate: 0, low: 0, high: 0})],
]

function withCapacity(capacity: Partial<SearchRecord['capacity']>): BenchResult {
  const {usl: _usl, binding: _binding, currentPeak: _peak, ...rest} = search
  const probes = search.probes.map((probe) => ({...probe, resources: []}))
  const {run: _run, ...result} = capacityResult()
  return {...result, search: {...rest, probes, capacity: {...search.capacity, ...capacity}}}
}

describe('the page', () => {
  test.each(bare)('can be made of %s', (_, result) => {
    for (const lang of ['en', 'zh'] as const) {
      const page = renderHtml(result, {lang})
      expect(page).not.toMatch(/NaN|Infinity|undefined|\[object/)
      expect(page).toContain('id="repeat"')
      expect(renderMarkdown(result, {lang})).not.toMatch(/NaN|Infinity|undefined|\[object/)
    }
  })

  test('stays under 200 KB for an hour of seconds', () => {
    const seconds = Array.from({length: 3600}, (_, atS) => ({...(run.seconds[atS % 10] as BenchSecond), atS}))
    const page = renderHtml({...httpResult({durationS: 5}), run: {...run, seconds}}, {lang: 'zh'})
    expect(Buffer.byteLength(page)).toBeLessThan(200 * 1024)
  })

  test('refers to nothing outside itself and holds no script', () => {
    const page = renderHtml(capacityResult(), {lang: 'en'})
    expect(page).not.toMatch(/<script|<link|<img|@import|url\(|src=|href="(?!#)/)
    expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`)
  })

  test('has the parts of a search', () => {
    const page = renderHtml(capacityResult(), {lang: 'en'})
    for (const id of ['latency', 'delivered', 'percentiles', 'scalability', 'resources', 'time', 'repeat'])
      expect(page).toContain(`id="${id}"`)
    expect(page).toContain('Carries 550/s (534/s to 561/s)')
    expect(page).toContain('app CPU gives out first.')
  })

  test('shows when growing requests use the capacity up', () => {
    const asked = {requests: undefined, per: 'year', doubt: 0.25} as const
    const growth = foreseeGrowth(search, asked, Date.parse('2026-11-22T00:00:00Z'))
    // ln(0.7 × 550 / 121) / ln 1.3 years.
    expect(growth?.reachedAfter).toBeCloseTo(4.41, 2)
    const page = renderHtml(capacityResult(), {lang: 'en', ...(growth ? {growth} : {})})
    expect(page).toContain('id="growth"')
    expect(page).toContain('by 30 %/year (the manual’s): the safe operating point is reached on 2031-04-')
    expect(page).not.toMatch(/NaN|Infinity|undefined|<script/)
    expect(renderMarkdown(capacityResult(), {lang: 'zh', ...(growth ? {growth} : {})})).toContain('## 增长')
  })

  test.each([
    ['is full now', 500, '30%/year', 'exceeded now'],
    ['lasts', 1, '1%/year', '20 years or more'],
    ['shrinks', 121, '-5%/year', '20 years or more'],
  ])('shows growth of a capacity that %s', (_, currentPeak, requests, words) => {
    const growth = foreseeGrowth({...search, currentPeak}, {requests, per: 'year', doubt: 0.25}, 0)
    const page = renderHtml(capacityResult(), {lang: 'en', ...(growth ? {growth} : {})})
    expect(page).toContain(words)
    expect(page).not.toMatch(/NaN|Infinity|undefined/)
  })

  test('foresees nothing where the peak of now is not known', () => {
    const {currentPeak: _, ...rest} = search
    expect(foreseeGrowth(rest, {per: 'year', doubt: 0.25}, 0)).toBeUndefined()
  })

  test('says “at least” where more was not found, and warns of what was disturbed', () => {
    expect(renderHtml(withCapacity({kind: 'at-least'}), {lang: 'en'})).toContain('Carries at least 550/s')
    const reasons = [{en: 'a neighbour', zh: '邻居'}]
    const page = renderHtml({...httpResult({durationS: 6}), trust: {verdict: 'disturbed', reasons}}, {lang: 'en'})
    expect(page).toContain('<span class="badge doubt">! complete, disturbed</span>')
    expect(page).toContain('<li>a neighbour</li>')
  })

  test('draws the older result behind the newer one', () => {
    const comparison = compareRuns(capacityResult(9500), capacityResult(), {maxRegression: 0.1, seed: 1})
    const page = renderHtml(capacityResult(), {lang: 'en', comparison})
    expect(page.match(/class="line old"/g)?.length).toBeGreaterThanOrEqual(5)
    expect(page).toContain('id="comparison"')
  })

  test('shows text of others as text', () => {
    const result = {...httpResult({durationS: 6}), target: HOSTILE, command: ['opsctl', HOSTILE]}
    expect(renderHtml(result, {lang: 'en'})).not.toContain('<script')
    expect(renderMarkdown(result, {lang: 'en'})).toContain('\\<script\\>')
  })
})

test('the Markdown has the probes as a table whose rows are as wide as its head', () => {
  const rows = renderMarkdown(capacityResult(), {lang: 'en'})
    .split('\n')
    .filter((line) => line.startsWith('|'))
  expect(rows.length).toBeGreaterThan(20)
  expect(rows.find((row) => row.includes('disturbed'))).toContain('other programs used 0.9 cores')
})

test('a command is quoted for a shell', () => {
  expect(quoteCommand(['opsctl', '/a?b=1', `it's`, '--slo', 'p99=50ms'])).toBe(
    `opsctl '/a?b=1' 'it'\\''s' --slo p99=50ms`,
  )
})

describe('a trend', () => {
  const points = [1, 2, 3, 4, 5].map((x) => ({x, y: 2 * x + (x % 2 === 0 ? 0.1 : -0.1), weight: 1}))

  test('goes through its points, surest in the middle', () => {
    const trend = fitTrendLine(points)
    expect(trend?.(3).y).toBeCloseTo(6, 1)
    expect(trend?.(3).half).toBeLessThan(trend?.(5).half ?? 0)
  })

  test('is not drawn through too few points, or points at one place', () => {
    expect(fitTrendLine(points.slice(0, 3))).toBeUndefined()
    expect(fitTrendLine(points.map(({y}) => ({x: 1, y, weight: 1})))).toBeUndefined()
  })
})
