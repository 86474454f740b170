import {randomBytes} from 'node:crypto'

import {LogBook} from '../../bench/log-book.js'
import type {BenchResult, BenchSecond} from '../../bench/result.js'
import {writersOf} from '../../components/filebeat/line-check.js'
import {OpsError} from '../../errors.js'
import {benchStoresMessages as say} from '../../messages/bench-stores.js'
import type {Project} from '../../project.js'
import type {Stack} from '../../spec/stack.js'
import {nowMs, sleep} from '../../system/clock.js'
import {redact} from '../../system/redact.js'
import {interrupted} from '../../system/run.js'
import {type Text, verbatim} from '../../text.js'
import {type OpenStack, openStack} from '../pipeline.js'
import {type BenchOutcome, type BenchPlan, type BenchTools, conductBench} from './conduct.js'
import {guardLoad} from './guard.js'
import {followContainer, searchStore} from './log-finder.js'
import {findWriter, type LinePlan, writeLines} from './log-writer.js'

export interface LogBenchOptions extends Pick<BenchPlan, 'command' | 'out' | 'name' | 'onNotKept'> {
  /** Who writes; the first that can when absent. */
  readonly service?: string
  /** Lines per second. */
  readonly rate: number
  readonly durationS: number
  readonly lineBytes: number
  /** A line that is not found by then is lost. */
  readonly patienceS: number
  readonly signal: AbortSignal
  readonly onSecond: (second: BenchSecond) => void
  /** Told which parts of the log path there are, and which not. */
  readonly onPath: (path: Text) => void
}

/** The parts of the log path in their order, by their keys in opsctl.yaml. */
const parts = [
  ['filebeat', 'Filebeat'],
  ['logstash', 'Logstash'],
  ['elasticsearch', 'Elasticsearch'],
] as const

const POLL_MS = 500
const TICK_MS = 1000
/** A document can be searched up to five seconds after it was taken: copies would be seen by then. */
const REFRESH_MS = 6000

/** Writes lines where an app writes them, and finds each where the log path ends. Throws OPS_BENCH_*, OPS_SERVICE_DOWN. */
export async function benchLogs(project: Project, options: LogBenchOptions): Promise<BenchResult> {
  guardLoad(options)
  const open = await openStack(project)
  const writer = await pickWriter(open, options.service)
  const path = pathOf(open.stack)
  options.onPath(say.path([writer, ...path.there].join(' → '), path.absent.join(', ')))
  const {command, out, name, onNotKept} = options
  const target = `logs ${[writer, ...path.there].join(' → ')}`
  const plan: BenchPlan = {
    ...{kind: 'logs', target, command, seed: 0, stack: open.stack, onNotKept},
    ...(out === undefined ? {} : {out}),
    ...(name === undefined ? {} : {name}),
  }
  return conductBench(project, plan, (tools) => trace({open, options, writer, tools}))
}

/** On the light path nothing goes through Logstash; without a store, all that there is are the logs of the containers. */
export function pathOf(stack: Stack): {
  readonly there: readonly string[]
  readonly absent: readonly string[]
  readonly hasStore: boolean
} {
  const hasStore = stack.filebeat.enabled && stack.elasticsearch.enabled
  const isThere = (key: (typeof parts)[number][0]) =>
    hasStore && stack[key].enabled && (key !== 'logstash' || stack.logs.path === 'full')
  const there = parts.filter(([key]) => isThere(key)).map(([, title]) => title)
  const absent = parts.filter(([key]) => !isThere(key)).map(([, title]) => title)
  return {there: hasStore ? there : ['container log'], absent, hasStore}
}

async function pickWriter({access, stack}: OpenStack, wanted: string | undefined): Promise<string> {
  const services = wanted === undefined ? writersOf(stack) : [wanted]
  const writer = await findWriter(access, services)
  if (writer !== undefined) return writer
  throw new OpsError({
    code: 'OPS_BENCH_NO_WRITER',
    kind: wanted === undefined ? 'environment' : 'usage',
    message: say.noWriter(services.join(', ')),
    suggestions: [verbatim('opsctl status'), verbatim('opsctl bench logs --service NAME')],
  })
}

interface Trace {
  readonly open: OpenStack
  readonly options: LogBenchOptions
  readonly writer: string
  readonly tools: BenchTools
}

async function trace({open, options, writer, tools}: Trace): Promise<BenchOutcome> {
  const {rate, durationS, lineBytes, signal} = options
  const book = new LogBook()
  const marker = randomBytes(8).toString('hex')
  const plan: LinePlan = {writer, marker, rate, durationS, lineBytes, signal}
  const done = new AbortController()
  const tick = tellSeconds(book, (second) => {
    tools.onSecond(second)
    options.onSecond(second)
  })
  const found = find(open, plan, book, AbortSignal.any([signal, done.signal]))
  let failure: string | undefined
  try {
    failure = await writeLines(open.access, plan, book)
    await settle(book, options, found.problem)
    if (pathOf(open.stack).hasStore && !signal.aborted) await lookForCopies(open, marker, book, signal)
  } finally {
    clearInterval(tick)
    done.abort()
    await found.end
  }

  return toOutcome(book, options, failure ?? found.problem())
}

/** Looks until the signal; what goes wrong on the way is told when nothing is found. */
function find({access, runtime, stack}: OpenStack, plan: LinePlan, book: LogBook, signal: AbortSignal) {
  let problem: string | undefined
  const search = async () => {
    while (!signal.aborted) {
      problem = await searchStore(access, plan.marker, book, false).then(() => undefined, wordsOf)
      await sleep(POLL_MS, signal)
    }
  }
  const follow = () => followContainer(runtime, {...plan, signal}, book)
  const end = (pathOf(stack).hasStore ? search() : follow()).catch((error: unknown) => {
    if (!signal.aborted) problem = wordsOf(error)
  })
  return {end, problem: () => problem}
}

/** Waits until every line is there or patience ends; patience begins when the last one was written. */
async function settle(book: LogBook, {patienceS, signal}: LogBenchOptions, problem: () => string | undefined) {
  const until = nowMs() + patienceS * 1000
  while (book.found < book.written && nowMs() < until && !signal.aborted) {
    await sleep(POLL_MS, signal)
    // A store that never answered will not begin to.
    if (book.found === 0 && problem() !== undefined && nowMs() > until - (patienceS * 1000) / 2) return
  }
}

async function lookForCopies({access}: OpenStack, marker: string, book: LogBook, signal: AbortSignal): Promise<void> {
  await sleep(REFRESH_MS, signal)
  await searchStore(access, marker, book, true).catch(() => undefined)
}

function toOutcome(
  book: LogBook,
  {signal, lineBytes, patienceS}: LogBenchOptions,
  problem: string | undefined,
): BenchOutcome {
  const run = book.toRun({nowMs: nowMs(), isWhole: !signal.aborted})
  if (!run || (book.found === 0 && problem !== undefined)) {
    if (signal.aborted) throw interrupted()
    throw new OpsError({
      code: 'OPS_BENCH_LOGS',
      kind: 'external',
      message: say.nothingFound(patienceS),
      ...(problem === undefined ? {} : {detail: redact(problem)}),
      suggestions: [verbatim('opsctl status'), verbatim('opsctl logs filebeat logstash elasticsearch log-keeper')],
    })
  }

  const kept = {run: {...run, extra: {...run.extra, lineBytes}}}
  if (signal.aborted) return {...kept, ended: 'interrupted'}
  return problem === undefined
    ? {...kept, ended: 'complete'}
    : {...kept, ended: 'stopped', reason: verbatim(redact(problem))}
}

/** A live picture: lines due and found in the last second. */
function tellSeconds(book: LogBook, tell: (second: BenchSecond) => void): NodeJS.Timeout {
  let [atS, written, found] = [0, 0, 0]
  return setInterval(() => {
    const lagUs = book.missingSinceMs === undefined ? 0 : (nowMs() - book.missingSinceMs) * 1000
    const latency = {p50: lagUs, p90: lagUs, p99: lagUs, max: lagUs, latency: []}
    tell({atS, offered: book.written - written, completed: book.found - found, errors: 0, ...latency})
    ;[atS, written, found] = [atS + 1, book.written, book.found]
  }, TICK_MS)
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
