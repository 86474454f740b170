import {Ajv} from 'ajv'
import {expect, test} from 'vitest'

import {analysisJsonSchema} from '../../src/logs/analysis-schema.js'
import {emptyAnalysis, sampleAnalysis} from './sample-analysis.js'

const validate = new Ajv().compile(analysisJsonSchema())

test.each([
  ['full', sampleAnalysis],
  ['empty', emptyAnalysis],
  ['judged', {...emptyAnalysis, verdicts: [{condition: 'errors>1%', failed: true, value: 0.02, unit: 'share'}]}],
])('the schema takes a %s analysis', (_, analysis) => {
  validate(JSON.parse(JSON.stringify(analysis)))
  expect(validate.errors ?? []).toEqual([])
})

test.each([
  ['a share above one', {...emptyAnalysis, errors: {...emptyAnalysis.errors, share: 2}}],
  ['a key it does not know', {...emptyAnalysis, more: 1}],
  ['a level it does not know', {...emptyAnalysis, levels: [{level: 'loud', count: 1, share: 1}]}],
  ['a time in another form', {...emptyAnalysis, range: {first: 'yesterday', last: 'today'}}],
])('the schema refuses %s', (_, analysis) => {
  expect(validate(analysis)).toBe(false)
})
