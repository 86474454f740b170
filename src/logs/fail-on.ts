/** Conditions under which `logs analyze` ends with exit code 1, as in `errors>1%`. */
import type {Analysis} from './analysis.js'

/** What a condition may be about: a count and a whole for its share, or milliseconds. */
type Measure =
  | {readonly kind: 'count'; of(analysis: Analysis): number; whole(analysis: Analysis): number}
  | {readonly kind: 'duration'; of(analysis: Analysis): number | undefined}

export interface Condition {
  /** As the person wrote it. */
  readonly text: string
  readonly name: string
  readonly more: boolean
  /** Milliseconds, a share from 0 to 1, or a count. */
  readonly limit: number
  readonly unit: 'share' | 'count' | 'ms'
}

export interface Verdict {
  readonly condition: string
  readonly failed: boolean
  /** In the unit of the condition; absent when no line has such a number. */
  readonly value?: number
  readonly unit: Condition['unit']
}

const events = ({totals}: Analysis) => totals.events
const requests = ({status}: Analysis) => status.classes.reduce((sum, {count}) => sum + count, 0)
const level = (wanted: string) => (analysis: Analysis) =>
  analysis.levels.find((one) => one.level === wanted)?.count ?? 0
const answers = (wanted: string) => (analysis: Analysis) =>
  analysis.status.classes.find((one) => one.class === wanted)?.count ?? 0
const percentile =
  (name: 'p50' | 'p90' | 'p95' | 'p99' | 'max') =>
  ({latency}: Analysis) =>
    latency?.[name]

const measures: Readonly<Record<string, Measure>> = {
  errors: {kind: 'count', of: ({errors}) => errors.count, whole: events},
  fatal: {kind: 'count', of: level('fatal'), whole: events},
  warnings: {kind: 'count', of: level('warn'), whole: events},
  unparsed: {kind: 'count', of: ({totals}) => totals.unparsed, whole: events},
  damaged: {kind: 'count', of: ({totals}) => totals.damaged, whole: ({totals}) => totals.lines},
  lines: {kind: 'count', of: ({totals}) => totals.lines, whole: ({totals}) => totals.lines},
  '4xx': {kind: 'count', of: answers('4xx'), whole: requests},
  '5xx': {kind: 'count', of: answers('5xx'), whole: requests},
  p50: {kind: 'duration', of: percentile('p50')},
  p90: {kind: 'duration', of: percentile('p90')},
  p95: {kind: 'duration', of: percentile('p95')},
  p99: {kind: 'duration', of: percentile('p99')},
  max: {kind: 'duration', of: percentile('max')},
}

/** Names that a condition may begin with. */
export const conditionNames: readonly string[] = Object.keys(measures)

const FORM = /^([a-z0-9]+)\s*([<>])\s*(\d+(?:\.\d+)?)\s*(%|ms|s)?$/

/** Reads a condition; undefined when it is none, or when its unit does not fit its name. */
export function parseCondition(text: string): Condition | undefined {
  const [, name = '', sign, digits, suffix] = FORM.exec(text.trim()) ?? []
  const measure = measures[name]
  if (!measure || digits === undefined) return undefined
  const number = Number(digits)
  const common = {text, name, more: sign === '>'}
  if (measure.kind === 'duration') {
    if (suffix !== 'ms' && suffix !== 's') return undefined
    return {...common, limit: suffix === 's' ? number * 1000 : number, unit: 'ms'}
  }

  if (suffix === 'ms' || suffix === 's') return undefined
  return suffix === '%' ? {...common, limit: number / 100, unit: 'share'} : {...common, limit: number, unit: 'count'}
}

/** Judges one condition. What no line has a number for fails nothing. */
export function judgeCondition({text, name, more, limit, unit}: Condition, analysis: Analysis): Verdict {
  const value = valueIn(measures[name], unit, analysis)
  if (value === undefined) return {condition: text, failed: false, unit}
  return {condition: text, failed: more ? value > limit : value < limit, value, unit}
}

function valueIn(measure: Measure | undefined, unit: Condition['unit'], analysis: Analysis): number | undefined {
  const number = measure?.of(analysis)
  if (number === undefined || unit !== 'share' || measure?.kind !== 'count') return number
  const whole = measure.whole(analysis)
  return whole === 0 ? undefined : number / whole
}
