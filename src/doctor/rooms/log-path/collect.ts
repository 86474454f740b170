/** Looks at lines: in the store, in the containers that write them, and in the files between. */
import {readdir, stat} from 'node:fs/promises'
import {join} from 'node:path'

import {streamsOf} from '../../../components/elasticsearch/names.js'
import {askAs} from '../../../components/elasticsearch/web.js'
import {probeLine} from '../../../components/filebeat/line-check.js'
import {askKibana} from '../../../components/kibana/client.js'
import type {Stack} from '../../../spec/stack.js'
import {errorCode} from '../../../system/files.js'
import {type CollectContext, defineCollector, jsonOf} from '../../collect.js'
import {CannotSee} from '../../facts.js'
import {filesFact, formatFact, markedFact, patternsFact, storedFact, versionsFact} from './facts.js'
import {countJson, countPatterns, ERROR_LEVELS, readStored, type StoredBody} from './lines.js'

const TIMEOUT_MS = 4000
const TAIL = 500
const SAMPLE = 200
/** Less than what all of doctor takes at most. */
const MARK_MS = 45_000
const hasStore = ({elasticsearch}: Stack) => elasticsearch.enabled

const isError = {terms: {'log.level': ERROR_LEVELS}}
const services = {terms: {field: 'service.name', size: 20}}
const within = (time: string) => ({range: {'@timestamp': {gte: `now-${time}`}}})

/** One question for everything that is counted. */
const QUESTION = JSON.stringify({
  size: 0,
  track_total_hits: true,
  aggs: {
    newest: {max: {field: '@timestamp'}},
    recent: {
      filter: within('5m'),
      aggs: {levels: {terms: {field: 'log.level', size: 20}}, services, failing: {filter: isError, aggs: {services}}},
    },
    hour: {
      filter: {bool: {filter: [within('60m'), isError]}},
      aggs: {minutes: {date_histogram: {field: '@timestamp', fixed_interval: '1m'}}},
    },
  },
})

const stored = defineCollector({
  key: storedFact,
  isFor: hasStore,
  async collect({access, stack, states}) {
    const path = `/${streamsOf(stack)}/_search?ignore_unavailable=true&allow_no_indices=true`
    const question = {method: 'POST', body: QUESTION, timeoutMs: TIMEOUT_MS}
    const body = await jsonOf(askAs(access, 'opsctl', path, question), 'elasticsearch')
    const counts = readStored(body as StoredBody)
    if (counts.newestAt !== undefined) return counts
    // Whether nothing is there yet, or nothing comes at all, is told by how long it is collected.
    const started = (await states()).find(({service}) => service === 'filebeat')?.startedAt
    return {...counts, ...(started === undefined ? {} : {collectsSince: Date.parse(started)})}
  },
})

/** Whose lines tell how the stack does: the apps, and what they use. */
function speakersOf(stack: Stack): readonly string[] {
  const rooms = (['gateway', 'postgres', 'redis'] as const).filter((id) => stack[id].enabled)
  return [...Object.keys(stack.apps), ...rooms]
}

const found = defineCollector({
  key: patternsFact,
  isFor: () => true,
  async collect(context) {
    const all = await Promise.all(
      speakersOf(context.stack).map(async (service) => {
        const lines = await context.logs(service, {tail: TAIL, since: '1h'}).catch(() => [])
        return {lines: lines.length, hits: countPatterns(lines).map((hit) => ({service, ...hit}))}
      }),
    )
    return {lines: all.reduce((sum, {lines}) => sum + lines, 0), hits: all.flatMap(({hits}) => hits)}
  },
})

const format = defineCollector({
  key: formatFact,
  isFor: ({apps}) => Object.keys(apps).length > 0,
  collect: ({stack, logs}) =>
    Promise.all(
      Object.keys(stack.apps).map(async (app) => {
        const lines = await logs(app, {tail: SAMPLE}).catch(() => [])
        const written = lines.filter((line) => line.trim() !== '')
        return {app, lines: written.length, ...countJson(written)}
      }),
    ),
})

const files = defineCollector({
  key: filesFact,
  isFor: ({target}) => target === 'compose',
  async collect(context) {
    const containers = (await context.states()).filter(({id}) => id !== '')
    const all = await Promise.all(containers.map((one) => sizesOf(context, one)))
    const seen = all.flatMap((one) => one ?? [])
    if (seen.length === 0) {
      throw new CannotSee('no-data', {
        en: `no log file is below ${context.stack.filebeat.containerLogs}`,
        zh: `${context.stack.filebeat.containerLogs} 下没有日志文件`,
      })
    }

    return seen
  },
})

async function sizesOf({stack}: CollectContext, {id, service}: {readonly id: string; readonly service: string}) {
  const folder = join(stack.filebeat.containerLogs, id)
  try {
    const names = (await readdir(folder)).filter((name) => name.includes('-json.log'))
    const sizes = await Promise.all(names.map(async (name) => (await stat(join(folder, name))).size))
    const bytes = sizes.reduce((sum, size) => sum + size, 0)
    return {service, bytes, largest: Math.max(0, ...sizes), files: names.length}
  } catch (error) {
    if (errorCode(error) !== 'EACCES') return undefined
    throw new CannotSee('permission', {
      en: `only root may read ${stack.filebeat.containerLogs}`,
      zh: `仅 root 可读取 ${stack.filebeat.containerLogs}`,
    })
  }
}

const marked = defineCollector({
  key: markedFact,
  isFor: ({elasticsearch, filebeat}) => elasticsearch.enabled && filebeat.enabled,
  deep: true,
  writes: {en: 'one marked line to the log of an app', zh: '向一个应用的日志写入一行标记'},
  timeoutMs: MARK_MS + 10_000,
  async collect({access}) {
    const {writer, storedAfterS, wrong, error} = await probeLine(access, {patienceMs: MARK_MS, pauseMs: 1000})
    return {writer, ...(storedAfterS === undefined ? {} : {storedAfterS}), wrong: [...wrong], error}
  },
})

/** What says its version, and where in its answer. */
const versions = defineCollector({
  key: versionsFact,
  isFor: hasStore,
  async collect({access, stack}) {
    const ask = {
      elasticsearch: () => askAs(access, 'opsctl', '/', {timeoutMs: TIMEOUT_MS}),
      logstash: () => access.instance('logstash').http({port: 9600, path: '/', timeoutMs: TIMEOUT_MS}),
      kibana: () => askKibana(access, {path: '/api/status', timeoutMs: TIMEOUT_MS}),
      filebeat: () => access.instance('filebeat').http({port: 5066, path: '/', timeoutMs: TIMEOUT_MS}),
    }
    const servers = (['elasticsearch', 'logstash', 'kibana', 'filebeat'] as const).filter((id) => stack[id].enabled)
    const answers = await Promise.all(
      servers.map(async (service) => {
        const body = (await jsonOf(ask[service](), service).catch(() => ({}))) as VersionBody
        const version = typeof body.version === 'string' ? body.version : body.version?.number
        return version === undefined ? [] : [{service, version}]
      }),
    )
    return answers.flat()
  },
})

interface VersionBody {
  readonly version?: string | {readonly number?: string}
}

export const collectors = [stored, found, format, files, marked, versions]
