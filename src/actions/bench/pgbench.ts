/**
 * pgbench inside the database's own container, so that nothing has to be installed. What it writes lies in a folder beside
 * the data, not in /tmp, which is memory; the password goes by stdin.
 */
import {Writable} from 'node:stream'

import type {PgbenchLog} from '../../bench/pgbench-log.js'
import type {Access, ExecResult, Instance} from '../../components/component.js'
import {OpsError} from '../../errors.js'
import {benchStoresMessages as say} from '../../messages/bench-stores.js'
import {sleep} from '../../system/clock.js'
import {postgresFailed} from './store-errors.js'

/** The shell's way to the folder. Its name is fixed: what a run that was killed has left there is removed by the next. */
const ENTER = 'cd "$(dirname "$PGDATA")/opsctl-bench" || exit 1;'
const MAKE = 'dir="$(dirname "$PGDATA")/opsctl-bench"; rm -rf "$dir"; mkdir -m 700 "$dir" && df -Pk "$dir"'
const REMOVE = 'rm -rf "$(dirname "$PGDATA")/opsctl-bench"'
/** Its time of processors stands in the last line. */
const RUN = `IFS= read -r PGPASSWORD; export PGPASSWORD PGCONNECT_TIMEOUT=5 PGAPPNAME=opsctl; ${ENTER}
pgbench "$@" </dev/null & echo $! >pid; wait $!; code=$?; times; exit $code`
const READ = `${ENTER} for file in log.*; do printf '\\n#\\n'; cat "$file"; done`

const QUICK_MS = 30_000
const READ_MS = 300_000
const RETRY_MS = 300

/** The container as pgbench is run in it. */
export interface Pgbench {
  /** Bytes that are free where the data lie. */
  readonly freeBytes: number
  putScript(name: string, content: string): Promise<ExecResult>
  /**
   * Runs it as a role with a password. Ctrl+C sends it a signal: with `ALRM` it ends as if its time were up, its log whole.
   */
  run(argv: readonly string[], options: PgbenchRun): Promise<ExecResult>
  /** Feeds what it logged. */
  readLog(log: PgbenchLog): Promise<void>
  /** Removes everything it wrote. */
  remove(): Promise<ExecResult>
}

export interface PgbenchRun {
  readonly password: string
  readonly timeoutMs: number
  readonly endBy: 'ALRM' | 'TERM'
  readonly signal: AbortSignal
  readonly onLine?: (line: string) => void
}

/** Name and version of the container's pgbench. Throws OPS_SERVICE_DOWN, OPS_BENCH_NO_PGBENCH. */
export async function findPgbench(access: Access): Promise<string> {
  const {exitCode, stdout, stderr} = await access.instance('postgres').exec(['pgbench', '--version'])
  if (exitCode === 0) return `pgbench ${/\) (\S+)/.exec(stdout)?.[1] ?? ''}`.trim()
  throw new OpsError({
    code: 'OPS_BENCH_NO_PGBENCH',
    kind: 'environment',
    message: say.noPgbench,
    detail: stderr.trim(),
    suggestions: [say.takeOfficial],
  })
}

/** Makes its folder. Throws OPS_BENCH_POSTGRES, OPS_BENCH_DISK_FULL. */
export async function openPgbench(access: Access): Promise<Pgbench> {
  const instance = access.instance('postgres')
  const made = await instance.exec(['sh', '-c', MAKE])
  if (made.exitCode !== 0) throw postgresFailed(made)
  return {
    freeBytes: Number(made.stdout.trim().split('\n').at(-1)?.split(/\s+/)[3] ?? 0) * 1024,
    putScript: (name, content) => instance.exec(['sh', '-c', `${ENTER} cat >"$0"`, name], {stdin: content}),
    run: (argv, options) => run(instance, argv, options),
    readLog: (log) => readLog(instance, log),
    remove: () => instance.exec(['sh', '-c', REMOVE], {timeoutMs: QUICK_MS}),
  }
}

async function run(instance: Instance, argv: readonly string[], options: PgbenchRun): Promise<ExecResult> {
  const {password, timeoutMs, endBy, signal, onLine} = options
  let isRunning = true
  // It may not have begun yet when it is to end.
  const end = async () => {
    while (isRunning) {
      await instance.exec(['sh', '-c', `${ENTER} kill -s "$0" "$(cat pid)"`, endBy]).catch(() => undefined)
      await sleep(RETRY_MS)
    }
  }
  const onAbort = () => void end()
  signal.addEventListener('abort', onAbort, {once: true})
  try {
    const control = {stdin: `${password}\n`, timeoutMs, group: true, ...(onLine && {onLine})}
    return await instance.exec(['sh', '-c', RUN, 'pgbench', ...argv], control)
  } finally {
    isRunning = false
    signal.removeEventListener('abort', onAbort)
  }
}

async function readLog(instance: Instance, log: PgbenchLog): Promise<void> {
  const sink = new Writable({
    write(piece: Buffer, _, done) {
      log.take(piece.toString('latin1'))
      done()
    },
  })
  await instance.exec(['sh', '-c', READ], {sink, timeoutMs: READ_MS})
}

/** CPU seconds of pgbench itself, from the last line of what its run printed. */
export function cpuSecondsOf(stdout: string): number | undefined {
  const [, ...parts] = /(\d+)m([\d.]+)s (\d+)m([\d.]+)s\s*$/.exec(stdout) ?? []
  if (parts.length === 0) return undefined
  const [userM = 0, userS = 0, systemM = 0, systemS = 0] = parts.map(Number)
  return 60 * (userM + systemM) + userS + systemS
}
