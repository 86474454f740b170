/** Whether Elasticsearch keeps up, deletes what is old, and has a copy elsewhere. */
import {
  type Check,
  defineCheck,
  failure,
  gradeHigh,
  healthy,
  listFew,
  note,
  type Outcome,
  unknown,
  warning,
} from '../../../doctor/check.js'
import {clusterFact, nodesFact, snapshotsFact, streamsFact} from './facts.js'
import {durationMs} from './read.js'

const service = 'elasticsearch'
const after = ['docker.daemon', 'compose.running', 'es.up']
const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

const ilm = defineCheck({
  id: 'es.ilm',
  title: {en: 'What is older than its retention is deleted', zh: '超过保留期的数据会被删除'},
  impact: {en: 'The disk fills up with lines that nobody wanted to keep.', zh: '磁盘被本不想保留的日志占满。'},
  runs: {
    en: 'Reads the lifecycle of each data stream of this project, its errors, and how old its oldest index is.',
    zh: '读取本项目各数据流的生命周期、错误及最旧索引的时间。',
  },
  remedy: {
    text: {en: 'log-keeper sets the lifecycle; see what it says.', zh: '生命周期由 log-keeper 设置；请查看其日志。'},
    commands: ['opsctl logs log-keeper', 'opsctl restart log-keeper'],
  },
  tiers: ['runtime'],
  outcomes: ['pass', 'warn', 'fail'],
  service,
  after,
  needs: {streams: streamsFact},
  judge({streams}, {now}) {
    if (streams.length === 0) return unknown('no-data', {en: 'no line is stored yet', zh: '尚未存储日志'})
    const rows = streams.flatMap(({name, retention, oldestAt, errors}): readonly Outcome[] => {
      const [error] = errors
      if (error !== undefined) {
        return [
          failure(
            {en: `${name}: ${error}`, zh: `${name}：${error}`},
            {instance: name, observed: {errors: errors.length}},
          ),
        ]
      }

      if (retention === undefined) {
        return [warning({en: `${name} keeps its lines for ever`, zh: `${name} 永久保留日志`}, {instance: name})]
      }

      const kept = durationMs(retention)
      // An index goes as a whole, once its youngest line is old enough; it is a fourteenth of the time, or a day.
      const late = kept === undefined || oldestAt === undefined ? 0 : now - oldestAt - kept * 1.2 - 2 * DAY_MS
      if (late <= 0) return []
      const days = Math.round((now - (oldestAt ?? now)) / DAY_MS)
      return [
        warning(
          {
            en: `${name}: its oldest index has ${days} days, retention is ${retention}`,
            zh: `${name}：最旧索引已 ${days} 天，保留期为 ${retention}`,
          },
          {instance: name, observed: {days, retention}},
        ),
      ]
    })
    const [first, ...rest] = rows
    if (first) return [first, ...rest]
    const few = listFew([...new Set(streams.map(({retention}) => retention ?? ''))])
    return healthy({
      en: `${streams.length} data streams keep ${few.en}`,
      zh: `${streams.length} 个数据流，保留 ${few.zh}`,
    })
  },
})

const rejections = defineCheck({
  id: 'es.rejections',
  title: {en: 'Elasticsearch takes every bulk of lines', zh: 'Elasticsearch 接收所有批量写入'},
  impact: {
    en: 'Refused lines are sent again, and come late; more senders make it worse.',
    zh: '被拒绝的日志会重发并延迟；更多发送方会使情况恶化。',
  },
  runs: {
    en: 'Reads thread_pool.write.rejected and tripped breakers; what was counted before the last look is old.',
    zh: '读取 thread_pool.write.rejected 与触发的断路器；上次查看之前的计数视为旧的。',
  },
  remedy: {
    text: {en: 'Give it more memory or processors, or send less at once.', zh: '增加内存或处理器，或减少单次发送量。'},
    commands: ['opsctl doctor es.heap es.disk-watermark', 'opsctl explain elasticsearch.limits'],
  },
  tiers: ['runtime'],
  outcomes: ['pass', 'info', 'warn'],
  service,
  after,
  because: ['es.heap', 'host.disk-io'],
  needs: {nodes: nodesFact},
  judge({nodes}, {before}) {
    const sum = (list: typeof nodes) => ({
      rejected: list.reduce((total, {rejectedWrites}) => total + rejectedWrites, 0),
      tripped: list.reduce((total, {breakersTripped}) => total + breakersTripped, 0),
      uptimeMs: Math.min(...list.map(({uptimeMs}) => uptimeMs)),
    })
    const own = sum(nodes)
    const earlier = before(nodesFact)
    const then = earlier && sum(earlier.value)
    // It counts from its start.
    const known = then && then.uptimeMs <= own.uptimeMs ? then : undefined
    const observed = {rejected: own.rejected, tripped: own.tripped}
    const evidence = [{kind: 'http' as const, ref: 'GET _nodes/stats/thread_pool,breaker'}]
    const newer = known ? {rejected: own.rejected - known.rejected, tripped: own.tripped - known.tripped} : undefined
    if (newer && newer.rejected + newer.tripped > 0) {
      const words = {
        en: `Since the last look ${newer.rejected} writes were refused, breakers tripped ${newer.tripped} times`,
        zh: `自上次查看以来拒绝了 ${newer.rejected} 次写入，断路器触发 ${newer.tripped} 次`,
      }
      return warning(words, {observed: {...observed, ...newer}, evidence})
    }

    if (own.rejected + own.tripped === 0)
      return healthy({en: 'None was refused', zh: '没有被拒绝'}, {observed, evidence})
    const words = {
      en: `Since its start ${own.rejected} writes were refused, breakers tripped ${own.tripped} times`,
      zh: `自启动以来拒绝了 ${own.rejected} 次写入，断路器触发 ${own.tripped} 次`,
    }
    return note(words, {observed, evidence})
  },
})

const pending = defineCheck({
  id: 'es.pending-tasks',
  title: {en: 'No task of the cluster waits', zh: '没有等待的集群任务'},
  impact: {en: 'New indices and mappings come late, and lines with them.', zh: '新索引与映射推迟，日志随之延迟。'},
  runs: {
    en: 'Reads number_of_pending_tasks and the longest wait in _cluster/health.',
    zh: '在 _cluster/health 中读取 number_of_pending_tasks 与最长等待时间。',
  },
  remedy: {
    text: {en: 'It is too busy or its disk too slow: see those first.', zh: '过于繁忙或磁盘过慢：请先检查它们。'},
    commands: ['opsctl doctor es.heap host.disk-io', 'opsctl logs elasticsearch'],
  },
  tiers: ['runtime'],
  outcomes: ['pass', 'warn', 'fail'],
  service,
  after,
  because: ['es.heap', 'host.disk-io'],
  needs: {cluster: clusterFact},
  thresholds: {
    tasks: {fail: 100, unit: 'count', origin: {en: 'opsctl default', zh: 'opsctl 默认值'}},
    wait: {warn: 900, unit: 's', origin: {en: 'awesome-prometheus-alerts', zh: 'awesome-prometheus-alerts'}},
  },
  judge({cluster: {pending: tasks, pendingMs}}, {limits}) {
    const observed = {tasks, waitS: pendingMs / 1000}
    const words = {
      en: `${tasks} tasks wait, the longest for ${Math.round(pendingMs / 1000)} s`,
      zh: `${tasks} 个任务等待，最长 ${Math.round(pendingMs / 1000)} 秒`,
    }
    if (gradeHigh(tasks, limits.tasks) === 'fail') return failure(words, {observed, limit: 'tasks'})
    if (tasks > 0 && gradeHigh(pendingMs / 1000, limits.wait) !== 'pass')
      return warning(words, {observed, limit: 'wait'})
    return healthy(tasks === 0 ? {en: 'None waits', zh: '没有等待'} : words, {observed})
  },
})

const snapshot = defineCheck({
  id: 'es.snapshot',
  title: {en: 'Stored lines have a copy elsewhere', zh: '已存储的日志另有副本'},
  impact: {en: 'With the disk every stored line is gone.', zh: '磁盘损坏则全部日志丢失。'},
  runs: {en: 'Reads snapshot repositories and when a policy last succeeded.', zh: '读取快照仓库与策略上次成功的时间。'},
  remedy: {
    text: {
      en: 'Register a repository and a policy in Elasticsearch, where lines must outlive this machine.',
      zh: '若日志必须在本机之外保存，请在 Elasticsearch 中注册仓库与策略。',
    },
    commands: ['opsctl open'],
  },
  tiers: ['runtime'],
  outcomes: ['pass', 'info', 'warn'],
  service,
  tags: ['backup'],
  after,
  needs: {snapshots: snapshotsFact},
  thresholds: {age: {warn: 48, unit: 'h', origin: {en: 'awesome-prometheus-alerts', zh: 'awesome-prometheus-alerts'}}},
  judge({snapshots: {repositories, policies, lastSuccessAt}}, {now, limits: {age}}) {
    const observed = {repositories, policies}
    if (repositories === 0) {
      return note(
        {en: 'No repository: stored lines are on this machine alone', zh: '没有仓库：日志仅存于本机'},
        {observed},
      )
    }

    if (lastSuccessAt === undefined) {
      return warning({en: 'No snapshot has succeeded', zh: '没有成功的快照'}, {observed})
    }

    const hours = (now - lastSuccessAt) / HOUR_MS
    const words = {en: `The last one is ${Math.round(hours)} h old`, zh: `最近一次在 ${Math.round(hours)} 小时前`}
    return (gradeHigh(hours, age) === 'pass' ? healthy : warning)(words, {observed: {...observed, hours}, limit: 'age'})
  },
})

export const upkeepChecks: readonly Check[] = [pending, rejections, ilm, snapshot]
