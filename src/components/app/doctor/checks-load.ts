/** Whether apps have room left, and keep it. */
import {defineCheck, failure, gradeHigh, healthy, type Outcome, skipped, warning} from '../../../doctor/check.js'
import {formatBytes, formatCount, formatShare} from '../../../figures.js'
import {memory, metrics, process} from './facts.js'
import {coroot, hasMetrics, manual, ours, rowsOr} from './grounds.js'

const MIB = 1024 ** 2

interface Pool {
  readonly name: string
  readonly used: number
  readonly max: number
}

/** Pairs of series that say how full a pool is; whichever names the library has. */
function poolsOf(values: Readonly<Record<string, number>>): readonly Pool[] {
  return Object.entries(values).flatMap(([name, used]) => {
    if (!/_(active|acquired|in_use)/.test(name)) return []
    const stem = name.replace(/_(active|acquired|in_use).*$/, '')
    const limit = Object.entries(values).find(([other]) => other.startsWith(`${stem}_max`))
    return limit && limit[1] > 0 ? [{name: stem, used, max: limit[1]}] : []
  })
}

const saturation = defineCheck({
  id: 'app.saturation',
  title: {en: 'Pools of apps have room', zh: '应用连接池有余量'},
  impact: {en: 'Requests wait for a connection, then time out.', zh: '请求等待连接，随后超时。'},
  runs: {
    en: 'Series of the metrics that name a pool, as in db_connections_active and db_connections_max; http_requests_in_flight.',
    zh: '指标中描述连接池的序列，如 db_connections_active 与 db_connections_max；以及 http_requests_in_flight。',
  },
  remedy: {
    text: {
      en: 'Find statements that hold connections for long before you make the pool larger.',
      zh: '扩大连接池之前，先找出长时间占用连接的语句。',
    },
    commands: ['opsctl doctor pg.connections pg.slow-queries', 'opsctl logs'],
  },
  tiers: ['runtime'],
  outcomes: ['pass', 'warn', 'fail'],
  tags: ['capacity'],
  isFor: hasMetrics,
  after: ['docker.daemon', 'app.metrics'],
  needs: {metrics},
  thresholds: {used: {warn: 80, fail: 95, unit: '%', origin: manual}},
  judge({metrics}, {limits}) {
    const all = metrics.flatMap(({app, values}) => poolsOf(values).map((pool) => ({app, ...pool})))
    if (all.length === 0) {
      return skipped('no-data', {en: 'no app names a pool and its limit', zh: '没有应用给出连接池及其上限'})
    }
    const rows = all.flatMap(({app, name, used, max}): readonly Outcome[] => {
      const grade = gradeHigh((used / max) * 100, limits.used)
      if (grade === 'pass') return []
      const detail = {
        en: `${app}: ${name} ${formatShare(used / max)} used, ${used} of ${max}`,
        zh: `${app}：${name} 已用 ${formatShare(used / max)}，${used} / ${max}`,
      }
      const more = {instance: app, limit: 'used', observed: {name, used, max}}
      return [grade === 'fail' ? failure(detail, more) : warning(detail, more)]
    })
    return rowsOr(rows, healthy({en: `${all.length} pools have room`, zh: `${all.length} 个连接池有余量`}))
  },
})

const slow = defineCheck({
  id: 'app.slow-requests',
  title: {en: 'Few requests of apps take longer than a second', zh: '应用的慢请求很少'},
  impact: {
    en: 'Users wait, and each slow request holds a connection and memory.',
    zh: '用户等待，且每个慢请求占用连接与内存。',
  },
  runs: {
    en: 'http_request_duration_seconds of five minutes by Prometheus: the share above 1 s, from 100 requests on.',
    zh: 'Prometheus 中五分钟的 http_request_duration_seconds：超过 1 秒的占比，请求达 100 个时判断。',
  },
  remedy: {
    text: {en: 'See which path it is, and what it asks of the database.', zh: '查明是哪个路径，以及它对数据库的查询。'},
    commands: ['opsctl logs analyze', 'opsctl doctor pg.slow-queries pg.locks redis.slowlog'],
  },
  tiers: ['runtime'],
  outcomes: ['pass', 'warn', 'fail'],
  isFor: hasMetrics,
  after: ['docker.daemon', 'prom.ready'],
  because: ['pg.locks', 'pg.slow-queries', 'redis.slowlog'],
  needs: {process},
  thresholds: {
    share: {warn: 1, fail: 5, unit: '%', origin: manual},
    requests: {warn: 100, unit: 'count', origin: ours},
  },
  judge({process}, {limits}) {
    const busy = process.filter(({requests5m = 0}) => gradeHigh(requests5m, limits.requests) === 'warn')
    if (busy.length === 0) return skipped('no-data', {en: 'too few requests', zh: '请求过少'})
    const because = [{id: 'pg.locks'}, {id: 'pg.slow-queries'}, {id: 'redis.slowlog'}]
    const rows = busy.flatMap(({app, slowShare = 0, requests5m = 0}): readonly Outcome[] => {
      const grade = gradeHigh(slowShare * 100, limits.share)
      if (grade === 'pass') return []
      const [share, of] = [formatShare(slowShare), formatCount(Math.round(requests5m))]
      const detail = {
        en: `${app}: ${share} of ${of} requests took over 1 s`,
        zh: `${app}：${of} 个请求中 ${share} 超过 1 秒`,
      }
      const more = {instance: app, limit: 'share', observed: {slowShare, requests5m}, because}
      return [grade === 'fail' ? failure(detail, more) : warning(detail, more)]
    })
    return rowsOr(rows, healthy({en: 'less than one of a hundred', zh: '不足百分之一'}))
  },
})

const leak = defineCheck({
  id: 'app.memory-leak',
  title: {en: 'Memory of apps does not grow steadily', zh: '应用内存没有持续增长'},
  impact: {
    en: 'At its limit the container is killed, and every request in it with it.',
    zh: '达到上限时容器被终止，其中的请求全部中断。',
  },
  runs: {
    en: 'The working set of each container over six hours by Prometheus: slope of all and of the last 90 minutes, if 80 % of it has samples.',
    zh: 'Prometheus 中各容器六小时的工作集：整体与最近 90 分钟的斜率，样本覆盖 80 % 时判断。',
  },
  remedy: {
    text: {
      en: 'Take two heap profiles some minutes apart and compare them; a restart gains time.',
      zh: '间隔几分钟取两次堆剖析并比较；重启可争取时间。',
    },
    commands: ['opsctl doctor checklist memory-leak', 'opsctl doctor app.pprof-capture --deep'],
  },
  tiers: ['runtime'],
  outcomes: ['pass', 'warn', 'fail'],
  tags: ['capacity'],
  after: ['docker.daemon', 'prom.ready'],
  needs: {memory},
  thresholds: {
    growth: {warn: 10, unit: '%', origin: coroot},
    least: {warn: 50, unit: 'MiB', origin: coroot},
    hours: {fail: 6, unit: 'h', origin: ours},
    covered: {warn: 80, unit: '%', origin: coroot},
  },
  judge({memory}, {limits}) {
    const told = memory.filter(({covered}) => covered * 100 >= (limits.covered.warn ?? 0))
    if (told.length === 0) {
      return skipped('no-data', {en: 'there are less than five hours of samples', zh: '样本不足五小时'})
    }
    const rows = told.flatMap((one): readonly Outcome[] => {
      const {app, bytes, limitBytes, perHour, perHourLately, mostBytes} = one
      const grown = perHour * 6
      // It still rises, and is about as large as ever: a cache that filled, or a peak that passed, is no leak.
      const rises = perHourLately >= 0.3 * perHour && bytes >= 0.9 * mostBytes
      const counts = grown >= (limits.least.warn ?? 0) * MIB
      const share = (perHour / bytes) * 100
      if (!rises || !counts || gradeHigh(share, limits.growth) === 'pass') return []
      const hours = limitBytes > 0 ? (limitBytes - bytes) / perHour : Number.POSITIVE_INFINITY
      const when = Number.isFinite(hours)
        ? {en: `; its limit is reached in ${hours.toFixed(1)} h`, zh: `；${hours.toFixed(1)} 小时后达到上限`}
        : {en: '', zh: ''}
      const detail = {
        en: `memory of ${app} grows by ${formatBytes(perHour)} an hour (${formatBytes(bytes)} now)${when.en}`,
        zh: `${app} 的内存每小时增长 ${formatBytes(perHour)}（当前 ${formatBytes(bytes)}）${when.zh}`,
      }
      const more = {instance: app, limit: 'growth', observed: {...one, hoursLeft: hours}}
      return [hours < (limits.hours.fail ?? 0) ? failure(detail, more) : warning(detail, more)]
    })
    return rowsOr(rows, healthy({en: `${told.length} apps keep their size`, zh: `${told.length} 个应用内存稳定`}))
  },
})

const goroutines = defineCheck({
  id: 'app.goroutines',
  title: {en: 'Goroutines, open files and the event loop of apps are steady', zh: '应用的协程、文件与事件循环稳定'},
  impact: {
    en: 'What waits for ever holds memory and files until the process ends.',
    zh: '永久等待的任务会占用内存与文件直到进程结束。',
  },
  runs: {
    en: 'go_goroutines now and an hour ago, process_open_fds, nodejs_eventloop_lag_p99_seconds by Prometheus.',
    zh: '查询 Prometheus 中当前与一小时前的 go_goroutines，以及 process_open_fds 与 nodejs_eventloop_lag_p99_seconds。',
  },
  remedy: {
    text: {
      en: 'Take a profile of goroutines; look for requests without a time limit.',
      zh: '采集协程剖析，查找没有超时的请求。',
    },
    commands: ['opsctl doctor app.pprof-capture --deep', 'opsctl logs'],
  },
  tiers: ['runtime'],
  outcomes: ['pass', 'warn', 'fail'],
  isFor: hasMetrics,
  after: ['docker.daemon', 'prom.ready'],
  needs: {process},
  thresholds: {
    ratio: {warn: 3, fail: 10, unit: 'ratio', origin: ours},
    files: {warn: 80, fail: 90, unit: '%', origin: manual},
    eventLoop: {warn: 0.7, unit: 's', origin: coroot},
  },
  judge({process}, {limits}) {
    const known = process.filter(({goroutines, openFiles, eventLoopS}) =>
      [goroutines, openFiles, eventLoopS].some((value) => value !== undefined),
    )
    if (known.length === 0) {
      return skipped('no-data', {en: 'no app tells of its process', zh: '没有应用给出进程信息'})
    }
    const rows = known.flatMap((one): readonly Outcome[] => {
      const {app, goroutines: now, goroutinesBefore: before, openFiles, maxFiles, eventLoopS} = one
      const more = {instance: app, observed: {...one}}
      if (openFiles !== undefined && maxFiles) {
        const grade = gradeHigh((openFiles / maxFiles) * 100, limits.files)
        const text = {
          en: `${app}: ${openFiles} of ${maxFiles} files are open`,
          zh: `${app}：打开 ${openFiles} / ${maxFiles} 个文件`,
        }
        if (grade !== 'pass') return [{...(grade === 'fail' ? failure : warning)(text, {...more, limit: 'files'})}]
      }
      if (now !== undefined && before && now >= 100) {
        const grade = gradeHigh(now / before, limits.ratio)
        const text = {
          en: `goroutines of ${app}: ${before} to ${now} in an hour`,
          zh: `${app} 的协程：一小时内从 ${before} 增至 ${now}`,
        }
        if (grade !== 'pass') return [{...(grade === 'fail' ? failure : warning)(text, {...more, limit: 'ratio'})}]
      }
      if (eventLoopS !== undefined && gradeHigh(eventLoopS, limits.eventLoop) === 'warn') {
        const text = {
          en: `the event loop of ${app} lags by ${eventLoopS} s`,
          zh: `${app} 的事件循环延迟 ${eventLoopS} 秒`,
        }
        return [warning(text, {...more, limit: 'eventLoop'})]
      }
      return []
    })
    return rowsOr(rows, healthy({en: `${known.length} apps are steady`, zh: `${known.length} 个应用稳定`}))
  },
})

export const loadChecks = [saturation, slow, leak, goroutines]
