/** From what a person typed, a URL or a route of opsctl.yaml, to an address that may be put under load. */
import type {LoadTarget} from '../../bench/load-plan.js'
import type {Project} from '../../project.js'
import type {Stack} from '../../spec/stack.js'

export interface TargetOptions {
  /** Host names that a person typed out: the only ones beyond this machine that may be put under load. */
  readonly allowRemote: readonly string[]
  /** Path of a PEM file with the authority that signed the target's certificate. */
  readonly caFile?: string
  readonly signal?: AbortSignal
}

export interface ResolvedTarget {
  /** The stack whose route it is, or whose container is the target. */
  readonly stack?: Stack
  readonly target: LoadTarget
  /** Value of the Host header. */
  readonly host: string
  /** Path with query. */
  readonly path: string
  /** A log-in among them: never print. */
  readonly headers: Readonly<Record<string, string>>
  /** What is shown and kept as the target; no credential in it. */
  readonly label: string
  /** Ends what was opened to reach it, as a forwarded port. */
  close(): void
}

/** Throws OPS_BENCH_URL, OPS_BENCH_ROUTE, OPS_BENCH_REMOTE. */
export async function resolveTarget(
  _project: Project,
  _urlOrRoute: string,
  _options: TargetOptions,
): Promise<ResolvedTarget> {
  throw new Error('resolveTarget: being built')
}
