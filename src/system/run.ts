/** The only door to other programs. Argv arrays only, never a shell string; secrets go by environment or stdin. */
import type {Readable, Writable} from 'node:stream'
import {pipeline} from 'node:stream/promises'

import type {Options} from 'execa'

import {OpsError} from '../errors.js'
import {verbatim} from '../text.js'
import {redact} from './redact.js'

export interface RunOptions {
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
  readonly stdin?: string | Readable
  readonly timeoutMs?: number
  readonly signal?: AbortSignal
  /**
   * Runs the program as the leader of its own process group: Ctrl+C on the terminal does not reach it, and an abort
   * ends it together with its children. For programs that start others, as docker does with its plugins.
   */
  readonly group?: boolean
  /** How long an aborted group may take to end by itself: what must put something back first needs more than 10 s. */
  readonly graceMs?: number
  /** Takes stdout as it comes, instead of the result: for output that is too big for memory. */
  readonly sink?: Writable
  /** Called with each line as it comes, redacted, from stdout and stderr. */
  readonly onLine?: (line: string) => void
}

export interface RunResult {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

const DEFAULT_TIMEOUT_MS = 120_000
const MAX_OUTPUT_BYTES = 64 * 1024 ** 2

let announce: ((line: string) => void) | undefined

/** Tells of every program before it is run, as a line that can be copied, redacted. For --verbose. */
export function announceRuns(listener: (line: string) => void): void {
  announce = listener
}

/** Runs a program and returns what it printed, whatever its exit code. Throws OPS_TOOL_MISSING, OPS_TOOL_TIMEOUT, OPS_INTERRUPTED. */
export async function capture(command: string, argv: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  announce?.(`$ ${written(command, argv)}`)
  const {execa} = await import('execa')
  const settings = {
    ...(options.cwd === undefined ? {} : {cwd: options.cwd}),
    ...(options.env === undefined ? {} : {env: options.env}),
    ...(options.signal === undefined || options.group ? {} : {cancelSignal: options.signal}),
    ...(options.group ? {detached: true} : {}),
    ...(options.stdin === undefined ? {stdin: 'ignore'} : {input: options.stdin}),
    timeout: options.timeoutMs ?? DEFAULT_TIMEOUT_MS,
    reject: false,
    forceKillAfterDelay: 5000,
    maxBuffer: MAX_OUTPUT_BYTES,
    ...(options.sink === undefined ? {} : {buffer: {stdout: false}}),
  } satisfies Options
  const child = execa(command, [...argv], settings)
  if (options.onLine) {
    for (const stream of [child.stdout, child.stderr]) forwardLines(stream, options.onLine)
  }
  const release = options.group ? guardGroup(child.pid, options) : undefined
  const drained = options.sink === undefined ? undefined : drain(child, options.sink)
  const result = await child
  release?.()
  const broken = await drained
  if (broken) throw broken
  if (result.isCanceled || (options.group && options.signal?.aborted)) throw interrupted()
  if (result.timedOut) throw timedOut(command, argv, settings.timeout)
  if (result.code === 'ENOENT') throw missing(command)
  return {exitCode: result.exitCode ?? 1, stdout: String(result.stdout ?? ''), stderr: String(result.stderr ?? '')}
}

/** Runs a program and returns its stdout. A non-zero exit becomes OPS_TOOL_FAILED with the last lines it printed. */
export async function run(command: string, argv: readonly string[], options: RunOptions = {}): Promise<string> {
  const result = await capture(command, argv, options)
  if (result.exitCode !== 0) throw failed(command, argv, result)
  return result.stdout
}

/** A program that goes on beside opsctl. */
export interface Background {
  readonly hasEnded: () => boolean
  stop(): void
}

/**
 * Starts a program that serves until opsctl ends, and waits for the line by which it says that it is ready. It never
 * keeps opsctl from ending, and ends with it. Undefined when it ends, or when time is up, before it says so.
 */
export async function serveBeside(
  command: string,
  argv: readonly string[],
  {isReady, timeoutMs}: {readonly isReady: (line: string) => boolean; readonly timeoutMs: number},
): Promise<Background | undefined> {
  announce?.(`$ ${written(command, argv)}`)
  const {execa} = await import('execa')
  const child = execa(command, [...argv], {stdin: 'ignore', reject: false, buffer: false})
  let ended = false
  const end = child.then(() => {
    ended = true
  })
  const ready = await new Promise<boolean>((resolve) => {
    const timer = setTimeout(() => resolve(false), timeoutMs)
    const decide = (answer: boolean) => {
      clearTimeout(timer)
      resolve(answer)
    }

    void end.then(() => decide(false))
    for (const stream of [child.stdout, child.stderr])
      forwardLines(stream, (line) => (isReady(line) ? decide(true) : undefined))
  })
  for (const handle of [child, child.stdout, child.stderr]) (handle as {unref?: () => void} | null)?.unref?.()
  if (ready && !ended) return {hasEnded: () => ended, stop: () => child.kill()}
  child.kill()
  return undefined
}

/** The error for Ctrl+C. */
export function interrupted(): OpsError {
  return new OpsError({
    code: 'OPS_INTERRUPTED',
    kind: 'interrupted',
    message: {en: 'Interrupted', zh: '已中断'},
    suggestions: [
      {en: 'Run the same command again: it continues from what is there.', zh: '重新运行同一命令，将从现状继续。'},
    ],
  })
}

const GROUP_GRACE_MS = 10_000

/** Ends a process group when the signal is aborted, gently first, and at once when opsctl itself ends. */
function guardGroup(leader: number | undefined, {signal, graceMs = GROUP_GRACE_MS}: RunOptions): () => void {
  let killer: NodeJS.Timeout | undefined
  const send = (name: NodeJS.Signals) => {
    try {
      if (leader !== undefined) process.kill(-leader, name)
    } catch {
      // The group has ended already.
    }
  }

  const onAbort = () => {
    send('SIGTERM')
    killer = setTimeout(() => send('SIGKILL'), graceMs)
  }

  const onExit = () => send('SIGTERM')
  if (signal?.aborted) onAbort()
  signal?.addEventListener('abort', onAbort, {once: true})
  process.once('exit', onExit)
  return () => {
    clearTimeout(killer)
    signal?.removeEventListener('abort', onAbort)
    process.removeListener('exit', onExit)
  }
}

/** Returns what broke the sink, if anything. A full disk ends the program: its output has nowhere to go. */
async function drain(
  child: {readonly stdout: Readable | null; kill(): boolean},
  sink: Writable,
): Promise<Error | undefined> {
  try {
    if (child.stdout) await pipeline(child.stdout, sink)
  } catch (error) {
    child.kill()
    return error as Error
  }
  return undefined
}

function forwardLines(stream: NodeJS.ReadableStream | null, onLine: (line: string) => void): void {
  let rest = ''
  stream?.on('data', (chunk: Buffer) => {
    const lines = (rest + chunk.toString('utf8')).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) onLine(redact(line))
  })
}

function written(command: string, argv: readonly string[]): string {
  return redact([command, ...argv].join(' '))
}

function failed(command: string, argv: readonly string[], result: RunResult): OpsError {
  const lines = redact(`${result.stderr}\n${result.stdout}`.trim()).split('\n')
  return new OpsError({
    code: 'OPS_TOOL_FAILED',
    kind: 'external',
    message: {
      en: `${written(command, argv)} failed with exit code ${result.exitCode}`,
      zh: `${written(command, argv)} 失败，退出码 ${result.exitCode}`,
    },
    detail: lines.slice(-20).join('\n'),
    suggestions: [{en: 'Read the lines above, or run the command by hand.', zh: '查看上面的输出，或手动运行该命令。'}],
  })
}

function timedOut(command: string, argv: readonly string[], timeoutMs: number): OpsError {
  return new OpsError({
    code: 'OPS_TOOL_TIMEOUT',
    kind: 'external',
    message: {
      en: `${written(command, argv)} did not end within ${timeoutMs / 1000} s`,
      zh: `${written(command, argv)} 未在 ${timeoutMs / 1000} 秒内结束`,
    },
    suggestions: [{en: 'Run it by hand to see where it hangs.', zh: '手动运行以查看卡在何处。'}],
  })
}

function missing(command: string): OpsError {
  return new OpsError({
    code: 'OPS_TOOL_MISSING',
    kind: 'environment',
    message: {en: `${command} is not installed`, zh: `未安装 ${command}`},
    suggestions: [verbatim('opsctl host prepare')],
  })
}
