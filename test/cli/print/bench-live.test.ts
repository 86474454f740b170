import {describe, expect, test} from 'vitest'

import type {BenchSecond} from '../../../src/bench/result.js'
import {formatLive, openLiveView} from '../../../src/cli/print/bench-live.js'

function second(atS: number, rest: Partial<BenchSecond> = {}): BenchSecond {
  return {atS, offered: 500, completed: 500, errors: 0, p50: 840, p90: 1200, p99: 2100, max: 3000, latency: [], ...rest}
}

function screenOf(columns: number | undefined) {
  const written: string[] = []
  const screen = {isTTY: true, write: (text: string) => written.push(text), ...(columns === undefined ? {} : {columns})}
  return {written, screen}
}

const utf8 = {LANG: 'C.UTF-8'}

describe('the live line', () => {
  test('has time, rate, p50, p99, errors and the p99s so far', () => {
    const seconds = [second(0), second(1, {p99: 4200}), second(2, {errors: 1, completed: 499})]
    expect(formatLive(seconds, 'en', false)).toBe('   3 s  499/s      p50 0.84 ms   p99 2.1 ms    1 error  ▅█▅')
    expect(formatLive(seconds, 'zh', false)).toContain('1 个错误')
    expect(formatLive([], 'en', false)).toBe('Warming up …')
  })

  test('says what was due when the target falls behind', () => {
    expect(formatLive([second(0, {completed: 310})], 'en', true)).toContain('310/s of 500/s')
    expect(formatLive([second(0, {completed: 498})], 'en', true)).not.toContain(' of ')
  })

  test('is drawn in its place, fits the terminal, and is taken away', () => {
    const {written, screen} = screenOf(40)
    const view = openLiveView(screen, 'en', utf8)
    view.onSecond(second(0))
    view.end()
    expect(written.every((text) => text.startsWith('\r\u001b[2K') && text.length < 40 + 5)).toBe(true)
    expect(written.at(-1)).toBe('\r\u001b[2K')
  })

  test.each([0, undefined, 1])('copes with a terminal of %s columns', (columns) => {
    const {written, screen} = screenOf(columns)
    openLiveView(screen, 'zh', utf8).onSecond(second(0))
    expect(written.length).toBe(2)
  })

  test('is nothing where there is no terminal', () => {
    const {written, screen} = screenOf(80)
    const view = openLiveView({...screen, isTTY: false}, 'en', utf8)
    view.onSecond(second(0))
    view.end()
    expect(written).toEqual([])
  })
})
