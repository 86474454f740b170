/** Why a selector of a rule finds nothing on a running stack. Pure. */
import type {SelectorExpr} from '../promql/ast.js'
import type {KnownSeries} from './contracts.js'

/** What a running Prometheus knows of a selector. */
export interface SelectorFacts {
  /** Some series matched within the time looked at. */
  readonly matched: boolean
  /** The metric has series, whatever their labels. */
  readonly hasMetric: boolean
}

export type SelectorState =
  /** Series match. */
  | 'matched'
  /** The metric is there; what the matchers ask for has not happened, as with a counter by error. */
  | 'quiet'
  /** The metric is known to appear only once something has happened. */
  | 'dormant'
  /** Nothing exports it here: the exporter or one of its flags is missing. */
  | 'missing'
  /** No contract knows the metric. */
  | 'unknown'

export interface SelectorVerdict {
  readonly state: SelectorState
  readonly exporter?: string
  readonly flag?: string
}

/** Series that Prometheus itself makes, and only when there is something to say. */
const MADE_ON_DEMAND = /^(ALERTS|ALERTS_FOR_STATE)$/

/** Judges one selector. `exporters` are those whose metrics this stack scrapes at all. */
export function judgeSelector(
  {metric, matchers}: SelectorExpr,
  facts: SelectorFacts,
  known: readonly KnownSeries[],
  exporters: ReadonlySet<string>,
): SelectorVerdict {
  if (facts.matched) return {state: 'matched'}
  if (facts.hasMetric && matchers.length > 0) return {state: 'quiet'}
  if (metric === undefined || MADE_ON_DEMAND.test(metric)) return {state: 'dormant'}
  const [first] = known
  if (!first) return metric.includes(':') ? {state: 'dormant'} : {state: 'unknown'}
  const origin = {exporter: first.exporter, ...(first.flag === undefined ? {} : {flag: first.flag})}
  const runs = known.find(({exporter}) => exporters.has(exporter))
  if (!runs) return {state: 'missing', ...origin}
  return runs.flag === undefined ? {state: 'dormant', exporter: runs.exporter} : {state: 'missing', ...origin}
}
