import {PgbenchLog, type PgbenchPlan} from '../../bench/pgbench-log.js'
import type {BenchResult, BenchSecond, RunRecord} from '../../bench/result.js'
import type {ExecResult} from '../../components/component.js'
import {passwordOf, roles} from '../../components/postgres/roles.js'
import {OpsError} from '../../errors.js'
import {formatBytes} from '../../figures.js'
import {benchStoresMessages as say} from '../../messages/bench-stores.js'
import type {Project} from '../../project.js'
import type {Stack} from '../../spec/stack.js'
import {interrupted} from '../../system/run.js'
import {type Text, verbatim} from '../../text.js'
import {type OpenStack, openStack} from '../pipeline.js'
import {DATABASE, dropDatabase, makeDatabase} from './bench-database.js'
import {type BenchOutcome, type BenchPlan, type BenchTools, conductBench} from './conduct.js'
import {guardLoad} from './guard.js'
import {cpuSecondsOf, findPgbench, openPgbench, type Pgbench} from './pgbench.js'
import {parseProgress} from './pgbench-progress.js'
import {
  type BenchScript,
  readScripts,
  scriptArgv,
  scriptFailed,
  type Workload,
  withOwnPaths,
} from './pgbench-scripts.js'
import {diskFull, isDiskFull, lastLinesOf, requireStore} from './store-errors.js'

export interface PostgresBenchOptions extends Pick<BenchPlan, 'command' | 'seed' | 'out' | 'name' | 'onNotKept'> {
  /** 100,000 accounts each, about 15 MiB; 0 makes no tables. */
  readonly scale: number
  readonly clients: number
  readonly durationS: number
  readonly warmupS: number
  /** Transactions per second that are due, at random times; as many as the clients manage when absent. */
  readonly rate?: number
  /** One that waits longer than that before it begins is given up. */
  readonly latencyLimitS?: number
  readonly workload: Workload
  /** `FILE` or `FILE@WEIGHT`, in place of the workload. */
  readonly scripts: readonly string[]
  readonly protocol: 'simple' | 'extended' | 'prepared'
  /** Share of the transactions whose times are kept; chosen by the length of the run when absent. */
  readonly samplingRate?: number
  readonly signal: AbortSignal
  readonly onSecond: (second: BenchSecond) => void
  /** Told when something could not be removed afterwards. */
  readonly onLeft: (error: OpsError) => void
}

const MIB = 2 ** 20
/** Of the tables, their indexes and the write-ahead log of making them. */
const SCALE_BYTES = 24 * MIB
/** Superusers and monitoring keep connections for themselves. */
const RESERVED_CONNECTIONS = 6
/** More transactions make no percentile better, and cost disk and time. */
const MOST_LOGGED = 1_000_000
/** What is expected where no rate is given: reads and writes of a fast machine. */
const EXPECTED_RATE = {read: 100_000, write: 20_000} as const
/** What was due is waited for so long. */
const DRAIN_S = 1
const GRACE_S = 60
/** pgbench's exit codes: a wrong option or script, and clients that failed on the way. */
const ABORTED = 2

/** Loads a database of its own with pgbench. Throws OPS_BENCH_*, OPS_SERVICE_DOWN. */
export async function benchPostgres(project: Project, options: PostgresBenchOptions): Promise<BenchResult> {
  const {rate = 0, durationS, warmupS} = options
  guardLoad({rate, durationS: warmupS + durationS})
  const scripts = await readScripts(options.scripts)
  const open = await openStack(project)
  requireStore(open.stack, 'postgres', 'PostgreSQL')
  refuseCrowd(options.clients, open.stack)
  const engine = await findPgbench(open.access)
  const what = scripts.length === 0 ? options.workload : scripts.map(({path}) => path).join(', ')
  const {command, seed, out, name, onNotKept} = options
  const plan: BenchPlan = {
    ...{kind: 'postgres', target: `postgres ${what}`, command, seed, engine, stack: open.stack, onNotKept},
    ...(out === undefined ? {} : {out}),
    ...(name === undefined ? {} : {name}),
  }
  return conductBench(project, plan, (tools) =>
    inOwnDatabase(open, options, (pgbench) => load({open, options, scripts, pgbench, tools})),
  )
}

/** Whatever happens, database and files are gone afterwards; a database that was there before is not touched. */
async function inOwnDatabase(
  {access}: OpenStack,
  {scale, onLeft}: PostgresBenchOptions,
  work: (pgbench: Pgbench) => Promise<BenchOutcome>,
): Promise<BenchOutcome> {
  const tell = (error: unknown) => {
    if (!(error instanceof OpsError)) throw error
    onLeft(error)
  }
  const pgbench = await openPgbench(access)
  try {
    refuseSize(scale, pgbench.freeBytes)
    await makeDatabase(access)
    try {
      return await work(pgbench)
    } finally {
      await dropDatabase(access).catch(tell)
    }
  } finally {
    await pgbench.remove().catch(tell)
  }
}

interface Load {
  readonly open: OpenStack
  readonly options: PostgresBenchOptions
  readonly scripts: readonly BenchScript[]
  readonly pgbench: Pgbench
  readonly tools: BenchTools
}

async function load(given: Load): Promise<BenchOutcome> {
  const {open, options, scripts, pgbench, tools} = given
  const password = await open.access.secret(passwordOf('app'))
  for (const {name, content} of scripts) await pgbench.putScript(name, content)
  if (options.scale > 0) await fillTables(given, password)
  const plan = planOf(options, scripts, open.stack)
  const answer = withOwnPaths(
    await pgbench.run(loadArgv(options, plan, scripts), {
      password,
      timeoutMs: (options.warmupS + options.durationS + GRACE_S) * 1000,
      endBy: 'ALRM',
      signal: options.signal,
      onLine(line) {
        const second = parseProgress(line, options.warmupS)
        if (!second) return
        tools.onSecond(second)
        options.onSecond(second)
      },
    }),
    scripts,
  )
  const log = new PgbenchLog()
  await pgbench.readLog(log)
  return toOutcome(given, {answer, log, plan})
}

async function fillTables({options, pgbench}: Load, password: string): Promise<void> {
  const argv = ['--initialize', '--quiet', '--scale', String(options.scale), ...LOGIN]
  const control = {
    password,
    timeoutMs: (600 + options.scale * 5) * 1000,
    endBy: 'TERM',
    signal: options.signal,
  } as const
  const answer = await pgbench.run(argv, control)
  if (options.signal.aborted) throw interrupted()
  if (answer.exitCode !== 0) throw pgbenchFailed(answer)
}

/** As an app comes: by the network, with a password. */
const LOGIN = ['--host', 'postgres', '--username', roles.app.role, DATABASE]

function planOf(options: PostgresBenchOptions, scripts: readonly BenchScript[], stack: Stack): PgbenchPlan {
  const {clients, durationS, warmupS, rate, workload} = options
  const isRead = scripts.length === 0 && workload === 'select-only'
  const expected = (rate ?? EXPECTED_RATE[isRead ? 'read' : 'write']) * (warmupS + durationS)
  return {
    ...{clients, durationS, warmupS},
    threads: Math.min(clients, Math.max(1, Math.ceil(stack.postgres.limits.cpus))),
    ...(rate === undefined ? {} : {rate}),
    samplingRate: options.samplingRate ?? Math.min(1, Number((MOST_LOGGED / expected).toPrecision(2))),
    scripts: scripts.length === 0 ? [workload] : scripts.map(({path}) => path),
  }
}

function loadArgv(
  options: PostgresBenchOptions,
  plan: PgbenchPlan,
  scripts: readonly BenchScript[],
): readonly string[] {
  const {latencyLimitS, protocol, seed, workload} = options
  const {clients, durationS, warmupS, rate, samplingRate, threads} = plan
  return [
    ...['--no-vacuum', '--protocol', protocol, '--client', String(clients), '--jobs', String(threads)],
    ...['--time', String(Math.ceil(warmupS + durationS) + DRAIN_S), '--progress', '1', '--random-seed', String(seed)],
    ...['--log', '--log-prefix', 'log', '--failures-detailed'],
    ...(samplingRate < 1 ? ['--sampling-rate', String(samplingRate)] : []),
    ...(rate === undefined ? [] : ['--rate', String(rate)]),
    ...(latencyLimitS === undefined ? [] : ['--latency-limit', String(latencyLimitS * 1000)]),
    ...scriptArgv(scripts, workload),
    ...LOGIN,
  ]
}

interface Ended {
  readonly answer: ExecResult
  readonly log: PgbenchLog
  readonly plan: PgbenchPlan
}

function toOutcome({options, scripts}: Load, {answer, log, plan}: Ended): BenchOutcome {
  const isInterrupted = options.signal.aborted
  const run = log.toRun(plan)
  if (!run || run.completed === 0) {
    if (isInterrupted) throw interrupted()
    if (isDiskFull(answer.stderr)) throw diskFull(answer)
    throw scripts.length > 0 ? scriptFailed(answer, scripts) : pgbenchFailed(answer)
  }

  const kept = {run: withExtra(run, options, answer, plan)}
  if (isInterrupted) return {...kept, ended: 'interrupted'}
  const reason = whyStopped(answer, log, plan)
  return reason ? {...kept, ended: 'stopped', reason} : {...kept, ended: 'complete'}
}

/** The first error is the cause; the others follow from it. */
function whyStopped(answer: ExecResult, log: PgbenchLog, {samplingRate}: PgbenchPlan): Text | undefined {
  if (isDiskFull(answer.stderr)) return say.diskFull
  if (answer.exitCode === ABORTED) {
    const errors = answer.stderr.split('\n').filter((line) => line.startsWith('pgbench: error: '))
    return say.clientsAborted((errors[0] ?? '').replace('pgbench: error: ', ''))
  }

  const processed = Number(/^number of transactions actually processed: (\d+)/m.exec(answer.stdout)?.[1] ?? 0)
  const share = log.count / Math.max(1, processed * samplingRate)
  return share < WHOLE ? say.logCut(`${Math.round(share * 100)} %`) : undefined
}

/** A sample is never exactly its share. */
const WHOLE = 0.9

function withExtra(run: RunRecord, options: PostgresBenchOptions, answer: ExecResult, plan: PgbenchPlan): RunRecord {
  const seconds = cpuSecondsOf(answer.stdout)
  const cpu = seconds === undefined ? undefined : seconds / (run.warmupS + run.durationS)
  return {
    ...run,
    ...(cpu === undefined ? {} : {generatorCpu: cpu}),
    extra: {
      scale: options.scale,
      ...(plan.samplingRate < 1 ? {samplingRate: plan.samplingRate} : {}),
      ...(cpu === undefined ? {} : {busiestThreadCpu: cpu / plan.threads}),
    },
  }
}

function refuseCrowd(clients: number, {postgres}: Stack): void {
  const most = Math.max(1, postgres.maxConnections - RESERVED_CONNECTIONS)
  if (clients <= most) return
  throw new OpsError({
    code: 'OPS_BENCH_CLIENTS',
    kind: 'usage',
    message: say.manyClients(clients, most),
    suggestions: [say.fewerClients(most)],
  })
}

function refuseSize(scale: number, freeBytes: number): void {
  const needed = scale * SCALE_BYTES
  if (needed <= freeBytes) return
  throw new OpsError({
    code: 'OPS_BENCH_DISK_FULL',
    kind: 'environment',
    message: say.noSpace(formatBytes(needed), formatBytes(freeBytes), scale),
    suggestions: [say.smallerScale(Math.max(1, Math.floor(freeBytes / SCALE_BYTES / 2)))],
  })
}

function pgbenchFailed(answer: ExecResult): OpsError {
  if (isDiskFull(answer.stderr)) return diskFull(answer)
  return new OpsError({
    code: 'OPS_BENCH_PGBENCH',
    kind: 'external',
    message: say.pgbenchFailed,
    detail: lastLinesOf({...answer, stdout: ''}),
    suggestions: [verbatim('opsctl status'), verbatim('opsctl logs postgres')],
  })
}
