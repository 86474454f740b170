import {describe, expect, test} from 'vitest'

import {LogBook} from '../../src/bench/log-book.js'

const START = 1_795_295_082_000

/** Ten lines a second for two seconds, in ticks of 100 ms. */
function writeTwenty(): LogBook {
  const book = new LogBook()
  for (let line = 1; line <= 20; line++) {
    book.write(line, START + (line - 1) * 100)
    book.sent(line, START + (line - 1) * 100 + 3)
  }
  return book
}

describe('the book of lines', () => {
  test('tells how late each was found, also when they come out of order', () => {
    const book = writeTwenty()
    expect(book.missingSinceMs).toBe(START)
    for (let line = 19; line >= 0; line--) book.find(line, `id-${line}`, START + line * 100 + 500)
    expect([book.found, book.doubled, book.missingSinceMs]).toEqual([20, 0, undefined])
    const run = book.toRun({nowMs: START + 60_000, isWhole: true})
    expect(run).toMatchObject({offered: 20, completed: 20, failed: 0, unfinished: 0, extra: {lost: 0, doubled: 0}})
    expect(run?.response.p50).toBeCloseTo(500_000, -4)
    expect(run?.sendLag?.p99).toBeCloseTo(3000, -2)
    expect(run?.seconds.map(({offered, completed}) => [offered, completed])).toEqual([
      [10, 5],
      [10, 10],
      [0, 5],
    ])
  })

  test('counts what was lost with its age, and copies beyond the first', () => {
    const book = writeTwenty()
    for (let line = 0; line < 18; line++) book.find(line, `id-${line}`, START + line * 100 + 200)
    book.find(4, 'id-4', START + 9000)
    book.find(4, 'another', START + 9000)
    book.find(99, 'of nobody', START)
    const run = book.toRun({nowMs: START + 61_900, isWhole: true})
    expect(run).toMatchObject({completed: 18, failed: 2, unfinished: 0, extra: {lost: 2, doubled: 1}})
    expect(run?.errors).toEqual([{kind: 'timeout', count: 2, example: 'line 18'}])
    expect(run?.response.max).toBeGreaterThan(60_000_000)
  })

  test('does not call lost what nobody waited for', () => {
    const book = writeTwenty()
    book.find(0, 'a', START + 100)
    const run = book.toRun({nowMs: START + 2000, isWhole: false})
    expect(run).toMatchObject({failed: 0, unfinished: 19, errors: [], extra: {lost: 0}})
    expect(new LogBook().toRun({nowMs: START, isWhole: true})).toBeUndefined()
  })
})
