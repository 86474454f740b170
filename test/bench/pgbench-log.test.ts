import {describe, expect, test} from 'vitest'

import {PgbenchLog, type PgbenchPlan, THREAD_MARK} from '../../src/bench/pgbench-log.js'

const START_S = 1_795_295_082
const PLAN: PgbenchPlan = {
  ...{warmupS: 0, durationS: 2, clients: 2, threads: 1},
  ...{samplingRate: 1, scripts: ['select-only']},
}

/** A line of a transaction that ended so many µs after the start. */
function line(endUs: number, took: number | string, {lag, script = 0}: {lag?: number; script?: number} = {}): string {
  const end = START_S * 1e6 + endUs
  const words = [0, 1, took, script, Math.floor(end / 1e6), end % 1e6]
  return (lag === undefined ? words : [...words, lag]).join(' ')
}

function read(lines: readonly string[], plan: Partial<PgbenchPlan> = {}) {
  const log = new PgbenchLog()
  const text = `${lines.join('\n')}\n`
  // However it comes in pieces.
  for (let at = 0; at < text.length; at += 7) log.take(text.slice(at, at + 7))
  return {log, run: log.toRun({...PLAN, ...plan})}
}

/** One transaction after the other, each of `tookUs`. */
const steady = (count: number, tookUs: number) =>
  Array.from({length: count}, (_, index) => line((index + 1) * tookUs, tookUs))

describe('the log of pgbench', () => {
  test('gives every percentile and every second of a closed run', () => {
    const {run} = read([THREAD_MARK, ...steady(2000, 1000), line(2_000_700, 200)])
    expect(run).toMatchObject({
      model: 'closed',
      connections: 2,
      durationS: 2,
      offered: 2000,
      completed: 2000,
      failed: 0,
    })
    expect(run?.deliveredRate).toBeCloseTo(1000, -1)
    expect(run?.response.p99).toBeCloseTo(1000, -1)
    expect(run?.seconds.map(({atS, completed}) => [atS, completed])).toEqual([
      [0, 999],
      [1, 1000],
    ])
  })

  test('counts from the end of the warm-up', () => {
    const slow = Array.from({length: 10}, (_, index) => line((index + 1) * 100_000, 100_000))
    const fast = Array.from({length: 1000}, (_, index) => line(1_000_000 + (index + 1) * 1000, 1000))
    const {run} = read([THREAD_MARK, ...slow, ...fast, line(2_000_700, 100)], {warmupS: 1, durationS: 1})
    expect(run?.response).toMatchObject({count: 1000})
    expect(run?.response.max).toBeLessThan(1001)
  })

  test('tells response from service by the lag, and what was given up by its wait', () => {
    const lines = [
      line(10_000, 10_000, {lag: 4000}),
      line(500_000, 'skipped', {lag: 120_000}),
      line(600_000, 'serialization', {lag: 10}),
      line(1_900_000, 5000, {lag: 0}),
      line(2_010_000, 5000, {lag: 0}),
    ]
    const {run} = read([THREAD_MARK, ...lines], {rate: 2})
    expect(run).toMatchObject({model: 'open', arrivals: 'poisson', offered: 4, completed: 2, failed: 2, unfinished: 0})
    expect(run?.errors).toEqual([
      {kind: 'timeout', count: 1, example: 'skipped'},
      {kind: 'server', count: 1, example: 'serialization'},
    ])
    expect(run?.response.max).toBeCloseTo(120_000, -2)
    expect(run?.service.max).toBeCloseTo(6000, -1)
  })

  test('counts what was due and never begun, with its age', () => {
    // 100/s are due, the client manages one each 20 ms: after 2 s half of them are left.
    const lines = Array.from({length: 100}, (_, index) => {
      const end = (index + 1) * 20_000
      return line(end, end - index * 10_000, {lag: end - index * 10_000 - 20_000})
    })
    const {run} = read([THREAD_MARK, ...lines], {rate: 100})
    expect(run?.completed).toBe(100)
    expect(run?.unfinished).toBeGreaterThan(95)
    expect(run?.unfinished).toBeLessThanOrEqual(100)
    expect(run?.offered).toBe((run?.completed ?? 0) + (run?.unfinished ?? 0))
    expect(run?.response.count).toBe(run?.offered)
  })

  test('scales a sample to all, and tells scripts apart', () => {
    const lines = Array.from({length: 201}, (_, index) => line((index + 1) * 10_000, 1000, {script: index % 2}))
    const {run} = read([THREAD_MARK, ...lines], {samplingRate: 0.1, scripts: ['a.sql', 'b.sql']})
    expect(run?.completed).toBe(2000)
    expect(run?.requests.map(({name, completed}) => [name, completed])).toEqual([
      ['a.sql', 1000],
      ['b.sql', 1000],
    ])
  })

  test('leaves a last line that is cut, and is nothing without lines', () => {
    expect(read([THREAD_MARK, ...steady(10, 1000), '0 11 99 0 17952']).log.count).toBe(10)
    expect(read([THREAD_MARK]).run).toBeUndefined()
    expect(read([]).run).toBeUndefined()
  })
})
