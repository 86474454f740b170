/** Whether what a container writes can be found: a marked line, from its standard output to the store, with its fields. */
import {randomBytes} from 'node:crypto'
import {setTimeout as sleep} from 'node:timers/promises'

import {fail, pass, skip} from '../../checks/check.js'
import {datasetOf} from '../../spec/log-streams.js'
import {verbatim} from '../../text.js'
import type {Access, HealthCheck, Stack} from '../component.js'

/** Beyond it a line counts as lost. Most of it is the time in which a stack that has just started catches up. */
export const PATIENCE_S = 60
const PAUSE_MS = 2000

/** Where opsctl's own user looks. */
export const STORE = {
  service: 'elasticsearch',
  port: 9200,
  user: 'opsctl',
  secret: 'elasticsearch-opsctl-password',
} as const

type LineFacts = {
  /** Who wrote the line; empty when nobody could. */
  readonly writer: string
  readonly storedAfterS?: number
  /** Fields of the stored line that are not as they were written. */
  readonly wrong: readonly string[]
  readonly error: string
}

type Document = Readonly<Record<string, unknown>>

/** Apps first: their lines matter most. The others write through the same files. */
export function writersOf(stack: Stack): readonly string[] {
  const others = (['gateway', 'redis', 'postgres'] as const).filter((id) => stack[id].enabled)
  return [...Object.keys(stack.apps), ...others]
}

export const lineStored: HealthCheck<LineFacts> = {
  id: 'filebeat.line-stored',
  title: {
    en: `A line that a container writes can be searched within ${PATIENCE_S} seconds`,
    zh: `容器写出的日志行在 ${PATIENCE_S} 秒内可检索`,
  },
  service: 'filebeat',
  probe: (access) => probeLine(access, {patienceMs: PATIENCE_S * 1000, pauseMs: PAUSE_MS}),
  judge({writer, storedAfterS, wrong, error}) {
    if (writer === '') {
      return skip({
        en: 'no container of this stack has a shell to write a line with',
        zh: '该栈中没有可用 shell 写日志行的容器',
      })
    }

    if (storedAfterS !== undefined && wrong.length === 0) {
      return pass({
        en: `a line of ${writer} was found after ${storedAfterS} s`,
        zh: `${storedAfterS} 秒后找到 ${writer} 的日志行`,
      })
    }

    const fix = verbatim('opsctl logs filebeat logstash elasticsearch log-keeper')
    if (storedAfterS !== undefined) {
      return fail(
        {
          en: `a line of ${writer} was stored, but wrong in ${wrong.join(', ')}`,
          zh: `${writer} 的日志行已存储，但这些字段有误：${wrong.join('、')}`,
        },
        fix,
      )
    }

    const why = error === '' ? '' : ` (${error})`
    return fail(
      {
        en: `a line of ${writer} was not found within ${PATIENCE_S} s${why}`,
        zh: `${PATIENCE_S} 秒内未找到 ${writer} 的日志行${why}`,
      },
      fix,
    )
  },
}

/** Writes the line and looks for it until it is there or patience ends. */
export async function probeLine(
  access: Access,
  {patienceMs, pauseMs}: {patienceMs: number; pauseMs: number},
): Promise<LineFacts> {
  const marker = randomBytes(12).toString('hex')
  const writer = await writeLine(access, marker)
  if (writer === undefined) return {writer: '', wrong: [], error: ''}
  const since = Date.now()
  let error = ''
  do {
    await sleep(pauseMs)
    try {
      const found = await findLine(access, marker)
      if (found)
        return {
          writer,
          storedAfterS: Math.round((Date.now() - since) / 1000),
          wrong: listWrong(found, access.stack, writer),
          error: '',
        }
      error = ''
    } catch (problem) {
      error = problem instanceof Error ? problem.message : String(problem)
    }
  } while (Date.now() - since < patienceMs)
  return {writer, wrong: [], error}
}

/** The main process's standard output is what Docker logs; the first container that has a shell and lets its user write there does. */
async function writeLine(access: Access, marker: string): Promise<string | undefined> {
  const line = JSON.stringify({
    level: 'info',
    time: new Date().toISOString(),
    msg: `opsctl looks for this line ${marker}`,
  })
  for (const writer of writersOf(access.stack)) {
    const {exitCode} = await access
      .instance(writer)
      .exec(['sh', '-c', 'printf "%s\\n" "$1" > /proc/1/fd/1', 'sh', line], {timeoutMs: 10_000})
    if (exitCode === 0) return writer
  }

  return undefined
}

async function findLine(access: Access, marker: string): Promise<Document | undefined> {
  const {project} = access.stack
  const password = await access.secret(STORE.secret)
  const answer = await access.instance(STORE.service).http({
    port: STORE.port,
    path: `/logs-${datasetOf(project, '*')}/_search?ignore_unavailable=true&allow_no_indices=true`,
    method: 'POST',
    headers: {host: STORE.service, 'content-type': 'application/json'},
    body: JSON.stringify({size: 1, query: {match: {message: marker}}}),
    tls: true,
    basicAuth: {user: STORE.user, password},
    timeoutMs: 10_000,
  })
  if (answer.status !== 200) throw new Error(`Elasticsearch: HTTP ${answer.status}`)
  const {hits} = JSON.parse(answer.body) as {hits?: {hits?: readonly {_source?: Document}[]}}
  return hits?.hits?.[0]?._source
}

/** A store may keep `service.name` as one key or as an object in another. */
function listWrong(document: Document, stack: Stack, writer: string): readonly string[] {
  const wanted: Readonly<Record<string, string>> = {
    'service.name': writer,
    'data_stream.dataset': datasetOf(stack.project, writer),
    'data_stream.namespace': stack.environment,
    'log.level': 'info',
  }
  return Object.keys(wanted).filter((name) => fieldOf(document, name) !== wanted[name])
}

function fieldOf(document: Document, name: string): unknown {
  if (name in document) return document[name]
  const [first = '', ...rest] = name.split('.')
  const inner = document[first]
  const isObject = typeof inner === 'object' && inner !== null
  return isObject && rest.length > 0 ? fieldOf(inner as Document, rest.join('.')) : undefined
}
