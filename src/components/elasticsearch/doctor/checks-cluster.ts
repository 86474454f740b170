/** Whether Elasticsearch has all of its data and takes more. */
import {
  type Check,
  defineCheck,
  failure,
  gradeHigh,
  healthy,
  listFew,
  type Outcome,
  warning,
} from '../../../doctor/check.js'
import {formatBytes} from '../../../figures.js'
import {clusterFact, indicesFact, nodesFact, reportFact} from './facts.js'

const service = 'elasticsearch'
const after = ['docker.daemon', 'compose.running', 'es.up']
const ROOM = {
  text: {
    en: 'Make room: a shorter logs.retention or a smaller logs.disk deletes the oldest lines; or give the disk more.',
    zh: '腾出空间：缩短 logs.retention 或减小 logs.disk 会删除最旧的日志；或扩大磁盘。',
  },
  commands: ['opsctl explain logs', 'opsctl doctor host.disk-used'],
}

const health = defineCheck({
  id: 'es.health',
  title: {en: 'Elasticsearch has all of its data', zh: 'Elasticsearch 的数据完整'},
  impact: {
    en: 'Yellow: one lost disk loses data. Red: lines are missing now, and some are refused.',
    zh: '黄色：再坏一块盘即丢数据。红色：现在已缺数据，且部分写入被拒绝。',
  },
  runs: {en: 'GET _cluster/health', zh: '请求 GET _cluster/health'},
  remedy: {
    text: {en: 'Elasticsearch itself says why: see es.report.', zh: 'Elasticsearch 自身会说明原因：见 es.report。'},
    commands: ['opsctl doctor es.report', 'opsctl logs elasticsearch'],
  },
  tiers: ['runtime'],
  outcomes: ['pass', 'warn', 'fail'],
  service,
  after,
  because: ['es.single-node-replicas', 'es.disk-watermark', 'host.disk-used'],
  needs: {cluster: clusterFact},
  judge({cluster: {status, unassigned, activeShards}}) {
    const observed = {status, unassigned, activeShards}
    const evidence = [{kind: 'http' as const, ref: 'GET _cluster/health', excerpt: status}]
    if (status === 'green') {
      return healthy({en: `Green, ${activeShards} shards`, zh: `绿色，${activeShards} 个分片`}, {observed, evidence})
    }

    const words = {en: `${status}: ${unassigned} shards are nowhere`, zh: `${status}：${unassigned} 个分片未分配`}
    return (status === 'red' ? failure : warning)(words, {observed, evidence})
  },
})

const report = defineCheck({
  id: 'es.report',
  title: {en: 'Elasticsearch diagnoses nothing', zh: 'Elasticsearch 自诊断无异常'},
  impact: {en: 'Each diagnosis says itself what suffers.', zh: '每条诊断自身说明影响。'},
  runs: {
    en: 'GET _health_report; its search for root causes is asked for only when something is not green.',
    zh: 'GET _health_report；仅在非绿色时才请求其根因分析。',
  },
  remedy: {text: {en: 'Do what Elasticsearch says.', zh: '按 Elasticsearch 的说明处理。'}},
  tiers: ['runtime'],
  outcomes: ['pass', 'warn', 'fail'],
  service,
  after,
  because: ['es.health', 'es.disk-watermark', 'es.shards', 'es.single-node-replicas'],
  links: ['https://www.elastic.co/docs/api/doc/elasticsearch/operation/operation-health-report'],
  needs: {report: reportFact},
  judge({report: {status, indicators}}) {
    const evidence = [{kind: 'http' as const, ref: 'GET _health_report', excerpt: status}]
    const rows = indicators.map(({name, status: colour, symptom, diagnosis}) => {
      const [first] = diagnosis
      const cause = first === undefined ? '' : `; ${first.cause}`
      const words = {en: `${name}: ${symptom}${cause}`, zh: `${name}：${symptom}${cause}`}
      const remedy = first === undefined ? {} : {remedy: {text: {en: first.action, zh: first.action}}}
      const more = {instance: name, observed: {status: colour, help: first?.url}, evidence, ...remedy}
      return (colour === 'red' ? failure : warning)(words, more)
    })
    const [first, ...rest] = rows
    return first ? [first, ...rest] : healthy({en: `All of it is ${status}`, zh: `全部为 ${status}`}, {evidence})
  },
})

const replicas = defineCheck({
  id: 'es.single-node-replicas',
  title: {en: 'No index wants a copy that nobody can hold', zh: '没有索引要求无处可放的副本'},
  impact: {
    en: 'The cluster is yellow for ever, and a real fault no longer shows.',
    zh: '集群永远为黄色，真实故障会被掩盖。',
  },
  runs: {
    en: 'Compares number_of_replicas of each index with the number of data nodes.',
    zh: '将各索引的 number_of_replicas 与数据节点数比较。',
  },
  remedy: {
    text: {
      en: 'Set number_of_replicas to 0 in the template that sets it (opsctl-logs-PROJECT@custom is yours), and for these indices.',
      zh: '在设置它的模板中（opsctl-logs-PROJECT@custom 为自定义模板）以及这些索引上，将 number_of_replicas 设为 0。',
    },
    commands: ['opsctl logs log-keeper'],
  },
  tiers: ['runtime'],
  outcomes: ['pass', 'warn'],
  service,
  after,
  needs: {cluster: clusterFact, indices: indicesFact},
  judge({cluster: {dataNodes}, indices}) {
    const wrong = indices.filter((index) => index.replicas >= dataNodes).map(({name}) => name)
    if (dataNodes !== 1 || wrong.length === 0) {
      return healthy({
        en: `${indices.length} indices, ${dataNodes} data nodes`,
        zh: `${indices.length} 个索引，${dataNodes} 个数据节点`,
      })
    }

    const few = listFew(wrong)
    return warning(
      {en: `One node, but replicas are wanted by ${few.en}`, zh: `仅一个节点，但以下索引要求副本：${few.zh}`},
      {observed: {indices: wrong.length}, evidence: [{kind: 'http', ref: 'GET _settings/index.number_of_replicas'}]},
    )
  },
})

const watermark = defineCheck({
  id: 'es.disk-watermark',
  title: {en: 'The disk is below Elasticsearch’s watermarks', zh: '磁盘低于 Elasticsearch 水位线'},
  impact: {
    en: 'Above the low mark no new index gets a place, above the flood stage every index becomes read-only.',
    zh: '高于低水位时不再分配新分片，高于洪水水位时所有索引变为只读。',
  },
  runs: {en: 'Reads the disk of each node in _nodes/stats/fs.', zh: '在 _nodes/stats/fs 中读取各节点磁盘。'},
  remedy: ROOM,
  tiers: ['runtime'],
  outcomes: ['pass', 'warn', 'fail'],
  service,
  after,
  because: ['host.disk-used', 'docker.disk'],
  links: ['https://www.elastic.co/docs/troubleshoot/elasticsearch/fix-watermark-errors'],
  needs: {nodes: nodesFact, cluster: clusterFact},
  thresholds: {
    used: {
      warn: 85,
      fail: 90,
      unit: '%',
      origin: {en: 'Elasticsearch: low and high watermark', zh: 'Elasticsearch：低水位与高水位'},
    },
  },
  judge({nodes, cluster: {flood}}, {limits: {used}}) {
    const all = nodes
      .filter(({diskBytes}) => diskBytes > 0)
      .map(({name, diskBytes, freeBytes}) => ({name, freeBytes, percent: (1 - freeBytes / diskBytes) * 100}))
    const rows = all.flatMap(({name, percent, freeBytes}): readonly Outcome[] => {
      const grade = gradeHigh(percent, used)
      if (grade === 'pass') return []
      const [share, free] = [Math.round(percent * 10) / 10, formatBytes(freeBytes)]
      const words = {
        en: `${share} % of the disk of ${name} is in use, ${free} are free (writing stops at ${flood})`,
        zh: `${name} 磁盘使用率 ${share} %，剩余 ${free}（达到 ${flood} 时停止写入）`,
      }
      return [(grade === 'fail' ? failure : warning)(words, {limit: 'used', observed: {percent: share, freeBytes}})]
    })
    const [first, ...rest] = rows
    if (first) return [first, ...rest]
    const most = Math.round(Math.max(0, ...all.map(({percent}) => percent)))
    return healthy({en: `${most} % in use`, zh: `使用率 ${most} %`}, {observed: {percent: most}})
  },
})

const readOnly = defineCheck({
  id: 'es.read-only',
  title: {en: 'Every index takes lines', zh: '所有索引均可写入'},
  impact: {
    en: 'Lines are refused; they wait, and are lost once the queues are full.',
    zh: '日志被拒绝；排队等待，队列满后丢失。',
  },
  runs: {
    en: 'GET _settings/index.blocks.* of this project’s indices.',
    zh: '读取本项目索引的 _settings/index.blocks.*。',
  },
  remedy: {
    text: {
      en: 'Make room on the disk; Elasticsearch takes the block away by itself once it is below its high mark.',
      zh: '腾出磁盘空间；低于高水位后 Elasticsearch 会自动解除只读。',
    },
    commands: ROOM.commands,
  },
  tiers: ['runtime'],
  outcomes: ['pass', 'fail'],
  service,
  after,
  because: ['es.disk-watermark', 'host.disk-used'],
  needs: {indices: indicesFact},
  judge({indices}) {
    const blocked = indices.filter(({isBlocked}) => isBlocked).map(({name}) => name)
    const evidence = [{kind: 'http' as const, ref: 'GET _settings/index.blocks.*'}]
    if (blocked.length === 0)
      return healthy(
        {en: `${indices.length} indices, none is blocked`, zh: `${indices.length} 个索引，均未锁定`},
        {evidence},
      )
    const few = listFew(blocked)
    return failure(
      {en: `${blocked.length} indices are read-only: ${few.en}`, zh: `${blocked.length} 个索引只读：${few.zh}`},
      {observed: {indices: blocked.length}, evidence},
    )
  },
})

const shards = defineCheck({
  id: 'es.shards',
  title: {en: 'There is room for more shards', zh: '分片数量有余量'},
  impact: {
    en: 'At the limit no new index can be made: the next rollover fails, and lines are refused.',
    zh: '到达上限后无法新建索引：下次滚动失败，日志被拒绝。',
  },
  runs: {
    en: 'Compares active shards with cluster.max_shards_per_node × data nodes.',
    zh: '将活动分片数与 cluster.max_shards_per_node × 数据节点数比较。',
  },
  remedy: {
    text: {
      en: 'Keep less: a shorter logs.retention means fewer indices.',
      zh: '减少保留：缩短 logs.retention 可减少索引。',
    },
    commands: ['opsctl explain logs.retention'],
  },
  tiers: ['runtime'],
  outcomes: ['pass', 'warn', 'fail'],
  service,
  after,
  needs: {cluster: clusterFact},
  thresholds: {
    used: {warn: 80, fail: 95, unit: '%', origin: {en: 'opsctl default', zh: 'opsctl 默认值'}},
  },
  judge({cluster: {activeShards, maxShardsPerNode, dataNodes}}, {limits: {used}}) {
    const limit = maxShardsPerNode * Math.max(1, dataNodes)
    const grade = gradeHigh((activeShards / limit) * 100, used)
    const words = {en: `${activeShards} of ${limit} shards`, zh: `${limit} 个分片中已用 ${activeShards}`}
    const more = {limit: 'used', observed: {activeShards, limit}}
    if (grade === 'pass') return healthy(words, more)
    return (grade === 'fail' ? failure : warning)(words, more)
  },
})

export const clusterChecks: readonly Check[] = [watermark, readOnly, shards, replicas, health, report]
