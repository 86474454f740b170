import {expect, test} from 'vitest'

import {ByteTable} from '../../../src/logs/table.js'

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString()

test('a table keeps its keys when the bytes they came in are used again', () => {
  const table = new ByteTable<undefined>({keep: 10})
  const buffer = Buffer.from('10.0.0.1')
  table.add(buffer, 0, buffer.length)
  buffer.write('10.0.0.2')
  table.add(buffer, 0, buffer.length)
  expect(table.state().keys.map(text)).toEqual(['10.0.0.1', '10.0.0.2'])
})

test('a table that is full drops the rarer half, and says by how much a count may be too low', () => {
  const table = new ByteTable<undefined>({keep: 2})
  const add = (name: string, by: number) => table.add(Buffer.from(name), 0, name.length, by)
  for (const [name, by] of [
    ['a', 9],
    ['b', 1],
    ['c', 8],
    ['d', 2],
    ['e', 1],
  ] as const)
    add(name, by)
  const {keys, counts, missed} = table.state()
  expect(keys.map(text).toSorted()).toEqual(['a', 'c', 'e'])
  expect([...counts].toSorted()).toEqual([1, 8, 9])
  expect(missed).toBe(2)
})
