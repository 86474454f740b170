import {expect, test} from 'vitest'

import type {SearchRecord} from '../../src/bench/result.js'
import {trustOfSearch} from '../../src/bench/trust.js'
import {capacityResult} from './fixtures/results.js'

const {search} = capacityResult()
if (!search) throw new Error('a capacity result has a search')
const [first] = search.probes
if (!first) throw new Error('a search has probes')
const reason = {en: 'the reason', zh: '原因'}

function searchWith(kind: SearchRecord['capacity']['kind'], verdict: (typeof first & object)['verdict']): SearchRecord {
  return {
    ...(search as SearchRecord),
    probes: [first as SearchRecord['probes'][number], {...(first as SearchRecord['probes'][number]), verdict}],
    capacity: {...(search as SearchRecord).capacity, kind, reason},
  }
}

test.each([
  ['found', 'fail', 'good'],
  ['found', 'disturbed', 'good'],
  ['found', 'generator-limited', 'good'],
  ['none', 'fail', 'good'],
  ['at-least', 'pass', 'good'],
  ['at-least', 'generator-limited', 'generator-limited'],
  ['unknown', 'disturbed', 'disturbed'],
] as const)('a search that ends %s with a probe that is %s is %s', (kind, verdict, trust) => {
  expect(trustOfSearch(searchWith(kind, verdict)).verdict).toBe(trust)
})

test('a search that is not believed says why', () => {
  expect(trustOfSearch(searchWith('unknown', 'disturbed')).reasons).toEqual([reason])
})
