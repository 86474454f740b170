/** Runs one load test from lock to kept result, whatever makes the load. */
import type {BenchResult, BenchSecond, RunRecord, SearchRecord} from '../../bench/result.js'
import type {OpsError} from '../../errors.js'
import type {Project} from '../../project.js'
import type {Stack} from '../../spec/stack.js'
import type {MachineWatch} from '../../system/machine-load.js'
import type {Text} from '../../text.js'

export interface BenchPlan {
  readonly kind: BenchResult['kind']
  /** What was asked, without credentials. */
  readonly target: string
  /** Words that repeat it, without a secret. */
  readonly command: readonly string[]
  readonly seed: number
  /** What makes the load, with its version: `pgbench 18.1`; opsctl itself when absent. */
  readonly engine?: string
  /** The stack that is the target, if it is one. */
  readonly stack?: Stack
  /** Ids of processes that are the target and in no container of the stack. */
  readonly targetPids?: readonly number[]
  /** The latency that is promised, µs: the generator may not lag by more than a small part of it. */
  readonly sloUs?: number
  /** A second place for the result. */
  readonly out?: string
  /** The result becomes the baseline of this name. */
  readonly name?: string
  /** Told when the result could not be kept. It is returned all the same. */
  readonly onNotKept: (error: OpsError) => void
}

export interface BenchTools {
  /** To be called with every second as it ends; fills in what else the machine did in it. */
  onSecond(second: BenchSecond): void
  /** Watches the machine anew, the target's own CPU apart; for a search that judges each of its probes. */
  watch(): MachineWatch
}

export interface BenchOutcome {
  readonly run?: RunRecord
  readonly search?: SearchRecord
  readonly ended: BenchResult['status']
  /** Why it did not run to its end. */
  readonly reason?: Text
}

/** Takes the lock of load tests, watches the machine while the work runs, judges how far the run may be trusted, and keeps the result. Throws OPS_BENCH_RUNNING and what the work throws. */
export async function conductBench(
  _project: Project,
  _plan: BenchPlan,
  _work: (tools: BenchTools) => Promise<BenchOutcome>,
): Promise<BenchResult> {
  throw new Error('conductBench: being built')
}
