/** Whether lines get through Logstash. */
import {type Check, defineCheck, failure, gradeHigh, healthy, type Outcome, warning} from '../../../doctor/check.js'
import {formatBytes, formatCount} from '../../../figures.js'
import {statsFact} from './facts.js'

const service = 'logstash'
const after = ['docker.daemon', 'compose.running', 'ls.up']
const behind = ['es.up', 'es.read-only', 'es.rejections', 'es.disk-watermark', 'ls.health']
const evidence = [{kind: 'http' as const, ref: 'GET :9600/_node/stats'}]

const queue = defineCheck({
  id: 'ls.queue',
  title: {en: 'The queue has room', zh: '队列有余量'},
  impact: {
    en: 'A full queue takes nothing: Filebeat waits, and Docker deletes what it could not read in time.',
    zh: '队列满后不再接收：Filebeat 等待，Docker 会删除未及读取的日志。',
  },
  runs: {en: 'Compares the queue on disk with logstash.queue.', zh: '将磁盘队列与 logstash.queue 比较。'},
  remedy: {
    text: {
      en: 'See why Elasticsearch takes lines slowly; a larger logstash.queue buys time.',
      zh: '检查 Elasticsearch 为何接收缓慢；增大 logstash.queue 可争取时间。',
    },
    commands: ['opsctl doctor elasticsearch', 'opsctl explain logstash.queue'],
  },
  tiers: ['runtime'],
  outcomes: ['pass', 'warn', 'fail'],
  service,
  after,
  because: behind,
  needs: {stats: statsFact},
  thresholds: {used: {warn: 80, fail: 95, unit: '%', origin: {en: 'opsctl default', zh: 'opsctl 默认值'}}},
  judge({stats: {pipelines}}, {limits: {used}}) {
    const all = pipelines.map((one) => ({
      ...one,
      percent: one.queueMaxBytes > 0 ? (one.queueBytes / one.queueMaxBytes) * 100 : 0,
    }))
    const rows = all.flatMap(({name, percent, queueBytes, queued}): readonly Outcome[] => {
      const grade = gradeHigh(percent, used)
      if (grade === 'pass') return []
      const [share, size] = [Math.round(percent), formatBytes(queueBytes)]
      const words = {
        en: `The queue of ${name} is ${share} % full: ${formatCount(queued)} lines, ${size}`,
        zh: `${name} 的队列已用 ${share} %：${formatCount(queued)} 行，${size}`,
      }
      return [
        (grade === 'fail' ? failure : warning)(words, {
          instance: name,
          limit: 'used',
          observed: {percent: share, queued},
          evidence,
        }),
      ]
    })
    const [first, ...rest] = rows
    if (first) return [first, ...rest]
    const most = Math.round(Math.max(0, ...all.map(({percent}) => percent)))
    return healthy({en: `${most} % full`, zh: `已用 ${most} %`}, {evidence})
  },
})

const dead = defineCheck({
  id: 'ls.dlq',
  title: {en: 'No line is in the dead letter queue', zh: '死信队列为空'},
  impact: {
    en: 'These lines were refused for good; the oldest are dropped when the queue is full.',
    zh: '这些日志被永久拒绝；队列满时最旧的会被丢弃。',
  },
  runs: {
    en: 'Reads dead_letter_queue of each pipeline: its size, and what was dropped.',
    zh: '读取各管道的 dead_letter_queue：大小与丢弃数。',
  },
  remedy: {
    text: {
      en: 'Mostly one field has two types: rename it in the app, or in a stage of overlay/pipeline/.',
      zh: '多为同一字段出现两种类型：在应用中或 overlay/pipeline/ 阶段中改名。',
    },
    commands: ['opsctl logs logstash', 'opsctl open kibana'],
  },
  tiers: ['runtime'],
  outcomes: ['pass', 'warn', 'fail'],
  service,
  after,
  needs: {stats: statsFact},
  judge({stats: {pipelines}}, {before}) {
    const then = before(statsFact)?.value.pipelines ?? []
    const rows = pipelines.flatMap(({name, deadBytes, deadDropped, deadError}): readonly Outcome[] => {
      // An empty queue file has one byte: its version.
      if (deadBytes <= 1 && deadDropped === 0) return []
      const earlier = then.find((one) => one.name === name)
      const isGrowing = earlier !== undefined && deadBytes > earlier.deadBytes
      const why = deadError === '' ? '' : `: ${deadError}`
      const size = formatBytes(deadBytes)
      const words = {
        en: `${name} put ${size} of lines aside${isGrowing ? ', and more' : ''}${why}`,
        zh: `${name} 搁置了 ${size} 日志${isGrowing ? '，且在增加' : ''}${why}`,
      }
      const more = {instance: name, observed: {bytes: deadBytes, dropped: deadDropped}, evidence}
      return [(isGrowing || deadDropped > 0 ? failure : warning)(words, more)]
    })
    const [first, ...rest] = rows
    return first ? [first, ...rest] : healthy({en: 'It is empty', zh: '为空'}, {evidence})
  },
})

const flow = defineCheck({
  id: 'ls.in-out',
  title: {en: 'What comes in goes out', zh: '流入即流出'},
  impact: {en: 'Lines stay in Logstash, and its queue grows.', zh: '日志滞留在 Logstash，队列增长。'},
  runs: {
    en: 'Compares events in and out since the last look, or since its start.',
    zh: '比较自上次查看（或启动）以来的流入与流出事件。',
  },
  remedy: {
    text: {en: 'See what its output says.', zh: '查看其输出端日志。'},
    commands: ['opsctl logs logstash', 'opsctl doctor elasticsearch'],
  },
  tiers: ['runtime'],
  outcomes: ['pass', 'warn', 'fail'],
  service,
  after,
  because: behind,
  needs: {stats: statsFact},
  judge({stats}, {before}) {
    const earlier = before(statsFact)?.value
    const then = earlier && earlier.uptimeMs < stats.uptimeMs ? earlier.pipelines : []
    const all = stats.pipelines.map((one) => {
      const known = then.find(({name}) => name === one.name)
      return {name: one.name, came: one.in - (known?.in ?? 0), went: one.out - (known?.out ?? 0), queued: one.queued}
    })
    const rows = all
      .filter(({came, went, queued}) => queued > 0 && came > 0 && went < came / 2)
      .map(({name, came, went, queued}) => {
        const [into, out] = [formatCount(came), formatCount(went)]
        const words = {
          en: `${name}: ${into} came in, ${out} went out, ${formatCount(queued)} wait`,
          zh: `${name}：流入 ${into}，流出 ${out}，等待 ${formatCount(queued)}`,
        }
        return (went === 0 ? failure : warning)(words, {instance: name, observed: {came, went, queued}, evidence})
      })
    const [first, ...rest] = rows
    if (first) return [first, ...rest]
    const went = formatCount(all.reduce((sum, one) => sum + one.went, 0))
    return healthy({en: `${went} lines went out`, zh: `已流出 ${went} 行`}, {evidence})
  },
})

const heap = defineCheck({
  id: 'ls.heap',
  title: {en: 'The heap has room', zh: 'JVM 堆有余量'},
  impact: {
    en: 'A full heap is collected all the time: lines come late, then Logstash ends.',
    zh: '堆写满会不断回收：日志延迟，随后 Logstash 崩溃。',
  },
  runs: {en: 'Reads jvm.mem.heap_used_percent.', zh: '读取 jvm.mem.heap_used_percent。'},
  remedy: {
    text: {
      en: 'Raise logstash.limits.memory: the heap is half of it.',
      zh: '调大 logstash.limits.memory：堆取其一半。',
    },
    commands: ['opsctl explain logstash.limits'],
  },
  tiers: ['runtime'],
  outcomes: ['pass', 'warn', 'fail'],
  service,
  after,
  needs: {stats: statsFact},
  thresholds: {used: {warn: 80, fail: 95, unit: '%', origin: {en: 'opsctl default', zh: 'opsctl 默认值'}}},
  judge({stats: {heapPercent}}, {before, limits: {used}}) {
    const words = {en: `${heapPercent} % in use`, zh: `使用率 ${heapPercent} %`}
    const grade = gradeHigh(heapPercent, used)
    const more = {limit: 'used', observed: {percent: heapPercent}, evidence}
    if (grade === 'pass') return healthy(words, more)
    // Once says nothing: it may be garbage.
    const isLasting = gradeHigh(before(statsFact)?.value.heapPercent ?? 0, used) !== 'pass'
    return (grade === 'fail' && isLasting ? failure : warning)(words, more)
  },
})

export const flowChecks: readonly Check[] = [queue, dead, flow, heap]
