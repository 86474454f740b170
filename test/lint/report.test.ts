import {Ajv} from 'ajv'
import {describe, expect, test} from 'vitest'

import type {Finding} from '../../src/lint/check.js'
import {formatGithub} from '../../src/lint/report/github.js'
import {toSarif} from '../../src/lint/report/sarif.js'
import {formatText} from '../../src/lint/report/text.js'
import {isAtLeast} from '../../src/lint/severity.js'

const finding: Finding = {
  id: 'promql/irate-in-alert',
  severity: 'warning',
  file: 'my rules/a,b:c.yml',
  line: 3,
  column: 7,
  message: {en: 'irate() at 100 %', zh: '告警中使用 irate()'},
  why: {en: 'It flaps.', zh: '会抖动。'},
  fix: {en: 'Use rate().', zh: '改用 rate()。'},
  edits: [{start: 0, end: 1, text: ''}],
}
const hint: Finding = {...finding, id: 'rules/no-runbook', severity: 'info', edits: []}

/** What the standard requires of the parts that are used here. */
const text = {type: 'object', required: ['text'], properties: {text: {type: 'string', minLength: 1}}}
const rule = {type: 'object', required: ['id'], properties: {id: {type: 'string'}, shortDescription: text, help: text}}
const region = {
  type: 'object',
  required: ['startLine', 'startColumn'],
  properties: {startLine: {type: 'integer', minimum: 1}, startColumn: {type: 'integer', minimum: 1}},
}
const artifact = {type: 'object', required: ['uri'], properties: {uri: {type: 'string', pattern: '^[^ \\\\]+$'}}}
const place = {type: 'object', required: ['artifactLocation'], properties: {artifactLocation: artifact, region}}
const location = {type: 'object', required: ['physicalLocation'], properties: {physicalLocation: place}}
const result = {
  type: 'object',
  required: ['message', 'ruleId', 'level', 'locations'],
  properties: {
    message: text,
    level: {enum: ['none', 'note', 'warning', 'error']},
    ruleIndex: {type: 'integer', minimum: 0},
    locations: {type: 'array', items: location},
  },
}
const driver = {
  type: 'object',
  required: ['name', 'rules'],
  properties: {name: {type: 'string'}, rules: {type: 'array', uniqueItems: true, items: rule}},
}
const run = {
  type: 'object',
  required: ['tool', 'results'],
  properties: {
    tool: {type: 'object', required: ['driver'], properties: {driver}},
    columnKind: {enum: ['utf16CodeUnits', 'unicodeCodePoints']},
    results: {type: 'array', items: result},
  },
}
const sarif = {
  type: 'object',
  required: ['version', 'runs'],
  properties: {version: {const: '2.1.0'}, runs: {type: 'array', minItems: 1, items: run}},
}

describe('SARIF', () => {
  test('has what the standard requires', () => {
    const ajv = new Ajv()
    for (const findings of [[], [finding, hint]]) {
      ajv.validate(sarif, toSarif(findings, '1.0.0', 'en'))
      expect(ajv.errors).toBeNull()
    }
  })

  test('points every result at its rule', () => {
    const {runs} = toSarif([hint, finding, finding], '1.0.0', 'zh') as {
      runs: [{tool: {driver: {rules: {id: string}[]}}; results: {ruleId: string; ruleIndex: number; level: string}[]}]
    }
    const [{tool, results}] = runs
    expect(results.map(({ruleIndex}) => tool.driver.rules[ruleIndex]?.id)).toEqual(results.map(({ruleId}) => ruleId))
    expect(results.map(({level}) => level)).toEqual(['note', 'warning', 'warning'])
  })
})

test('GitHub annotations escape what would end them', () => {
  expect(formatGithub([finding, hint], 'en').split('\n')).toEqual([
    '::warning file=my rules/a%2Cb%3Ac.yml,line=3,col=7,title=promql/irate-in-alert::irate() at 100 %25%0AIt flaps.%0AUse rate().',
    '::notice file=my rules/a%2Cb%3Ac.yml,line=3,col=7,title=rules/no-runbook::irate() at 100 %25%0AIt flaps.%0AUse rate().',
  ])
})

test('the text says where, what, why and how, and the sums', () => {
  expect(formatText([finding], 2, 'en').split('\n')).toEqual([
    'my rules/a,b:c.yml:3:7 warning promql/irate-in-alert: irate() at 100 %',
    '    why: It flaps.',
    '    fix: Use rate(). (--fix does it)',
    '2 files: 0 errors, 1 warnings, 0 hints; 1 can be repaired with --fix',
  ])
  expect(formatText([], 1, 'zh')).toContain('未发现问题')
})

test('levels are ordered', () => {
  expect(isAtLeast('error', 'warning')).toBe(true)
  expect(isAtLeast('info', 'warning')).toBe(false)
})
