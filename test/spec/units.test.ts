import {describe, expect, it} from 'vitest'

import {guessDuration, guessSize} from '../../src/spec/units.js'

describe('guesses of units', () => {
  it.each([
    ['512 mb', '512MiB'],
    ['2G', '2GiB'],
    ['64k', '64KiB'],
    ['lots', undefined],
  ])('reads size %j as %j', (typed, meant) => {
    expect(guessSize(typed)).toBe(meant)
  })

  it.each([
    ['10 seconds', '10s'],
    ['2 hours', '2h'],
    ['3 days', '3d'],
    ['2 weeks', '14d'],
    ['5min', '5m'],
    ['soon', undefined],
  ])('reads duration %j as %j', (typed, meant) => {
    expect(guessDuration(typed)).toBe(meant)
  })
})
