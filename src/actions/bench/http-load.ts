/** From options to a load plan but for how much load: target, requests, engine. `bench http` and `bench capacity` add a model to it. */
import type {LoadPlan} from '../../bench/load-plan.js'
import type {Project} from '../../project.js'
import type {ResolvedTarget} from './resolve-target.js'

export interface HttpLoadOptions {
  readonly method?: string
  /** `Name: value`. */
  readonly headers: readonly string[]
  readonly body?: string
  readonly bodyFile?: string
  readonly dataFile?: string
  /** In place of method, headers, body, data and expectations. */
  readonly scenarioFile?: string
  readonly authFile?: string
  readonly caFile?: string
  /** Each `200` or `200,404`. */
  readonly expectStatus: readonly string[]
  readonly expectBody?: string
  readonly keepAlive: boolean
  readonly timeoutS: number
  readonly seed: number
  readonly threads: number
  readonly pace: LoadPlan['pace']
  readonly allowRemote: readonly string[]
  /** `50%` or `0.5`. */
  readonly maxErrorRatio: string
  readonly signal?: AbortSignal
}

/** Everything of a plan but how much load, warm-up and drain; close `resolved` when done. */
export interface HttpLoad {
  readonly resolved: ResolvedTarget
  readonly plan: Omit<LoadPlan, 'model' | 'warmupS' | 'drainS'>
}

/** Reads the files, finds the target, and asks each kind of request once, so that what can't work fails before it is load. Throws OPS_BENCH_*. */
export async function prepareHttpLoad(
  _project: Project,
  _urlOrRoute: string,
  _options: HttpLoadOptions,
): Promise<HttpLoad> {
  throw new Error('prepareHttpLoad: being built')
}
