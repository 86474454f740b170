/** Recorded facts of one situation, with what a check must say of it. */
import type {DoctorPart, Outcome, Status} from '../../src/doctor/check.js'
import type {FactEntry} from '../../src/doctor/facts.js'
import {judge, type Row} from '../../src/doctor/judge.js'
import type {ThresholdOverrides} from '../../src/doctor/thresholds.js'
import {type Stack, type StackInput, stackSchema} from '../../src/spec/stack.js'

export interface Fixture {
  /** The situation, as a sentence without its subject: “four sessions wait for 71 s”. */
  readonly when: string
  /** Value of each fact that the check needs, by the name of the fact. */
  readonly facts: Readonly<Record<string, unknown>>
  /** What differs from a stack that has the usual core rooms. */
  readonly stack?: Partial<StackInput>
  /** Facts of an earlier look, for what only a difference can tell. */
  readonly before?: {readonly agoS: number; readonly facts: Readonly<Record<string, unknown>>}
  readonly thresholds?: ThresholdOverrides[string]
  readonly expect: Status
  /** Words of the English detail; for a reader, and so that the fixture proves more than a colour. */
  readonly says?: RegExp
  readonly instance?: string
  readonly observed?: Outcome['observed']
}

/** Fixtures by check id. Each check needs one for every outcome it declares. */
export type Fixtures = Readonly<Record<string, readonly Fixture[]>>

/** The time at which fixtures are judged: 2026-01-15 12:00 UTC. */
export const FIXTURE_NOW = Date.UTC(2026, 0, 15, 12)

/** A valid stack with the core rooms, and what the fixture wants instead. */
export function fixtureStack(own: Partial<StackInput> = {}): Stack {
  return stackSchema.parse({
    version: 1,
    project: 'shop',
    postgres: {},
    redis: {},
    gateway: {routes: {web: {upstreams: ['web'], paths: ['/']}}},
    prometheus: {},
    alertmanager: {},
    apps: {web: {build: '.', uses: ['postgres', 'redis']}},
    ...own,
  })
}

/** Judges one check on its fixture alone, without what it rests on. */
export function judgeFixture(part: DoctorPart, id: string, fixture: Fixture): readonly Row[] {
  const check = part.checks.find((one) => one.id === id)
  if (!check) throw new Error(`${part.id} has no check ${id}`)
  return judge({
    parts: [{...part, isFor: () => true, checks: [{...check, after: [], because: []}]}],
    stack: fixtureStack(fixture.stack),
    facts: entries(fixture.facts),
    now: FIXTURE_NOW,
    overrides: fixture.thresholds ? {[id]: fixture.thresholds} : {},
    ...(fixture.before
      ? {earlier: [{at: FIXTURE_NOW - fixture.before.agoS * 1000, facts: entries(fixture.before.facts)}]}
      : {}),
    onCrash: (_, error) => {
      throw error
    },
  })
}

/** Values as a collector would hand them over. */
export function entries(facts: Readonly<Record<string, unknown>>): Readonly<Record<string, FactEntry>> {
  return Object.fromEntries(Object.entries(facts).map(([name, value]) => [name, {ok: true, value, ms: 1}]))
}
