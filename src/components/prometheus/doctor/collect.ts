/** Looks at Prometheus through its own API, as its user. */
import {type CollectContext, defineCollector, jsonOf, type Reply, replyOf, runIn} from '../../../doctor/collect.js'
import {runningHash} from '../health.js'
import {ask, PORT} from '../web.js'
import {configFact, deliveryFact, rulesFact, serverFact, storageFact, targetsFact} from './facts.js'
import {type RulesBody, readFree, readProblems, readRules, readTargets, type TargetsBody} from './read.js'

const TIMEOUT_MS = 4000
const always = () => true

async function askApi<T>({access}: CollectContext, path: string): Promise<T> {
  const answer = ask(access, `/api/v1/${path}`, {timeoutMs: TIMEOUT_MS})
  return ((await jsonOf(answer, 'prometheus')) as {data: T}).data
}

interface RuntimeInfo {
  readonly startTime: string
  readonly reloadConfigSuccess: boolean
  readonly corruptionCount: number
}

const server = defineCollector({
  key: serverFact,
  isFor: always,
  async collect(context) {
    const {access} = context
    const ready = await replyOf(ask(access, '/-/ready', {timeoutMs: TIMEOUT_MS}))
    if (!ready.answers) return ready
    const publishedAt = (await context.states())
      .filter(({service}) => service === 'prometheus')
      .flatMap(({ports}) => ports.map(({bind}) => bind))
    const base = {answers: true as const, ready: ready.status, publishedAt: [...new Set(publishedAt)]}
    if (ready.status !== 200) {
      return {...base, replay: await askApi<Replay>(context, 'status/walreplay').catch(() => undefined)}
    }

    const [info, flags, anonymous, running, rendered] = await Promise.all([
      askApi<RuntimeInfo>(context, 'status/runtimeinfo'),
      askApi<Readonly<Record<string, string>>>(context, 'status/flags'),
      replyOf(
        access.instance('prometheus').http({port: PORT, path: '/api/v1/status/buildinfo', timeoutMs: TIMEOUT_MS}),
      ),
      runningHash(access).catch(() => undefined),
      access.configHash('prometheus'),
    ])
    return {
      ...base,
      startedAt: Date.parse(info.startTime),
      reloadOk: info.reloadConfigSuccess,
      running,
      rendered,
      corruptions: info.corruptionCount,
      lifecycleApi: flags['web.enable-lifecycle'] === 'true',
      adminApi: flags['web.enable-admin-api'] === 'true',
      ...statusOf(anonymous),
    }
  },
})

interface Replay {
  readonly min: number
  readonly max: number
  readonly current: number
}

function statusOf(reply: Reply): {readonly anonymous?: number} {
  return reply.answers ? {anonymous: reply.status} : {}
}

const config = defineCollector({
  key: configFact,
  isFor: always,
  async collect(context) {
    const argv = ['promtool', 'check', 'config', '/etc/prometheus/prometheus.yml']
    const {exitCode, stdout, stderr} = await runIn(context, 'prometheus', argv, {timeoutMs: TIMEOUT_MS})
    const output = `${stdout}\n${stderr}`
    return {exitCode, problems: readProblems(output), duplicates: /duplicate rule\(s\) found/.test(output)}
  },
})

const targets = defineCollector({
  key: targetsFact,
  isFor: always,
  async collect(context) {
    const [pools, body] = await Promise.all([
      askApi<{scrapePools: string[]}>(context, 'scrape_pools'),
      askApi<TargetsBody>(context, 'targets?state=active'),
    ])
    return {jobs: pools.scrapePools.toSorted(), targets: readTargets(body)}
  },
})

const rules = defineCollector({
  key: rulesFact,
  isFor: always,
  collect: async (context) => readRules(await askApi<RulesBody>(context, 'rules')),
})

/** Errors and drops in one question, told apart by a label. */
const SENT = ['errors', 'dropped']
  .map((what) => `label_replace(sum(increase(prometheus_notifications_${what}_total[5m])), "what", "${what}", "", "")`)
  .join(' or ')

const delivery = defineCollector({
  key: deliveryFact,
  isFor: ({alertmanager}) => alertmanager.enabled,
  async collect(context) {
    const [{activeAlertmanagers}, counts] = await Promise.all([
      askApi<{activeAlertmanagers: {url: string}[]}>(context, 'alertmanagers'),
      context.promql(SENT),
    ])
    const countOf = (what: string) => counts.find(({labels}) => labels.what === what)?.value
    return {active: activeAlertmanagers.map(({url}) => url), errors: countOf('errors'), dropped: countOf('dropped')}
  },
})

interface TsdbStatus {
  readonly headStats: {readonly numSeries: number}
  readonly seriesCountByMetricName: {name: string; value: number}[]
}

const storage = defineCollector({
  key: storageFact,
  isFor: always,
  async collect(context) {
    const [tsdb, blocks, volume] = await Promise.all([
      askApi<TsdbStatus>(context, 'status/tsdb'),
      context.promql('prometheus_tsdb_storage_blocks_bytes'),
      runIn(context, 'prometheus', ['df', '-Pk', '/prometheus'], {timeoutMs: TIMEOUT_MS}),
    ])
    return {
      series: tsdb.headStats.numSeries,
      byMetric: tsdb.seriesCountByMetricName,
      blockBytes: blocks[0]?.value,
      ...readFree(volume.stdout),
    }
  },
})

export const collectors = [server, config, targets, rules, delivery, storage]
