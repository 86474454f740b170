/** What the load tests of stores refuse, in one place. */
import type {ExecResult} from '../../components/component.js'
import {OpsError} from '../../errors.js'
import {benchStoresMessages as say} from '../../messages/bench-stores.js'
import type {Stack} from '../../spec/stack.js'
import {redact} from '../../system/redact.js'
import {verbatim} from '../../text.js'

const DETAIL_LINES = 12

/** Throws OPS_BENCH_NO_STORE where opsctl.yaml has no such store. */
export function requireStore(stack: Stack, key: 'postgres' | 'redis', title: string): void {
  if (stack[key].enabled) return
  throw new OpsError({
    code: 'OPS_BENCH_NO_STORE',
    kind: 'usage',
    message: say.noStore(title),
    suggestions: [say.addStore(key)],
  })
}

/** The last lines that a program in a container printed. */
export function lastLinesOf({stdout, stderr}: ExecResult): string {
  const lines = redact(`${stdout}\n${stderr}`).trim().split('\n')
  return lines.slice(-DETAIL_LINES).join('\n')
}

/** Postgres, or what surrounds it in its container, failed. */
export function postgresFailed(answer: ExecResult): OpsError {
  if (isDiskFull(answer.stderr)) return diskFull(answer)
  return new OpsError({
    code: 'OPS_BENCH_POSTGRES',
    kind: 'external',
    message: say.postgresFailed,
    detail: lastLinesOf(answer),
    suggestions: [verbatim('opsctl status'), verbatim('opsctl logs postgres')],
  })
}

/** Whether an error message of Postgres or the system says so. */
export function isDiskFull(words: string): boolean {
  return /No space left on device|disk full|Disk quota exceeded/i.test(words)
}

/** Nothing could be measured because of it. */
export function diskFull(answer: ExecResult): OpsError {
  return new OpsError({
    code: 'OPS_BENCH_DISK_FULL',
    kind: 'environment',
    message: say.diskFull,
    detail: lastLinesOf(answer),
    suggestions: [say.freeDisk],
  })
}
