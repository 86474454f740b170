import fc from 'fast-check'
import {test} from 'vitest'

import {Ring} from '../../src/load/ring.js'

test('what is put in first comes out first, however it grows and turns', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(100), fc.nat(100)), {maxLength: 30}), (turns) => {
      const ring = new Ring<number>()
      const list: number[] = []
      let next = 0
      for (const [puts, takes] of turns) {
        for (let count = 0; count < puts; count++) {
          ring.push(next)
          list.push(next++)
        }
        for (let count = 0; count < takes; count++) {
          if (ring.peek() !== list[0] || ring.shift() !== list.shift()) return false
        }
        if (ring.size !== list.length) return false
      }
      return true
    }),
    {numRuns: 100},
  )
})
