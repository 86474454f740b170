/** The contract of a collector: how a fact is had. Collectors look, and change nothing. */
import type {Access, ExecOptions, ExecResult, HttpAnswer} from '../components/component.js'
import type {Project} from '../project.js'
import type {ServiceState} from '../runtime/runtime.js'
import type {Stack} from '../spec/stack.js'
import {CannotSee, type FactKey} from './facts.js'

/** When a check is run: before `up`, on a running stack, or only when asked since it is slow or writes a probe. */
export const tiers = ['preflight', 'runtime', 'deep'] as const
export type Tier = (typeof tiers)[number]

/** One series of an instant query. */
export interface Sample {
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

/** What a collector may use. It closes with the collector's time limit. */
export interface CollectContext {
  readonly stack: Stack
  readonly project: Project
  /** Runs argv in, and speaks HTTP with, the services of the stack. */
  readonly access: Access
  /** Every service and container, asked once in a run. */
  states(): Promise<readonly ServiceState[]>
  /** The last lines of a service, redacted. */
  logs(service: string, query: {readonly tail: number; readonly since?: string}): Promise<readonly string[]>
  /** Instant query to the Prometheus of the stack. Throws CannotSee when there is none, or it does not answer. */
  promql(expression: string): Promise<readonly Sample[]>
  /** A fact that another collector of this run gathers. Throws CannotSee when that one could not see it. */
  fact<T>(key: FactKey<T>): Promise<T>
  /** Whether the network beyond this machine must not be asked. */
  readonly offline: boolean
  /** Aborted at the time limit and by Ctrl+C. */
  readonly signal: AbortSignal
}

/** Gathers one fact, in parallel with all others. */
export interface Collector<T = unknown> {
  readonly key: FactKey<T>
  /** Whether there is anything to look at in this stack. */
  isFor(stack: Stack): boolean
  /** Only gathered with --deep: it is slow, or it writes a probe that it removes again. */
  readonly deep?: true
  /** What a deep one writes, for the question before. */
  readonly writes?: {readonly en: string; readonly zh: string}
  /** Milliseconds; 5,000 when absent. */
  readonly timeoutMs?: number
  /** Throws CannotSee when it can't look; anything else it throws is a defect. */
  collect(context: CollectContext): Promise<T>
}

/** Declares a collector; it only checks types. */
export function defineCollector<T>(collector: Collector<T>): Collector {
  return collector as Collector
}

/** What a service answered, or why it did not: for a fact in which silence is something that was seen. */
export type Reply =
  | ({readonly answers: true} & Pick<HttpAnswer, 'status' | 'body'>)
  | {readonly answers: false; readonly error: string; readonly isLate: boolean}

/** Waits for an answer; silence is one too. */
export async function replyOf(asked: Promise<HttpAnswer>): Promise<Reply> {
  try {
    const {status, body} = await asked
    return {answers: true, status, body}
  } catch (error) {
    return {answers: false, error: wordsOf(error), isLate: isLate(error)}
  }
}

/** The JSON of an answer. Throws CannotSee when there is none, or another status than 200. */
export async function jsonOf(asked: Promise<HttpAnswer>, service: string): Promise<unknown> {
  const reply = await replyOf(asked)
  if (!reply.answers) {
    const {error} = reply
    throw new CannotSee(reply.isLate ? 'timeout' : 'unreachable', {
      en: `${service} does not answer: ${error}`,
      zh: `${service} 没有应答：${error}`,
    })
  }

  const {status, body} = reply
  if (status === 200) return JSON.parse(body)
  const text = {en: `${service} answers with HTTP ${status}`, zh: `${service} 返回 HTTP ${status}`}
  throw new CannotSee(status === 401 || status === 403 ? 'permission' : 'unreachable', text)
}

/** What a command in a service printed. Throws CannotSee when the service does not run. */
export async function runIn(
  {access}: Pick<CollectContext, 'access'>,
  service: string,
  argv: readonly string[],
  options?: ExecOptions,
): Promise<ExecResult> {
  try {
    return await access.instance(service).exec(argv, options)
  } catch (error) {
    const words = wordsOf(error)
    if (!isLate(error)) throw new CannotSee('unreachable', {en: words, zh: words})
    const program = argv[0] ?? ''
    throw new CannotSee('timeout', {
      en: `${program} did not end in time in ${service}`,
      zh: `${program} 未在限定时间内于 ${service} 中结束`,
    })
  }
}

function isLate(error: unknown): boolean {
  const {name, code} = error as {readonly name?: string; readonly code?: string}
  return name === 'AbortError' || name === 'TimeoutError' || code === 'OPS_TOOL_TIMEOUT'
}

/** A refused connection to several addresses has no words of its own, and one that was given up has none for a person. */
function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error.name === 'AbortError' || error.name === 'TimeoutError') return 'no answer in time'
  return error.message || ((error as NodeJS.ErrnoException).code ?? error.name)
}
