/** Checks that say what a test wants, for the engine around them. */
import {z} from 'zod'

import {type Check, type DoctorPart, defineCheck, healthy, type Outcome} from '../../src/doctor/check.js'
import {defineFact, type FactEntry} from '../../src/doctor/facts.js'
import {type JudgeInput, judge, type Row} from '../../src/doctor/judge.js'
import {type ReportInput, toReport} from '../../src/doctor/report.js'
import type {DoctorReport} from '../../src/doctor/report-schema.js'
import {FIXTURE_NOW, fixtureStack} from './fixture.js'

/** One number, which every made-up check needs. */
export const number = defineFact('test.number', z.number())

const seen: Readonly<Record<string, FactEntry>> = {'test.number': {ok: true, value: 7, ms: 3}}
const words = (text: string) => ({en: text, zh: `中${text}`})

/** A check that answers with these outcomes. */
export function madeUp(id: string, says: Outcome | readonly [Outcome, ...Outcome[]], more: Partial<Check> = {}): Check {
  const check = defineCheck({
    id,
    title: words(`${id} is well`),
    impact: words(`users of ${id} wait`),
    runs: words('a number'),
    remedy: {text: words(`Restart ${id}.`), commands: [`opsctl restart ${id.split('.')[0]}`]},
    tiers: ['runtime'],
    outcomes: ['pass', 'info', 'warn', 'fail'],
    needs: {number},
    judge: () => says,
  })
  return {...check, ...more}
}

/** A healthy check. */
export function well(id: string, more: Partial<Check> = {}): Check {
  return madeUp(id, healthy(words('all is well')), more)
}

/** A room with these checks. */
export function room(id: string, checks: readonly Check[], more: Partial<DoctorPart> = {}): DoctorPart {
  return {id, title: words(id), isFor: () => true, collectors: [], checks, ...more}
}

/** Judges made-up rooms. */
export function judged(parts: readonly DoctorPart[], more: Partial<JudgeInput> = {}): readonly Row[] {
  return judge({parts, stack: fixtureStack(), facts: seen, now: FIXTURE_NOW, overrides: {}, ...more})
}

/** The report on made-up rooms, as it is kept. */
export function reportOn(parts: readonly DoctorPart[], more: Partial<ReportInput> = {}): DoctorReport {
  const rows = more.rows ?? judged(parts)
  return toReport({
    rows,
    judged: {stack: fixtureStack(), facts: seen, now: FIXTURE_NOW, overrides: {}},
    run: {
      id: '20260115T120000Z-00ff',
      startedAt: new Date(FIXTURE_NOW).toISOString(),
      durationMs: 1234,
      opsctl: '0.1.0',
      project: 'shop',
      environment: 'production',
      target: 'compose',
      tiers: ['runtime'],
      selection: [],
      offline: false,
    },
    accepted: [],
    failOn: 'fail',
    ...more,
  })
}
