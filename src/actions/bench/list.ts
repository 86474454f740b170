import type {BenchResult} from '../../bench/result.js'
import type {Project} from '../../project.js'
import {listResults} from './store.js'

/** A kept result in short; without its figures when its file can't be read. */
export interface ListedResult {
  readonly id: string
  readonly path: string
  /** Names it was given as a baseline. */
  readonly baselines: readonly string[]
  readonly summary?: Pick<BenchResult, 'kind' | 'target' | 'startedAt' | 'status' | 'trust'> & {
    readonly deliveredRate?: number
    /** µs. */
    readonly p99?: number
    readonly errorRatio?: number
    readonly capacity?: NonNullable<BenchResult['search']>['capacity']
  }
}

/** The kept results, the newest first. */
export async function listBenches(project: Project): Promise<readonly ListedResult[]> {
  const kept = await listResults(project)
  return kept.map(({id, path, baselines, result}) => ({
    id,
    path,
    baselines,
    ...(result ? {summary: summarize(result)} : {}),
  }))
}

function summarize({
  kind,
  target,
  startedAt,
  status,
  trust,
  run,
  search,
}: BenchResult): ListedResult['summary'] & object {
  const figures = run && {
    deliveredRate: run.deliveredRate,
    p99: run.response.p99,
    errorRatio: (run.failed + run.unfinished) / Math.max(1, run.offered),
  }
  return {kind, target, startedAt, status, trust, ...figures, ...(search ? {capacity: search.capacity} : {})}
}
