import {describe, expect, test} from 'vitest'

import {chooseChecks, type Selection, tiersOf} from '../../src/doctor/select.js'
import {room, well} from './made-up.js'

const parts = [
  room('postgres', [
    well('pg.up', {tiers: ['preflight', 'runtime']}),
    well('pg.locks', {tags: ['slow']}),
    well('pg.amcheck', {tiers: ['deep']}),
  ]),
  room('host', [well('host.swap', {tiers: ['preflight']}), well('host.load', {tags: ['slow']})]),
]

function chosen(selection: Partial<Selection>) {
  const {wanted, ...rest} = chooseChecks(parts, {
    words: [],
    skip: [],
    tags: [],
    tiers: tiersOf({preflight: false, deep: false}),
    ...selection,
  })
  return {...rest, wanted: [...wanted]}
}

describe('choosing checks', () => {
  test('takes what is run on a running stack when nothing is said', () => {
    expect(chosen({}).wanted).toEqual(['pg.up', 'pg.locks', 'host.load'])
  })

  test.each([
    ['an id', 'pg.locks', ['pg.locks']],
    ['a room', 'postgres', ['pg.up', 'pg.locks']],
    ['the beginning of ids', 'pg', ['pg.up', 'pg.locks']],
    ['a tag', 'slow', ['pg.locks', 'host.load']],
  ])('takes %s', (_, word, ids) => {
    expect(chosen({words: [word]}).wanted).toEqual(ids)
  })

  test('joins words, narrows by tags, and leaves out what is skipped', () => {
    expect(chosen({words: ['pg.up', 'host']}).wanted).toEqual(['pg.up', 'host.load'])
    expect(chosen({words: ['pg'], tags: ['slow']}).wanted).toEqual(['pg.locks'])
    expect(chosen({skip: ['host', 'pg.up']}).wanted).toEqual(['pg.locks'])
  })

  test('goes by the tier', () => {
    expect(chosen({tiers: tiersOf({preflight: true, deep: false})}).wanted).toEqual(['pg.up', 'host.swap'])
    expect(chosen({tiers: tiersOf({preflight: false, deep: true})}).wanted).toContain('pg.amcheck')
  })

  test('runs a check of another tier that is named by its id, but none that has to be asked for first', () => {
    expect(chosen({words: ['host.swap']}).wanted).toEqual(['host.swap'])
    expect(chosen({words: ['pg.amcheck']})).toMatchObject({wanted: [], onlyDeep: ['pg.amcheck']})
  })

  test('names words that mean nothing, and then wants nothing', () => {
    expect(chosen({words: ['pgg', 'host']})).toMatchObject({wanted: [], unknownWords: ['pgg']})
    expect(chosen({skip: ['hots'], tags: ['slw']}).unknownWords).toEqual(['hots', 'slw'])
  })

  test('keeps to the checks that facts were gathered for', () => {
    const among = new Set(['pg.amcheck', 'host.swap'])
    expect(chosen({among}).wanted).toEqual(['pg.amcheck', 'host.swap'])
    expect(chosen({among, words: ['pg.locks']}).wanted).toEqual([])
  })
})
