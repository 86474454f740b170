import {expect, test} from 'vitest'

import {failure, unknown, warning} from '../../src/doctor/check.js'
import {compareReports} from '../../src/doctor/diff.js'
import {madeUp, reportOn, room, well} from './made-up.js'

const say = (text: string) => ({en: text, zh: text})
const down = failure(say('is down'))
const slow = warning(say('is slow'))

test('a comparison tells new, worse, better and fixed findings, and nothing of what either could not judge', () => {
  const before = reportOn([
    room('a', [
      well('a.new'),
      madeUp('a.worse', slow),
      madeUp('a.better', down),
      madeUp('a.fixed', down),
      madeUp('a.same', slow),
      madeUp('a.unseen', down),
      madeUp('a.tables', {...slow, instance: 'orders'}),
    ]),
  ])
  const after = reportOn([
    room('a', [
      madeUp('a.new', down),
      madeUp('a.worse', down),
      madeUp('a.better', slow),
      well('a.fixed'),
      madeUp('a.same', slow),
      madeUp('a.unseen', unknown('unreachable', say('no answer'))),
      madeUp('a.tables', {...slow, instance: 'items'}),
    ]),
  ])
  const {changes, same} = compareReports(before, after)
  expect(changes.map(({kind, id, instance}) => [kind, instance === undefined ? id : `${id}/${instance}`])).toEqual([
    ['new', 'a.new'],
    ['new', 'a.tables/items'],
    ['worse', 'a.worse'],
    ['better', 'a.better'],
    ['fixed', 'a.fixed'],
    ['fixed', 'a.tables/orders'],
  ])
  expect(same).toBe(1)
})
