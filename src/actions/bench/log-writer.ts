/** Lets a container of the stack write numbered lines to its standard output, where the log path begins. */
import {Readable} from 'node:stream'

import type {LogBook} from '../../bench/log-book.js'
import type {Access} from '../../components/component.js'
import {nowMs, sleep} from '../../system/clock.js'

export interface LinePlan {
  readonly writer: string
  /** In each line, and in no other. */
  readonly marker: string
  readonly rate: number
  readonly durationS: number
  readonly lineBytes: number
  readonly signal: AbortSignal
}

const TICK_MS = 50
const GRACE_MS = 30_000
/** The rest of a line is for padding. */
const FRAME_BYTES = 110

/**
 * Told how many lines are due and when, it writes them, each at once so that no other line comes between, and answers
 * when they are out. A shell has to be enough: not every image has more.
 */
const WRITE = `exec 3>&1
while read -r line to time; do
  while [ "$line" -lt "$to" ]; do
    printf '{"level":"info","time":"%s","msg":"opsctl bench %s %d","pad":"%s"}\\n' "$time" "$0" "$line" "$1"
    line=$((line + 1))
  done
  echo "$to" >&3
done >/proc/1/fd/1`

/** The first of these services whose container has a shell and lets its user write there. */
export async function findWriter(access: Access, services: readonly string[]): Promise<string | undefined> {
  for (const service of services) {
    const answer = await access
      .instance(service)
      .exec(['sh', '-c', ': >/proc/1/fd/1'])
      .catch(() => undefined)
    if (answer?.exitCode === 0) return service
  }

  return undefined
}

/** Writes all lines, or as many as there are when the signal is aborted. Returns what the shell said when it failed. */
export async function writeLines(access: Access, plan: LinePlan, book: LogBook): Promise<string | undefined> {
  const pad = 'x'.repeat(Math.max(1, plan.lineBytes - FRAME_BYTES))
  const {exitCode, stderr} = await access.instance(plan.writer).exec(['sh', '-c', WRITE, plan.marker, pad], {
    stdin: Readable.from(orders(plan, book)),
    timeoutMs: plan.durationS * 1000 + GRACE_MS,
    group: true,
    onLine: (line) => book.sent(Number(line), nowMs()),
  })
  return exitCode === 0 ? undefined : stderr
}

async function* orders({rate, durationS, signal}: LinePlan, book: LogBook): AsyncGenerator<string> {
  const total = Math.round(rate * durationS)
  const startMs = nowMs()
  for (let line = 0; line < total && !signal.aborted; ) {
    const atMs = nowMs()
    const to = Math.min(total, Math.floor(((atMs - startMs) / 1000) * rate) + 1)
    if (to > line) {
      book.write(to, atMs)
      yield `${line} ${to} ${new Date(atMs).toISOString()}\n`
      line = to
    }

    await sleep(TICK_MS, signal)
  }
}
