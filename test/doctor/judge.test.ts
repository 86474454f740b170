import {describe, expect, test} from 'vitest'

import {failure, warning} from '../../src/doctor/check.js'
import {judged, madeUp, number, room, well} from './made-up.js'

const down = failure({en: 'is down', zh: '已停止'})
const slow = warning({en: 'is slow', zh: '缓慢'})
const brief = (rows: ReturnType<typeof judged>) =>
  rows.map(({check, instance, status, causedBy}) => [check.id, instance, status, causedBy])

describe('judging', () => {
  test('skips what rests on a failed check, and names the root rather than the link between', () => {
    const rows = judged([
      room('a', [madeUp('a.up', down), well('a.middle', {after: ['a.up']}), well('a.top', {after: ['a.middle']})]),
    ])
    expect(brief(rows)).toEqual([
      ['a.up', undefined, 'fail', undefined],
      ['a.middle', undefined, 'skip', {id: 'a.up'}],
      ['a.top', undefined, 'skip', {id: 'a.up'}],
    ])
    expect(rows[1]?.reason).toBe('dependency')
    expect(rows[1]?.detail.en).toBe('not checked because of a.up')
  })

  test('judges a cause before its consequence, whatever the order of the catalogue', () => {
    const rows = judged([room('a', [well('a.top', {after: ['b.up']})]), room('b', [madeUp('b.up', down)])])
    expect(rows.map(({check}) => check.id)).toEqual(['b.up', 'a.top'])
  })

  test('takes a failure of one service as no cause for another', () => {
    const running = madeUp('a.running', [
      {...down, instance: 'redis'},
      {...down, instance: 'web'},
    ])
    const rows = judged([
      room('a', [
        running,
        well('r.memory', {after: ['a.running'], service: 'redis'}),
        well('p.memory', {after: ['a.running'], service: 'postgres'}),
      ]),
    ])
    expect(brief(rows).slice(2)).toEqual([
      ['r.memory', undefined, 'skip', {id: 'a.running', instance: 'redis'}],
      ['p.memory', undefined, 'pass', undefined],
    ])
  })

  test('shows a failure that another explains as its consequence, and leaves a warning that a warning explains', () => {
    const rows = judged([
      room('a', [
        madeUp('a.slow', slow),
        madeUp('a.down', down),
        madeUp('b.slow', slow, {because: ['a.slow']}),
        madeUp('b.down', down, {because: ['a.slow']}),
        madeUp('c.down', down, {because: ['a.slow', 'a.down']}),
      ]),
    ])
    expect(brief(rows).map(([id, , , cause]) => [id, cause])).toEqual([
      ['a.slow', undefined],
      ['a.down', undefined],
      ['b.slow', {id: 'a.slow'}],
      ['b.down', undefined],
      ['c.down', {id: 'a.down'}],
    ])
  })

  test('goes by the thing that a row is about', () => {
    const running = madeUp('a.running', {...down, instance: 'redis'})
    const targets = madeUp(
      'b.targets',
      [
        {...down, instance: 'redis-exporter', because: [{id: 'a.running', instance: 'redis'}]},
        {...down, instance: 'node-exporter', because: [{id: 'a.running', instance: 'node-exporter'}]},
      ],
      {after: ['a.running'], service: 'prometheus'},
    )
    expect(brief(judged([room('a', [running, targets])]))).toEqual([
      ['a.running', 'redis', 'fail', undefined],
      ['b.targets', 'redis-exporter', 'fail', {id: 'a.running', instance: 'redis'}],
      ['b.targets', 'node-exporter', 'fail', undefined],
    ])
  })

  test('does not let a judge that throws end the run', () => {
    const crashes: string[] = []
    const broken = well('a.broken', {
      judge() {
        throw new Error('boom')
      },
    })
    const rows = judged([room('a', [broken, well('a.fine', {after: ['a.broken']})])], {
      onCrash: (id) => crashes.push(id),
    })
    expect(rows.map(({status, reason}) => [status, reason])).toEqual([
      ['unknown', 'crashed'],
      ['pass', undefined],
    ])
    expect(crashes).toEqual(['a.broken'])
  })

  test('says why a fact could not be seen, and takes one of another form as unseen', () => {
    const parts = [room('a', [well('a.up')])]
    const unseen = judged(parts, {
      facts: {'test.number': {ok: false, reason: 'permission', text: {en: 'may not look', zh: '无权查看'}, ms: 1}},
    })
    expect(unseen[0]).toMatchObject({status: 'unknown', reason: 'permission', detail: {en: 'may not look'}})
    const strange = judged(parts, {facts: {'test.number': {ok: true, value: 'seven', ms: 1}}})
    expect(strange[0]).toMatchObject({status: 'unknown', reason: 'version'})
    expect(judged(parts, {facts: {}})[0]).toMatchObject({status: 'unknown', reason: 'no-data'})
  })

  test('skips rooms and things that the stack has not, with the reason', () => {
    const rows = judged([
      room('a', [well('a.up')], {isFor: () => false}),
      room('b', [well('b.replicas', {isFor: () => ({en: 'there is one server', zh: '只有一台服务器'})})]),
    ])
    expect(rows.map(({status, reason}) => [status, reason])).toEqual([
      ['skip', 'not-enabled'],
      ['skip', 'not-applicable'],
    ])
  })

  test('shows of what nobody asked for only what explains something that somebody did', () => {
    const parts = [room('a', [madeUp('a.up', down), well('a.other'), well('a.memory', {after: ['a.up', 'a.other']})])]
    expect(judged(parts, {wanted: new Set(['a.memory'])}).map(({check}) => check.id)).toEqual(['a.up', 'a.memory'])
    expect(judged(parts, {wanted: new Set(['a.other'])}).map(({check}) => check.id)).toEqual(['a.other'])
  })

  test('compares with the newest earlier look that has the fact, and tells which it compared', () => {
    const compared: string[] = []
    const before: unknown[] = []
    const check = well('a.rate', {
      judge(_, context) {
        before.push(context.before(number))
        return slow
      },
    })
    const seen = {'test.number': {ok: true as const, value: 5, ms: 1}}
    const earlier = [
      {at: 3000, facts: {}},
      {at: 2000, facts: seen},
      {at: 1000, facts: seen},
    ]
    judged([room('a', [check])], {earlier, onBefore: (name) => compared.push(name)})
    expect(before).toEqual([{value: 5, at: 2000}])
    expect(compared).toEqual(['test.number'])
  })

  test('measures against the limits of opsctl.yaml where it has some', () => {
    const limits: unknown[] = []
    const check = well('a.used', {
      thresholds: {share: {warn: 80, fail: 90, unit: '%', origin: {en: 'the manual', zh: '手册'}}},
      judge(_, context) {
        limits.push(context.limits)
        return slow
      },
    })
    judged([room('a', [check])])
    judged([room('a', [check])], {overrides: {'a.used': {share: {warn: 85}}}})
    expect(limits).toMatchObject([
      {share: {name: 'share', warn: 80, fail: 90, overridden: false}},
      {share: {name: 'share', warn: 85, fail: 90, overridden: true}},
    ])
  })
})
