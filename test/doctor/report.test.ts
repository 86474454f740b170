import {describe, expect, test} from 'vitest'

import {type Check, failure, note, type Outcome, skipped, unknown, warning} from '../../src/doctor/check.js'
import {keptReportSchema} from '../../src/doctor/report-schema.js'
import {FIXTURE_NOW, fixtureStack} from './fixture.js'
import {judged, madeUp, reportOn, room, well} from './made-up.js'

const say = (text: string) => ({en: text, zh: text})
const down = failure(say('is down'))
const slow = warning(say('is slow'))
const names = (checks: readonly {readonly id: string; readonly instance?: string | undefined}[]) =>
  checks.map(({id, instance}) => (instance === undefined ? id : `${id}/${instance}`))

function of(says: Outcome, more: Partial<Check> = {}) {
  return [room('a', [madeUp('a.one', says, more)])]
}

describe('the report', () => {
  test('has the form of its schema', () => {
    const report = reportOn([room('a', [madeUp('a.down', down), madeUp('a.note', note(say('a note'))), well('a.up')])])
    expect(keptReportSchema.parse(JSON.parse(JSON.stringify(report)))).toEqual(report)
  })

  test('puts roots first, fail before warn, then in the order of the catalogue, then what follows from them', () => {
    const {checks} = reportOn([
      room('a', [
        well('a.well'),
        madeUp('a.slow', slow),
        madeUp('a.down', [
          {...down, instance: 'x'},
          {...down, instance: 'y'},
        ]),
        madeUp('a.odd', unknown('no-data', say('nothing yet'))),
      ]),
      room('b', [
        madeUp('b.down', down),
        well('b.memory', {after: ['a.down'], service: 'y'}),
        madeUp('b.slow', slow, {because: ['a.slow']}),
        madeUp('b.errors', {...down, because: [{id: 'a.down', instance: 'y'}]}),
      ]),
    ])
    expect(names(checks)).toEqual([
      'a.down/y',
      'a.down/x',
      'b.down',
      'a.slow',
      'b.errors',
      'b.slow',
      'a.odd',
      'a.well',
      'b.memory',
    ])
    expect(checks[0]).toMatchObject({consequences: [{id: 'b.errors'}], skippedBecause: 1, causedBy: null})
    expect(checks[4]).toMatchObject({causedBy: {id: 'a.down', instance: 'y'}})
  })

  test('follows the order of an alert where it has one', () => {
    const rows = judged([room('a', [madeUp('a.one', down), madeUp('a.two', down)])])
    expect(names(reportOn([], {rows, order: ['a.two', 'a.one']}).checks)).toEqual(['a.two', 'a.one'])
  })

  test.each([
    ['fail', down, {none: 0, fail: 1, warn: 1, unknown: 1}],
    ['warn', slow, {none: 0, fail: 0, warn: 1, unknown: 1}],
    ['info', note(say('a note')), {none: 0, fail: 0, warn: 0, unknown: 0}],
  ] as const)('ends with the exit code that --fail-on gives to %s', (_, says, codes) => {
    for (const [failOn, code] of Object.entries(codes)) {
      expect(reportOn(of(says), {failOn: failOn as keyof typeof codes}).summary.exitCode).toBe(code)
    }
  })

  test('ends with 3 when nothing could be verified at all, and with 0 when there is nothing to verify', () => {
    const unseen = unknown('unreachable', say('no answer'))
    expect(reportOn(of(unseen)).summary.exitCode).toBe(3)
    expect(reportOn(of(unseen), {failOn: 'unknown'}).summary.exitCode).toBe(1)
    expect(reportOn(of(skipped('not-applicable', say('none here')))).summary.exitCode).toBe(0)
    expect(reportOn([room('a', [madeUp('a.odd', unseen), well('a.up')])]).summary.exitCode).toBe(0)
  })

  test('shows an accepted finding without counting it, until its day is over', () => {
    const accepted = [{id: 'a.one', reason: 'bought in March', until: '2026-01-15'}]
    const report = reportOn(of(down), {accepted})
    expect(report.summary).toMatchObject({fail: 1, accepted: 1, exitCode: 0})
    expect(report.checks[0]).toMatchObject({status: 'fail', accepted: true, acceptance: {reason: 'bought in March'}})
    const nextDay = {stack: fixtureStack(), facts: {}, now: FIXTURE_NOW + 86_400_000, overrides: {}}
    const over = reportOn(of(down), {accepted, judged: nextDay})
    expect(over.summary).toMatchObject({accepted: 0, exitCode: 1})
  })

  test('accepts one thing of a check and not another, and what follows from it too', () => {
    const parts = [
      room('a', [
        madeUp('a.down', [
          {...down, instance: 'x'},
          {...down, instance: 'y'},
        ]),
        madeUp('b.errors', {...down, because: [{id: 'a.down', instance: 'x'}]}),
      ]),
    ]
    const accepted = [{id: 'a.down', instance: 'x', reason: 'r', until: '2027-01-31'}]
    const {checks, summary} = reportOn(parts, {accepted})
    expect(names(checks.filter((row) => row.accepted))).toEqual(['a.down/x', 'b.errors'])
    expect(names(checks)[0]).toBe('a.down/y')
    expect(summary.exitCode).toBe(1)
  })

  test('does not count what the baseline knows', () => {
    const parts = [room('a', [madeUp('a.old', down), madeUp('a.new', slow)])]
    const report = reportOn(parts, {known: [{id: 'a.old'}]})
    expect(report.summary).toMatchObject({known: 1, exitCode: 0})
    expect(names(report.checks)).toEqual(['a.new', 'a.old'])
    expect(reportOn(parts, {known: [{id: 'a.old'}], failOn: 'warn'}).summary.exitCode).toBe(1)
  })

  test('names the limit in force and the fix that can be made', () => {
    const report = reportOn(
      of(
        {...down, limit: 'share'},
        {
          thresholds: {share: {fail: 90, unit: '%', origin: say('manual')}},
          fix: {
            level: 'safe',
            plan: () => ({
              effect: say('opens the file'),
              back: say('undo does it'),
              steps: [{kind: 'chmod', path: 'x', mode: 0o600, was: 0o644}],
            }),
          },
        },
      ),
    )
    expect(report.checks[0]).toMatchObject({
      threshold: {name: 'share', fail: 90, unit: '%', overridden: false},
      remedy: {fix: {level: 'safe', effect: {en: 'opens the file'}}},
    })
  })

  test('is not kept from being made by a fix that throws', () => {
    const plan = () => {
      throw new Error('boom')
    }
    expect(reportOn(of(down, {fix: {level: 'safe', plan}})).checks[0]?.remedy?.fix).toBeUndefined()
  })
})
