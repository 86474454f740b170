import {describe, expect, test} from 'vitest'

import {keyWords, parseMix} from '../../src/bench/redis-mix.js'

describe('a mix of Redis commands', () => {
  test('is nine reads to a write when nothing is said', () => {
    const mix = parseMix(undefined, [])
    expect(mix.commands.map(({name, weight}) => [name, weight])).toEqual([
      ['get', 9],
      ['set', 1],
    ])
    expect(mix.fill).toEqual([['SET', '{key}', '{value}']])
    expect(keyWords(mix)).toEqual(['{key}'])
  })

  test('takes names, weights, and commands of a person’s own', () => {
    const mix = parseMix('HGET=2,incr', ['zadd {key}:z 1 a@0.5', 'PING'])
    expect(mix.commands).toEqual([
      {name: 'hget', words: ['HGET', '{key}:h', 'field'], weight: 2},
      {name: 'incr', words: ['INCR', '{key}:n'], weight: 1},
      {name: 'zadd {key}:z 1 a', words: ['ZADD', '{key}:z', '1', 'a'], weight: 0.5},
      {name: 'PING', words: ['PING'], weight: 1},
    ])
    expect(keyWords(mix)).toEqual(['{key}:h', '{key}:n', '{key}:z'])
  })

  test.each([
    ['gett=1', [], /no command "gett"; did you mean "get"/],
    ['get=0', [], /weight/],
    ['get=x', [], /weight/],
    [undefined, ['DEL users'], /begins with \{key\}/],
    [undefined, ['RENAME {key} x{key}'], /beginning of a word/],
    [undefined, ['SUBSCRIBE {key}'], /can't be part of a load/],
    [undefined, ['BLPOP {key} 0'], /can't be part of a load/],
    [undefined, ['GET {key}@0'], /weight/],
  ])('%j with %j is refused', (mix, own, words) => {
    expect(() => parseMix(mix, own)).toThrow(words)
    expect(() => parseMix(mix, own)).toThrow(expect.objectContaining({code: 'OPS_BENCH_MIX', exitCode: 2}))
  })
})
