/** Runs a command of opsctl for another one: in a process of its own, so that its lock and its Ctrl+C stay its own. */
import type {Project} from '../project.js'
import {capture, type RunResult} from '../system/run.js'

/** An `up` pulls and starts. */
const TIMEOUT_MS = 30 * 60_000

export interface OpsctlOptions {
  readonly signal: AbortSignal
  onLine(line: string): void
}

/** Runs it in the same project, on the same target; whoever calls has asked before. */
export async function runOpsctl(
  {root, choice}: Project,
  argv: readonly string[],
  {signal, onLine}: OpsctlOptions,
): Promise<RunResult> {
  const [entry = ''] = process.argv.slice(1)
  const {target, context, kubeconfig} = choice
  // By environment: a command that knows no cluster passes over it.
  const env = {
    OPSCTL_DIRECTORY: root,
    OPSCTL_YES: '1',
    ...(target === undefined ? {} : {OPSCTL_TARGET: target}),
    ...(context === undefined ? {} : {OPSCTL_CONTEXT: context}),
    ...(kubeconfig === undefined ? {} : {OPSCTL_KUBECONFIG: kubeconfig}),
  }
  const words = [...process.execArgv, entry, ...argv]
  return capture(process.execPath, words, {env, signal, onLine, timeoutMs: TIMEOUT_MS, group: true})
}
