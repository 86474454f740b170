import {describe, expect, test} from 'vitest'

import {compareRuns} from '../../src/bench/compare.js'
import type {BenchResult, RunRecord} from '../../src/bench/result.js'
import type {OpsError} from '../../src/errors.js'
import {capacityResult, httpResult} from './fixtures/results.js'

const options = {maxRegression: 0.1, seed: 1}
const calm = httpResult({durationS: 30, pausesAtS: []})

/** Metric → verdict. */
function verdicts(before: BenchResult, after: BenchResult): Record<string, string> {
  return Object.fromEntries(compareRuns(before, after, options).changes.map(({metric, verdict}) => [metric, verdict]))
}

/** The reasons why two results are refused. */
function refusal(before: BenchResult, after: BenchResult): readonly string[] {
  try {
    compareRuns(before, after, options)
    return []
  } catch (error) {
    return (error as OpsError).problems.map(({message}) => message.en)
  }
}

function withRun(over: Partial<RunRecord>): BenchResult {
  return {...calm, run: {...(calm.run as RunRecord), ...over}}
}

function withCapacity(capacity: Partial<NonNullable<BenchResult['search']>['capacity']>): BenchResult {
  const result = capacityResult()
  const search = result.search as NonNullable<BenchResult['search']>
  return {...result, search: {...search, capacity: {...search.capacity, ...capacity}}}
}

describe('two runs', () => {
  test('of a slower server are a regression, in every percentile', () => {
    const slower = httpResult({serviceUs: 9600, seed: 9, durationS: 30, pausesAtS: []})
    expect(verdicts(calm, slower)).toEqual({
      p50: 'regression',
      p95: 'regression',
      p99: 'regression',
      rate: 'same',
      errors: 'same',
    })
    expect(verdicts(slower, calm)).toMatchObject({p50: 'better', p95: 'better', p99: 'better'})
    expect(compareRuns(calm, slower, options).ok).toBe(false)
  })

  test('are worse, not a regression, within the bound', () => {
    const slightly = httpResult({serviceUs: 8400, seed: 9, durationS: 30, pausesAtS: []})
    const {ok, changes} = compareRuns(calm, slightly, options)
    expect(ok).toBe(true)
    expect(changes[0]).toMatchObject({metric: 'p50', verdict: 'worse'})
    expect(compareRuns(calm, slightly, {...options, maxRegression: 0.02}).ok).toBe(false)
  })

  test('of the same server raise no alarm', () => {
    const runs = Array.from({length: 9}, (_, seed) => httpResult({seed, durationS: 20, pausesAtS: []}))
    const alarms = runs.slice(1).filter((run, index) => !compareRuns(runs[index] as BenchResult, run, options).ok)
    expect(alarms).toEqual([])
  })

  test('do not judge a tail that two pauses make: another draw could have had none', () => {
    const paused = httpResult({seed: 7})
    expect(verdicts(calm, paused)).toMatchObject({p50: 'same', p99: expect.stringMatching(/same|regression/)})
    const {noise} = compareRuns(paused, paused, options).changes[2] ?? {noise: 0}
    expect(noise).toBeGreaterThan(1)
  })

  test('with errors that were not there before are a regression', () => {
    expect(verdicts(calm, httpResult({seed: 9, errorShare: 0.01, durationS: 30, pausesAtS: []}))).toMatchObject({
      errors: 'regression',
    })
  })

  test('come out the same way for the same seed', () => {
    const other = httpResult({serviceUs: 8400, seed: 9, durationS: 30, pausesAtS: []})
    expect(compareRuns(calm, other, options).changes).toEqual(compareRuns(calm, other, options).changes)
  })

  test.each([
    ['kind', {...calm, kind: 'redis'} as BenchResult, 'the kind differs: http before, redis after'],
    ['rate', httpResult({rate: 400, durationS: 30, pausesAtS: []}), 'the offered rate differs: '],
    ['model', withRun({model: 'closed'}), 'the model differs: open before, closed after'],
    ['spacing', withRun({arrivals: 'constant'}), 'the spacing of requests differs: poisson before, constant after'],
    ['requests', withRun({requests: []}), 'the set of requests differs: orders before,  after'],
    ['length', withRun({seconds: (calm.run as RunRecord).seconds.slice(0, 4)}), 'fewer than 5 seconds with answers'],
  ])('of another %s are refused', (_, after, reason) => {
    expect(refusal(calm, after).join()).toContain(reason)
  })

  test('of the closed model need as many connections', () => {
    const closed = (connections: number) => withRun({model: 'closed', connections})
    expect(refusal(closed(10), closed(50))).toEqual(['the number of connections differs: 10 before, 50 after'])
    expect(refusal(closed(10), closed(10))).toEqual([])
  })

  test('warn of what makes them less worth', () => {
    const doubtful: BenchResult = {
      ...httpResult({seed: 3, durationS: 30, pausesAtS: []}),
      id: '20261122T080000Z-http',
      status: 'interrupted',
      trust: {verdict: 'disturbed', reasons: []},
      environment: {...calm.environment, cores: 8},
    }
    expect(compareRuns(calm, doubtful, options).warnings.map(({en}) => en)).toEqual([
      'the newer one is disturbed: its figures say less than they seem to',
      'the newer one did not run to its end',
      'the number of cores differs: 2 before, 8 after',
    ])
  })
})

describe('two searches', () => {
  test('compare their capacities by their intervals', () => {
    expect(verdicts(capacityResult(), capacityResult(9500))).toEqual({capacity: 'regression'})
    expect(verdicts(capacityResult(), withCapacity({rate: 540, low: 520, high: 560}))).toEqual({capacity: 'same'})
    expect(verdicts(capacityResult(9500), capacityResult())).toEqual({capacity: 'better'})
  })

  test('take “at least” for no number, unless it settles the question', () => {
    const atLeast = withCapacity({kind: 'at-least', rate: 900, low: 900, high: 900})
    expect(verdicts(capacityResult(), atLeast)).toEqual({capacity: 'better'})
    expect(verdicts(atLeast, capacityResult())).toEqual({capacity: 'regression'})
    expect(refusal(atLeast, atLeast)).toHaveLength(2)
  })

  test('that found nothing are refused, except when there was something before', () => {
    const none = withCapacity({kind: 'none', rate: 0, low: 0, high: 0})
    expect(verdicts(capacityResult(), none)).toEqual({capacity: 'regression'})
    expect(refusal(none, capacityResult())).toHaveLength(1)
    expect(refusal(capacityResult(), withCapacity({kind: 'unknown'}))).toHaveLength(1)
  })
})
