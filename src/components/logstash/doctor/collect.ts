/** Looks at Logstash through its own API, which needs no log-in within the stack. */
import {type CollectContext, defineCollector, jsonOf, replyOf, runIn} from '../../../doctor/collect.js'
import {CannotSee} from '../../../doctor/facts.js'
import {API_PORT} from '../names.js'
import {reload, runningHash} from '../services.js'
import {reportFact, serverFact, statsFact, triedFact} from './facts.js'
import {readReport, readStats, readTried, type StatsBody} from './read.js'

const TIMEOUT_MS = 4000
const always = () => true

const ask = ({access}: Pick<CollectContext, 'access'>, path: string) =>
  access.instance('logstash').http({port: API_PORT, path, timeoutMs: TIMEOUT_MS})

const server = defineCollector({
  key: serverFact,
  isFor: always,
  async collect(context) {
    const reply = await replyOf(ask(context, '/_node/pipelines'))
    if (!reply.answers) return reply
    const {version = '', pipelines = {}} = reply.status === 200 ? (JSON.parse(reply.body) as NodeBody) : {}
    return {answers: true as const, status: reply.status, version, pipelines: Object.keys(pipelines)}
  },
})

interface NodeBody {
  readonly version?: string
  readonly pipelines?: Readonly<Record<string, unknown>>
}

const stats = defineCollector({
  key: statsFact,
  isFor: always,
  async collect(context) {
    const {access} = context
    const [body, running, rendered] = await Promise.all([
      jsonOf(ask(context, '/_node/stats'), 'logstash'),
      runningHash(access).catch(() => undefined),
      access.configHash('logstash'),
    ])
    return {...readStats(body as StatsBody), running, rendered}
  },
})

const report = defineCollector({
  key: reportFact,
  isFor: always,
  async collect(context) {
    const reply = await replyOf(ask(context, '/_health_report'))
    if (reply.answers && reply.status === 404) {
      throw new CannotSee('version', {en: 'it makes a health report since 8.16', zh: '8.16 起才提供健康报告'})
    }

    return readReport((await jsonOf(ask(context, '/_health_report'), 'logstash')) as Parameters<typeof readReport>[0])
  },
})

/** A JVM of its own, which takes its time and memory. */
const tried = defineCollector({
  key: triedFact,
  isFor: always,
  deep: true,
  timeoutMs: 55_000,
  async collect(context) {
    const {exitCode, stdout, stderr} = await runIn(context, 'logstash', reload.validate, {timeoutMs: 50_000})
    return readTried(exitCode, `${stdout}\n${stderr}`)
  },
})

export const collectors = [server, stats, report, tried]
