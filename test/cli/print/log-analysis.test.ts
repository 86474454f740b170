import {describe, expect, test} from 'vitest'

import {formatAnalysis, formatMs} from '../../../src/cli/print/log-analysis.js'
import {renderAnalysisHtml} from '../../../src/cli/print/log-analysis-html.js'
import {formatVerdicts} from '../../../src/cli/print/log-analysis-report.js'
import {formatShare, widthOf} from '../../../src/cli/print/units.js'
import type {Analysis} from '../../../src/logs/analysis.js'
import {emptyAnalysis, sampleAnalysis} from '../../logs/sample-analysis.js'

describe('the text report', () => {
  const text = formatAnalysis(sampleAnalysis, {lang: 'en', width: 100})

  test('fits a screen of 40 lines and 100 places', () => {
    const lines = text.split('\n')
    expect(lines.length).toBeLessThanOrEqual(40)
    expect(Math.max(...lines.map(widthOf))).toBeLessThanOrEqual(100)
  })

  test('has the figures of every part', () => {
    for (const words of [
      '2 sources, 1,204,332 lines',
      '12 damaged lines',
      'old.log.gz ends early',
      'info 850 (85 %)',
      'p95 80 ms',
      'p99.9 1.2 s',
      '5xx 40 (4.4 %)',
      '520 lines: far more than usual',
      'connection to <ip> refused after <n> ms',
      'TypeError: x is undefined',
      '/orders/{id}',
      '9.8 s',
      '10.0.0.9 500',
      'curl/8.5 500',
      'TRACE abc',
      'and 2 more',
    ])
      expect(text).toContain(words)
  })

  test('marks counts that may be too low', () => {
    expect(text).toMatch(/~49/)
    expect(text).not.toMatch(/~700/)
  })

  test('shows the tallest of the buckets that share a bar', () => {
    const narrow = formatAnalysis(sampleAnalysis, {lang: 'en', width: 40})
    expect(narrow).toContain('█')
  })

  test('speaks Chinese', () => {
    const zh = formatAnalysis(sampleAnalysis, {lang: 'zh', width: 100})
    expect(zh).toContain('级别')
    expect(zh).toContain('2 个来源')
  })

  test('says that nothing was read', () => {
    expect(formatAnalysis(emptyAnalysis, {lang: 'en', width: 80})).toBe('No line was read.')
  })

  test('keeps control characters of a line off the terminal', () => {
    const [first] = sampleAnalysis.errors.classes
    if (!first) throw new Error('no class')
    const sneaky: Analysis = {
      ...sampleAnalysis,
      errors: {...sampleAnalysis.errors, classes: [{...first, template: '\u001b[2Jgone\r'}]},
    }
    expect(formatAnalysis(sneaky, {lang: 'en', width: 100})).not.toContain('\u001b')
  })
})

describe('the page', () => {
  const html = renderAnalysisHtml(sampleAnalysis, 'en')

  test('fetches nothing, runs nothing, and is small', () => {
    expect(html).not.toMatch(/<script|src=|href=|@import|url\(/)
    expect(html).toContain("default-src 'none'")
    expect(html.length).toBeLessThan(300 * 1024)
  })

  test('shows a line as text, whatever is in it', () => {
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
  })

  test('draws a bar for each bucket and marks the spike', () => {
    expect(html.match(/<g><title>/g)).toHaveLength(10)
    expect(html.match(/▲/g)).toHaveLength(1)
  })

  test('stays below 300 KB whatever was read', () => {
    const long = 'x<&'.repeat(10_000)
    const [errorClass] = sampleAnalysis.errors.classes
    const [path] = sampleAnalysis.paths.top
    const [group] = sampleAnalysis.stacks.groups
    const [event] = sampleAnalysis.trace?.events ?? []
    if (!errorClass || !path || !group || !event) throw new Error('the sample lacks a part')
    const many = <T>(one: T) => Array.from({length: 1000}, () => one)
    const page = renderAnalysisHtml(
      {
        ...sampleAnalysis,
        sources: many({...sampleAnalysis.sources[0], name: long} as Analysis['sources'][number]),
        errors: {...sampleAnalysis.errors, classes: many({...errorClass, template: long, example: long})},
        paths: {...sampleAnalysis.paths, top: many({...path, path: long})},
        clients: {...sampleAnalysis.clients, top: many({value: long, count: 1, share: 0})},
        agents: {...sampleAnalysis.agents, top: many({value: long, count: 1, share: 0})},
        stacks: {...sampleAnalysis.stacks, groups: many({...group, message: long, frames: many(long)})},
        trace: {id: 'abc', events: many({...event, message: long}), more: 0},
      },
      'zh',
    )
    expect(page.length).toBeLessThan(300 * 1024)
  })
})

test('a condition is told with its value in its unit', () => {
  const verdicts = [
    {condition: 'errors>1%', failed: true, value: 0.05, unit: 'share'},
    {condition: 'p95>1s', failed: false, value: 80, unit: 'ms'},
    {condition: 'max>1s', failed: false, unit: 'ms'},
  ] as const
  expect(formatVerdicts(verdicts, 'en')).toEqual([
    '✗ errors>1%: it is 5 %',
    '✓ not p95>1s: it is 80 ms',
    '- max>1s: no line has such a number',
  ])
})

test.each([
  [0.0004, '0.4 µs'],
  [0.5, '500 µs'],
  [12.345, '12.3 ms'],
  [1234, '1.23 s'],
  [90_000, '1.5 min'],
])('%d ms are %s', (ms, words) => {
  expect(formatMs(ms)).toBe(words)
})

test.each([
  [0, '0 %'],
  [0.000001, '<0.01 %'],
  [0.0444, '4.4 %'],
  [0.99, '99 %'],
  [0.99996, '99.99 %'],
  [1, '100 %'],
])('a share of %d is %s', (share, words) => {
  expect(formatShare(share)).toBe(words)
})
