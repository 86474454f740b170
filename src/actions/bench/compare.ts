import {type Comparison, compareRuns} from '../../bench/compare.js'
import {OpsError} from '../../errors.js'
import {benchCompareMessages as say} from '../../messages/bench-compare.js'
import type {Project} from '../../project.js'
import {verbatim} from '../../text.js'
import {loadResult} from './store.js'

/** What to compare, and by how much a figure may become worse. */
export interface CompareBenchOptions {
  readonly maxRegression: number
  readonly seed: number
}

/** Compares two kept results. Throws OPS_BENCH_RESULT_* and OPS_BENCH_NOT_COMPARABLE. */
export async function compareBench(
  project: Project,
  [before, after]: readonly [string, string],
  options: CompareBenchOptions,
): Promise<Comparison> {
  const older = await loadResult(project, before)
  return compareRuns(older, await loadResult(project, after), options)
}

/** A share as `10%`. Throws OPS_FLAG_SHARE. */
export function parseBound(written: string): number {
  const share = Number(/^(\d+(?:\.\d+)?)\s*%$/.exec(written)?.[1]) / 100
  if (share >= 0 && share <= 10) return share
  throw new OpsError({
    code: 'OPS_FLAG_SHARE',
    kind: 'usage',
    message: say.badBound(written),
    suggestions: [verbatim('--max-regression 10%')],
  })
}
