/** What pgbench runs: one of its own scripts, or files of a person's. */
import {readFile} from 'node:fs/promises'

import type {ExecResult} from '../../components/component.js'
import {OpsError} from '../../errors.js'
import {benchStoresMessages as say} from '../../messages/bench-stores.js'
import {verbatim} from '../../text.js'
import {lastLinesOf} from './store-errors.js'

/** Scripts that pgbench brings along, by their names there. */
export const workloads = ['tpcb-like', 'simple-update', 'select-only'] as const
export type Workload = (typeof workloads)[number]

/** A file of a person's. */
export interface BenchScript {
  /** As it was written. */
  readonly path: string
  readonly weight: number
  /** In the container; no word of a person's may become a path there. */
  readonly name: string
  readonly content: string
}

/** Reads `FILE` or `FILE@WEIGHT`. Throws OPS_BENCH_SCRIPT. */
export function readScripts(written: readonly string[]): Promise<readonly BenchScript[]> {
  return Promise.all(
    written.map(async (one, index) => {
      const [, path = one, weight = '1'] = /^(.+)@(\d+)$/.exec(one) ?? []
      if (!/^[1-9]\d{0,5}$/.test(weight)) throw scriptError(say.badWeight(one))
      const content = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
        throw scriptError(say.scriptUnread(path, error.code ?? error.message))
      })
      return {path, weight: Number(weight), name: `script-${index + 1}.sql`, content}
    }),
  )
}

/** Options of pgbench that choose what it runs. */
export function scriptArgv(scripts: readonly BenchScript[], workload: Workload): readonly string[] {
  if (scripts.length === 0) return ['--builtin', workload]
  return scripts.flatMap(({name, weight}) => ['--file', `${name}@${weight}`])
}

/** An answer of pgbench with the paths that the person wrote. */
export function withOwnPaths(answer: ExecResult, scripts: readonly BenchScript[]): ExecResult {
  let {stderr} = answer
  for (const {name, path} of scripts) stderr = stderr.replaceAll(name, path)
  for (const [index, {path}] of scripts.entries())
    stderr = stderr.replaceAll(`script ${index} aborted`, `${path} aborted`)
  return {...answer, stderr}
}

/** pgbench refused the files, or no transaction of them ended well. */
export function scriptFailed(answer: ExecResult, scripts: readonly BenchScript[]): OpsError {
  return scriptError(say.scriptWrong(scripts.map(({path}) => path).join(', ')), causesIn(answer))
}

/** Every client fails at the same; one whose statement could not be prepared tells less of it than the first one did. */
function causesIn({stderr}: ExecResult): string {
  const lines = stderr.split('\n').filter((line) => !/prepared statement "P_\d+" does not exist|^progress: /.test(line))
  const distinct = new Map(lines.map((line) => [line.replace(/client \d+ /, ''), line]))
  return lastLinesOf({exitCode: 0, stdout: '', stderr: [...distinct.values()].join('\n')})
}

function scriptError(message: OpsError['text'], detail?: string): OpsError {
  return new OpsError({
    code: 'OPS_BENCH_SCRIPT',
    kind: 'usage',
    message,
    suggestions: [say.scriptDocs, verbatim('opsctl bench postgres --help')],
    ...(detail === undefined ? {} : {detail}),
  })
}
