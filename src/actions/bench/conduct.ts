/** Runs one load test from lock to kept result, whatever makes the load. */
import {
  type BenchResult,
  type BenchSecond,
  RESULT_FORMAT,
  type RunRecord,
  type SearchRecord,
  type Trust,
} from '../../bench/result.js'
import {judgeTrust, trustOfSearch} from '../../bench/trust.js'
import {OpsError} from '../../errors.js'
import {packageVersion} from '../../package-root.js'
import type {Project} from '../../project.js'
import type {Stack} from '../../spec/stack.js'
import {listContainerPids} from '../../system/docker-api.js'
import {readIfThere} from '../../system/files.js'
import {withBenchLock} from '../../system/lock.js'
import {type MachineWatch, watchMachine} from '../../system/machine-load.js'
import {describeMachine} from '../../system/this-machine.js'
import type {Text} from '../../text.js'
import {recordMachine} from './machine-log.js'
import {checkName, checkOut, nameBaseline, resultId, saveResult} from './store.js'

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
  /** Processes that are the target, beside the containers of the stack. */
  readonly targetPids?: readonly number[]
  /** Ports of this host by which the load gets there. */
  readonly targetPorts?: readonly number[]
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
  /** To be called with every second of the counted part as it ends. */
  onSecond(second: BenchSecond): void
  /** Watches the machine anew, the target's own CPU apart; for a search that judges each of its probes. */
  watch(): MachineWatch
}

export interface BenchOutcome {
  readonly run?: RunRecord
  readonly search?: SearchRecord
  readonly ended: BenchResult['status']
  /** Where the work itself knows how far it may be believed, as a search does; else the run is judged. */
  readonly trust?: Trust
  /** Why it did not run to its end. */
  readonly reason?: Text
}

/**
 * Takes the lock of load tests, watches the machine while the work runs, judges how far the run may be believed, and
 * keeps the result. Throws OPS_BENCH_RUNNING, OPS_BENCH_NAME, OPS_BENCH_OUT and what the work throws.
 */
export async function conductBench(
  project: Project,
  plan: BenchPlan,
  work: (tools: BenchTools) => Promise<BenchOutcome>,
): Promise<BenchResult> {
  if (plan.name !== undefined) checkName(plan.name)
  if (plan.out !== undefined) await checkOut(plan.out)
  return withBenchLock(project, plan.command.join(' '), async () => {
    const targets = {targetPids: await findPids(plan), targetPorts: plan.targetPorts ?? []}
    const log = recordMachine(watchMachine(targets))
    const startedAt = new Date()
    const outcome = await work({onSecond: log.onSecond, watch: () => watchMachine(targets)}).finally(log.stop)
    const result = await toResult(project, plan, {outcome, log, startedAt})
    await keep(project, plan, result)
    return result
  })
}

interface Conducted {
  readonly outcome: BenchOutcome
  readonly log: ReturnType<typeof recordMachine>
  readonly startedAt: Date
}

async function toResult(project: Project, plan: BenchPlan, {outcome, log, startedAt}: Conducted): Promise<BenchResult> {
  const {search, ended, reason} = outcome
  const run = outcome.run && {...outcome.run, seconds: outcome.run.seconds.map(log.annotate)}
  const version = packageVersion()
  const configSha256 = plan.stack && (await hashDeploy(project))
  return {
    format: RESULT_FORMAT,
    id: resultId(startedAt, plan.kind),
    kind: plan.kind,
    target: plan.target,
    startedAt: startedAt.toISOString(),
    endedAt: new Date().toISOString(),
    status: ended,
    ...(reason === undefined ? {} : {statusReason: reason}),
    command: [...plan.command],
    seed: plan.seed,
    trust: outcome.trust ?? judge({run, search}, plan, log),
    environment: {
      opsctl: version,
      ...describeMachine(),
      engine: plan.engine ?? `opsctl ${version}`,
      ...(configSha256 === undefined ? {} : {configSha256}),
    },
    ...(run ? {run} : {}),
    ...(search ? {search} : {}),
  }
}

function judge(
  {run, search}: {readonly run: RunRecord | undefined; readonly search: SearchRecord | undefined},
  {sloUs}: BenchPlan,
  log: Conducted['log'],
): Trust {
  if (search) return trustOfSearch(search)
  if (!run) return {verdict: 'good', reasons: []}
  return judgeTrust({run, machine: log.counted(), ...(sloUs === undefined ? {} : {sloUs})})
}

/** A result is worth more than the place it is kept in: without space it is still printed. */
async function keep(project: Project, plan: BenchPlan, result: BenchResult): Promise<void> {
  try {
    await saveResult(project, result, plan.out)
    if (plan.name !== undefined) await nameBaseline(project, plan.name, result.id)
  } catch (error) {
    if (!(error instanceof OpsError)) throw error
    plan.onNotKept(error)
  }
}

/** Of a cluster no process of the stack is this host's own. */
async function findPids({stack, targetPids = []}: BenchPlan): Promise<readonly number[]> {
  if (stack?.target !== 'compose') return targetPids
  return [...targetPids, ...(await listContainerPids(stack.project))]
}

/** The manifest has the hash of every generated file. */
async function hashDeploy(project: Project): Promise<string | undefined> {
  const manifest = await readIfThere(project.manifest)
  if (manifest === undefined) return undefined
  const {sha256} = await import('../../render/config-hash.js')
  return sha256(manifest)
}
