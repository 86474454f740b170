import type {Layout} from './analysis.js'

/** What an analysis takes into account and how much of it is listed. */
export interface AnalysisOptions {
  /** Epoch milliseconds; an event without a time counts by the one before it in its source. */
  readonly sinceMs?: number
  readonly untilMs?: number
  /** Every line is read as this layout only. */
  readonly layout?: Layout
  /** A trace or request id whose events are listed. */
  readonly trace?: string
  /** How many entries each list has; 10 when absent. */
  readonly top?: number
}
