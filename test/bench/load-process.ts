/** One load in a process of its own, with the engine as it is shipped; servers and generators each on a processor. */
import {execFile} from 'node:child_process'
import {availableParallelism} from 'node:os'
import {fileURLToPath} from 'node:url'
import {promisify} from 'node:util'

import type {LoadPlan} from '../../src/bench/load-plan.js'
import type {RunRecord} from '../../src/bench/result.js'

/** The processor of servers, and that of generators where there are two, as taskset names them. */
export const SERVER = '0'
export const GENERATOR = availableParallelism() > 1 ? '1' : '0'

const once = fileURLToPath(new URL('load-once.js', import.meta.url))

/** Runs a plan, pinned to a processor or wherever the system puts it. */
export async function runOnce(plan: LoadPlan, processor?: string): Promise<RunRecord> {
  const words = [process.execPath, once, JSON.stringify(plan)]
  const [program = '', ...argv] = processor === undefined ? words : ['taskset', '-c', processor, ...words]
  const {stdout} = await promisify(execFile)(program, argv, {maxBuffer: 64 * 1024 ** 2})
  return JSON.parse(stdout) as RunRecord
}

/** A rate for a row. */
export function perS(rate: number): string {
  return `${Math.round(rate).toLocaleString('en-US')}/s`
}
