import {describe, expect, test} from 'vitest'

import {conditionNames, judgeCondition, parseCondition} from '../../src/logs/fail-on.js'
import {emptyAnalysis, sampleAnalysis} from './sample-analysis.js'

const judge = (text: string, analysis = sampleAnalysis) => {
  const condition = parseCondition(text)
  if (!condition) throw new Error(`no condition: ${text}`)
  return judgeCondition(condition, analysis)
}

describe('a condition of --fail-on', () => {
  test.each([
    ['errors>4%', true, 0.05],
    ['errors>5%', false, 0.05],
    ['errors > 49', true, 50],
    ['5xx>4%', true, 40 / 900],
    ['p95>79.5ms', true, 80],
    ['p95>80ms', false, 80],
    ['max>9s', true, 9800],
    ['lines<2000000', true, 1_204_332],
    ['unparsed>10%', false, 0.1],
    ['fatal>0', false, 0],
  ])('%s', (text, failed, value) => {
    expect(judge(text)).toMatchObject({condition: text, failed, value})
  })

  test('fails nothing where no line has such a number', () => {
    expect(judge('p95>1ms', emptyAnalysis)).toEqual({condition: 'p95>1ms', failed: false, unit: 'ms'})
    expect(judge('5xx>1%', emptyAnalysis).failed).toBe(false)
    expect(judge('lines<1', emptyAnalysis).failed).toBe(true)
  })

  test.each(['', 'errors', 'errors>', 'errors>=1%', 'errros>1%', 'errors>1ms', 'p95>5', 'p95>5%', 'errors>-1%'])(
    '%j is none',
    (text) => {
      expect(parseCondition(text)).toBeUndefined()
    },
  )

  test('has a name that is listed', () => {
    for (const name of conditionNames) {
      expect(parseCondition(`${name}>1`) ?? parseCondition(`${name}>1ms`), name).toBeDefined()
    }
  })
})
