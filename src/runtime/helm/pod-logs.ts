/** The lines of several pods as one stream. */
import {once} from 'node:events'
import {createInterface} from 'node:readline'
import {PassThrough} from 'node:stream'

import {kubectl} from '../../system/kubectl.js'
import {redact} from '../../system/redact.js'
import type {ClusterTarget} from '../cluster-target.js'
import {mergeLines} from '../compose-logs.js'
import type {LogLine, LogQuery} from '../runtime.js'
import {listPods} from './cluster-facts.js'
import {containersOf, isOfWorkload, nameOf, type ServiceContainer} from './pods.js'

/** Longer than anyone follows; a timer takes no more. */
const FOREVER_MS = 2_147_000_000

/** Reads the containers of the services, redacted; with follow until the signal is aborted. */
export async function* readPodLogs(
  target: ClusterTarget,
  query: LogQuery & {readonly sinceS?: number},
): AsyncIterable<LogLine> {
  const containers = (await listPods(target))
    .filter(isOfWorkload)
    .flatMap(containersOf)
    .filter(({service, status}) => (query.services?.includes(service) ?? true) && hasLines(status))
    .toSorted((a, b) => nameOf(a).localeCompare(nameOf(b), 'en'))
  yield* mergeLines(
    containers.map((one) => linesOf(target, one, query)),
    query.follow ?? false,
  )
}

/** A container that never started has no lines, and asking for them is an error. */
function hasLines(status: ServiceContainer['status']): boolean {
  return Boolean(status?.state?.running ?? status?.state?.terminated ?? status?.lastState?.terminated)
}

/** The argv that reads one container. Pure. */
export function logsArgv(
  {pod, service}: ServiceContainer,
  query: Pick<LogQuery, 'follow' | 'tail'> & {readonly sinceS?: number},
): readonly string[] {
  return [
    'logs',
    pod.metadata.name,
    '--namespace',
    pod.metadata.namespace ?? '',
    '--container',
    service,
    ...(query.follow ? ['--follow'] : []),
    ...(query.tail === undefined ? [] : [`--tail=${query.tail}`]),
    ...(query.sinceS === undefined ? [] : [`--since-time=${new Date(query.sinceS * 1000).toISOString()}`]),
  ]
}

async function* linesOf(
  target: ClusterTarget,
  one: ServiceContainer,
  query: LogQuery & {readonly sinceS?: number},
): AsyncGenerator<LogLine> {
  const sink = new PassThrough()
  const ended = new AbortController()
  const signal = AbortSignal.any([ended.signal, ...(query.signal ? [query.signal] : [])])
  const control = {sink, signal, requestTimeoutS: 0, timeoutMs: FOREVER_MS}
  // An end from outside is no failure, and neither is a pod that goes away while it is read.
  const reading = kubectl(target, logsArgv(one, query), control).catch(() => undefined)
  void reading.then(() => sink.end())
  const name = nameOf(one)
  try {
    for await (const line of createInterface({input: sink, crlfDelay: Number.POSITIVE_INFINITY})) {
      if (query.signal?.aborted) return
      const text = redact(line)
      if (!query.grep || query.grep.test(text)) yield {service: one.service, name, text}
    }
  } finally {
    ended.abort()
    await reading
    if (!sink.writableFinished && !sink.destroyed) await once(sink.resume(), 'close').catch(() => undefined)
  }
}
