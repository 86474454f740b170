/** Looks at Elasticsearch as the users of this stack; none of them may change a line. */
import {readFile} from 'node:fs/promises'
import {join} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'

import {type CollectContext, defineCollector, jsonOf, replyOf} from '../../../doctor/collect.js'
import {CannotSee} from '../../../doctor/facts.js'
import {streamsOf} from '../names.js'
import {heapMiB} from '../settings.js'
import {ask, askAs} from '../web.js'
import * as facts from './facts.js'
import {
  type ExplainBody,
  type HealthBody,
  type IndicesBody,
  type NodesBody,
  type ReportBody,
  readCluster,
  readHeap,
  readIndices,
  readNodes,
  readReport,
  readStreams,
  type SettingsBody,
  type StreamsBody,
} from './read.js'

const TIMEOUT_MS = 4000
const HEAP_LOOKS = 3
const PAUSE_MS = 400
const always = () => true

const askJson = async <T>({access}: CollectContext, path: string): Promise<T> =>
  (await jsonOf(askAs(access, 'opsctl', path, {timeoutMs: TIMEOUT_MS}), 'elasticsearch')) as T

const server = defineCollector({
  key: facts.serverFact,
  isFor: always,
  async collect({access, states}) {
    const [anonymous, all] = await Promise.all([replyOf(ask(access, '/', {timeoutMs: TIMEOUT_MS})), states()])
    // Its container is found by now, so that what is timed is Elasticsearch alone.
    const start = Date.now()
    const own = await replyOf(askAs(access, 'opsctl', '/', {timeoutMs: TIMEOUT_MS}))
    if (!own.answers) return own
    const ms = Date.now() - start
    const ports = all.filter(({service}) => service === 'elasticsearch').flatMap((one) => one.ports)
    const {version} = own.status === 200 ? (JSON.parse(own.body) as {version?: {number?: string}}) : {}
    return {
      answers: true as const,
      status: own.status,
      ms,
      version: version?.number ?? '',
      ...(anonymous.answers ? {anonymous: anonymous.status} : {}),
      publishedAt: [...new Set(ports.map(({bind}) => bind))],
    }
  },
})

const SETTINGS = [
  '/_cluster/settings?flat_settings=true&include_defaults=true',
  'filter_path=*.cluster.max_shards_per_node,*.cluster.routing.allocation.disk.watermark.flood_stage',
].join('&')

const cluster = defineCollector({
  key: facts.clusterFact,
  isFor: always,
  async collect(context) {
    const [health, settings] = await Promise.all([
      askJson<HealthBody>(context, '/_cluster/health'),
      askJson<SettingsBody>(context, SETTINGS),
    ])
    return readCluster(health, settings)
  },
})

/** To find root causes costs Elasticsearch something, so it is asked for them only when something is wrong. */
const report = defineCollector({
  key: facts.reportFact,
  isFor: always,
  async collect(context) {
    const answer = await replyOf(
      askAs(context.access, 'opsctl', '/_health_report?verbose=false', {timeoutMs: TIMEOUT_MS}),
    )
    if (answer.answers && (answer.status === 400 || answer.status === 404 || answer.status === 405)) {
      const text = {en: 'this version makes no health report', zh: '此版本不提供健康报告'}
      throw new CannotSee('version', text)
    }

    const brief = await askJson<ReportBody>(context, '/_health_report?verbose=false')
    return readReport(brief.status === 'green' ? brief : await askJson<ReportBody>(context, '/_health_report'))
  },
})

const NODES = [
  '/_nodes/stats/jvm,thread_pool,breaker,fs?filter_path=nodes.*.name,nodes.*.jvm.uptime_in_millis',
  'nodes.*.jvm.mem.heap_used_percent,nodes.*.thread_pool.write.rejected,nodes.*.breakers.*.tripped',
  'nodes.*.fs.total.total_in_bytes,nodes.*.fs.total.available_in_bytes',
].join(',')

const nodes = defineCollector({
  key: facts.nodesFact,
  isFor: always,
  async collect(context) {
    const samples: NodesBody[] = [await askJson<NodesBody>(context, NODES)]
    while (samples.length < HEAP_LOOKS) {
      await sleep(PAUSE_MS)
      samples.push(await askJson<NodesBody>(context, NODES))
    }

    return readNodes(samples)
  },
})

const indices = defineCollector({
  key: facts.indicesFact,
  isFor: always,
  async collect(context) {
    const wanted = 'index.number_of_replicas,index.blocks.*'
    const path = `/${streamsOf(context.stack)}/_settings/${wanted}?flat_settings=true&expand_wildcards=all&allow_no_indices=true`
    return readIndices(await askJson<IndicesBody>(context, path))
  },
})

const streams = defineCollector({
  key: facts.streamsFact,
  isFor: always,
  async collect(context) {
    const pattern = streamsOf(context.stack)
    const found = await askJson<StreamsBody>(context, `/_data_stream/${pattern}`)
    if (found.data_streams.length === 0) return []
    // Without it the indices are not told, but their streams are.
    const explained = await askJson<ExplainBody>(context, `/${pattern}/_lifecycle/explain`).catch(() => ({}))
    return readStreams(found, explained)
  },
})

const heap = defineCollector({
  key: facts.heapFact,
  isFor: ({target}) => target === 'compose',
  async collect({stack, project}) {
    const path = join(project.deploy, 'elasticsearch/config/server/jvm.options')
    const options = await readFile(path, 'utf8').catch(() => {
      throw new CannotSee('no-data', {en: 'deploy/ is not rendered', zh: 'deploy/ 尚未生成'})
    })
    return {...readHeap(options), limitMiB: stack.elasticsearch.limits.memory, wantedMiB: heapMiB(stack)}
  },
})

/** The exporter’s user alone may see snapshots. */
const snapshots = defineCollector({
  key: facts.snapshotsFact,
  isFor: always,
  async collect({access}) {
    const asExporter = async <T>(path: string) =>
      (await jsonOf(askAs(access, 'exporter', path, {timeoutMs: TIMEOUT_MS}), 'elasticsearch')) as T
    const repositories = await asExporter<Readonly<Record<string, unknown>>>('/_snapshot')
    const policies = await asExporter<Readonly<Record<string, Policy>>>('/_slm/policy').catch(() => ({}))
    const times = Object.values<Policy>(policies).flatMap(({last_success: last}) => last?.time ?? [])
    return {
      repositories: Object.keys(repositories).length,
      policies: Object.keys(policies).length,
      ...(times.length === 0 ? {} : {lastSuccessAt: Math.max(...times)}),
    }
  },
})

interface Policy {
  readonly last_success?: {readonly time?: number}
}

export const collectors = [server, cluster, report, nodes, indices, streams, heap, snapshots]
