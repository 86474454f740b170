import {expect, test} from 'vitest'

import {seededRandom} from '../../src/bench/random.js'

const draw = (seed: number, count: number) => {
  const random = seededRandom(seed)
  return Array.from({length: count}, random)
}

test('the same seed gives the same numbers, another one others', () => {
  expect(draw(1, 50)).toEqual(draw(1, 50))
  expect(draw(1, 50)).not.toEqual(draw(2, 50))
  expect(draw(2 ** 40, 5)).not.toEqual(draw(2 ** 41, 5))
})

test('numbers lie evenly between 0 and 1', () => {
  const tenths = new Array<number>(10).fill(0)
  for (const number of draw(7, 100_000))
    tenths[Math.floor(number * 10)] = (tenths[Math.floor(number * 10)] as number) + 1
  expect(tenths).toHaveLength(10)
  for (const count of tenths) expect(Math.abs(count - 10_000)).toBeLessThan(400)
})

test('neighbouring seeds are not alike', () => {
  const firsts = Array.from({length: 1000}, (_, seed) => seededRandom(seed)())
  const mean = firsts.reduce((sum, number) => sum + number, 0) / firsts.length
  expect(Math.abs(mean - 0.5)).toBeLessThan(0.04)
})
