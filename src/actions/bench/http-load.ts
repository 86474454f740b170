/** From options to a load plan but for how much load: target, requests, engine. `bench http` and `bench capacity` add a model to it. */
import type {HttpWirePlan, LoadPlan} from '../../bench/load-plan.js'
import {checkFirstAnswer} from '../../load/first-answer.js'
import type {Project} from '../../project.js'
import {readLogin} from './read-inputs.js'
import {type RequestOptions, readRequests} from './read-requests.js'
import {type ResolvedTarget, resolveTarget} from './resolve-target.js'

export interface HttpLoadOptions extends RequestOptions {
  readonly authFile?: string
  readonly caFile?: string
  readonly keepAlive: boolean
  readonly timeoutS: number
  readonly seed: number
  readonly threads: number
  readonly pace: LoadPlan['pace']
  readonly allowRemote: readonly string[]
  /** Share of a second’s requests, above 0 and up to 1. */
  readonly maxErrorRatio: number
  readonly signal?: AbortSignal
}

/** Everything of a plan but how much load. */
export interface HttpLoad {
  readonly resolved: ResolvedTarget
  readonly plan: Omit<LoadPlan, 'model' | 'warmupS' | 'wire'> & {readonly wire: HttpWirePlan}
}

/** Reads the files, finds the target, and asks each kind of request once, so that what can't work fails before it is load. Throws OPS_BENCH_*. */
export async function prepareHttpLoad(
  project: Project,
  urlOrRoute: string,
  options: HttpLoadOptions,
): Promise<HttpLoad> {
  const {keepAlive, timeoutS, seed, threads, pace} = options
  const login = await readLogin(options.authFile)
  const resolved = await resolveTarget(project, urlOrRoute, options)
  const given = await readRequests(options, resolved.path)
  const requests = given.map((request) => ({
    ...request,
    headers: {...resolved.headers, ...login, ...request.headers},
  }))
  const {target, host} = resolved
  const wire = {protocol: 'http', host, keepAlive, requests} as const
  const plan = {
    target,
    wire,
    drainS: timeoutS,
    timeoutMs: timeoutS * 1000,
    seed,
    threads,
    pace,
    stopAtErrorRatio: options.maxErrorRatio,
  }
  await checkKinds(plan, options.signal)
  return {resolved, plan}
}

/** The engine asks once before it begins; of several kinds each is asked. */
async function checkKinds(plan: HttpLoad['plan'], signal?: AbortSignal): Promise<void> {
  const {wire} = plan
  if (wire.requests.length === 1) return
  const model = {kind: 'closed', connections: 1, durationS: 0} as const
  for (const request of wire.requests) {
    await checkFirstAnswer({...plan, wire: {...wire, requests: [request]}, model, warmupS: 0}, signal)
  }
}
