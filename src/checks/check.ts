import type {Text} from '../text.js'

/** What a probe saw: plain data, printable as JSON, without judgement and without secrets. */
export type Facts = Readonly<Record<string, unknown>>

/** The outcome of judging facts. A warning or failure can't be stated without its remedy. */
export type Verdict =
  | {readonly status: 'pass'; readonly detail: Text}
  | {readonly status: 'warn' | 'fail'; readonly detail: Text; readonly fix: Text}
  | {readonly status: 'skip'; readonly detail: Text}

export const pass = (detail: Text): Verdict => ({status: 'pass', detail})
export const warn = (detail: Text, fix: Text): Verdict => ({status: 'warn', detail, fix})
export const fail = (detail: Text, fix: Text): Verdict => ({status: 'fail', detail, fix})
export const skip = (detail: Text): Verdict => ({status: 'skip', detail})

/** A verdict with the name of its check. */
export interface CheckResult {
  readonly id: string
  readonly title: Text
  readonly service?: string
  readonly verdict: Verdict
  readonly facts: Facts
}
