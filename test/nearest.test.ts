import {describe, expect, it} from 'vitest'

import {editDistance, findNearest} from '../src/nearest.js'

describe('the nearest word', () => {
  it.each([
    ['retnetion', 'retention'],
    ['http_port', 'httpPort'],
    ['HTTPPORT', 'httpPort'],
    ['rotes', 'routes'],
    ['zzz', undefined],
    ['', undefined],
    ['x'.repeat(100), undefined],
  ])('for %j is %j', (typed, meant) => {
    expect(findNearest(typed, ['retention', 'httpPort', 'routes', 'limits'])).toBe(meant)
  })

  it.each([
    ['dwon', 'down'],
    ['pu', 'up'],
    ['secrets lst', 'secrets list'],
    ['xyz', undefined],
  ])('for the command %j is %j', (typed, meant) => {
    expect(findNearest(typed, ['up', 'down', 'secrets list', 'secrets path'])).toBe(meant)
  })

  it('counts a swap of neighbours as one slip', () => {
    expect(editDistance('prot', 'port')).toBe(1)
    expect(editDistance('', 'abc')).toBe(3)
  })
})
