/** Whether there is room for the load of today, and of the months to come. */
import {yearsUntil} from '../../../capacity/growth.js'
import {DRIVER_OF, LIMITS} from '../../../capacity/outlook.js'
import {judgeTriggers, type Trigger, type TriggerId} from '../../../capacity/triggers.js'
import {formatShare} from '../../../figures.js'
import {
  type Check,
  defineCheck,
  failure,
  gradeHigh,
  gradeLow,
  healthy,
  note,
  type Outcome,
  unknown,
  warning,
} from '../../check.js'
import {rowsOr} from '../docker/rows.js'
import {manual, ours} from '../project/words.js'
import {benchFact, poolerFact, resourcesFact, triggersFact} from './facts.js'

const DAY_MS = 86_400_000
const MONTHS_PER_YEAR = 12

const shared = {tiers: ['runtime'], tags: ['capacity'], after: ['docker.daemon', 'prom.ready']} as const
const measured = ({prometheus}: {readonly prometheus: {readonly enabled: boolean}}) =>
  prometheus.enabled || {en: 'there is no Prometheus in this stack', zh: '此栈中没有 Prometheus'}

/** Who looks at the same thing more closely. */
const CAUSES: Readonly<Record<TriggerId, readonly string[]>> = {
  latency: ['gw.latency', 'gw.backend-latency', 'host.cpu-used'],
  errors: ['gw.errors-5xx', 'gw.backends'],
  connections: ['pg.connections'],
  cpu: ['host.cpu-used', 'host.load'],
  memory: ['host.memory-used'],
}

const scaleTriggers: Check = defineCheck({
  ...shared,
  id: 'cap.scale-triggers',
  title: {en: 'Nothing says that the stack should be scaled', zh: '没有需要扩容的信号'},
  impact: {en: 'At the next peak requests become slow or fail.', zh: '下一次高峰时请求会变慢或失败。'},
  runs: {
    en: 'asks Prometheus for P95, share of errors and of connections, and for processors and memory over 15 minutes',
    zh: '向 Prometheus 查询 P95、错误率、连接占比，以及 15 分钟内的 CPU 与内存',
  },
  remedy: {
    text: {en: 'Find what binds, then scale that.', zh: '找出瓶颈后再扩容。'},
    commands: ['opsctl capacity', 'opsctl bench capacity'],
  },
  outcomes: ['pass', 'warn', 'fail'],
  isFor: measured,
  needs: {values: triggersFact},
  thresholds: {triggers: {warn: 1, fail: 2, unit: 'count', origin: manual}},
  judge({values}, {limits}) {
    const triggers = judgeTriggers(values)
    const known = triggers.filter(({state}) => state !== 'unknown')
    const reached = triggers.filter(({state}) => state === 'scale')
    if (known.length === 0)
      return unknown('no-data', {en: 'Prometheus has no samples of them yet', zh: 'Prometheus 尚无样本'})
    const more = {limit: 'triggers', observed: {...values}}
    const [first] = reached
    if (!first) {
      return healthy(
        {
          en: `${known.length} of ${triggers.length} asked, none reached`,
          zh: `${triggers.length} 项中查询到 ${known.length} 项，均未触发`,
        },
        more,
      )
    }
    const detail = {
      en: `${reached.length} of ${triggers.length} signs to scale: ${reached.map((one) => `${one.title.en} ${shown(one)}`).join(', ')}`,
      zh: `${triggers.length} 项扩容信号中触发 ${reached.length} 项：${reached.map((one) => `${one.title.zh} ${shown(one)}`).join('，')}`,
    }
    const remedy = {...scaleTriggers.remedy, text: first.action}
    const because = reached.flatMap(({id}) => CAUSES[id].map((cause) => ({id: cause})))
    const grade = gradeHigh(reached.length, limits.triggers)
    return grade === 'fail' ? failure(detail, {...more, remedy, because}) : warning(detail, {...more, remedy, because})
  },
})

function shown({id, value = 0, above}: Trigger): string {
  if (id === 'latency') return `${value.toFixed(2)} s > ${above} s`
  return `${formatShare(value)} > ${formatShare(above)}`
}

/** What the operations manual plans with, a year, where too little was measured. */
const PLANNED = {users: 0.2, requests: 0.3, data: 0.25} as const

const projection = defineCheck({
  ...shared,
  id: 'cap.projection',
  title: {en: 'There is room for the growth that is planned', zh: '为计划增长留有余量'},
  impact: {
    en: 'A disk that is full, or connections that are used up, stop the stack on a day that can be foreseen.',
    zh: '磁盘写满或连接耗尽会在可预见的某天使栈停止。',
  },
  runs: {
    en: 'takes the use in the busiest hours of the week and its growth, measured or 20 % users, 30 % requests, 25 % data a year',
    zh: '取一周繁忙时段的用量及其增长（实测，或每年用户 20 %、请求 30 %、数据 25 %）',
  },
  remedy: {
    text: {en: 'See what is needed in which quarter.', zh: '查看各季度所需资源。'},
    commands: ['opsctl capacity', 'opsctl capacity disk'],
  },
  outcomes: ['pass', 'warn', 'fail'],
  isFor: measured,
  needs: {seen: resourcesFact},
  thresholds: {room: {warn: 6, fail: 1, unit: 'months', origin: manual}},
  judge({seen: {resources, growth}}, {limits}) {
    if (resources.length === 0)
      return unknown('no-data', {en: 'Prometheus has no samples of them yet', zh: 'Prometheus 尚无样本'})
    const found = resources.flatMap(({id, share: used}): Outcome[] => {
      const driver = DRIVER_OF[id]
      const own = driver === 'users' ? undefined : growth[driver]
      const rate = own ?? PLANNED[driver]
      const months = yearsUntil(used, LIMITS[id], {rate, per: 'year'}) * MONTHS_PER_YEAR
      const grade = gradeLow(months, limits.room)
      if (grade === 'pass') return []
      const share = formatShare(used)
      const when =
        months === 0 ? {en: 'now', zh: '现在'} : {en: `in ${weeks(months)} weeks`, zh: `${weeks(months)} 周后`}
      const detail = {
        en: `${id} reaches ${formatShare(LIMITS[id])} ${when.en}: ${share} used, ${formatShare(rate)} more a year${own === undefined ? ' (planned)' : ''}`,
        zh: `${id} ${when.zh}达到 ${formatShare(LIMITS[id])}：已用 ${share}，每年增长 ${formatShare(rate)}${own === undefined ? '（计划值）' : ''}`,
      }
      const because = id === 'disk' ? [{id: 'host.disk-used'}] : []
      const more = {instance: id, limit: 'room', because, observed: {months, share: used, rate}}
      return [grade === 'fail' ? failure(detail, more) : warning(detail, more)]
    })
    return rowsOr(
      found,
      healthy(
        {
          en: `${resources.length} resources last more than ${limits.room.warn} months`,
          zh: `${resources.length} 项资源均可用 ${limits.room.warn} 个月以上`,
        },
        {limit: 'room'},
      ),
    )
  },
})

function weeks(months: number): number {
  return Math.max(1, Math.round((months * 52) / MONTHS_PER_YEAR))
}

const benchStale = defineCheck({
  ...shared,
  after: [],
  id: 'cap.bench-stale',
  title: {en: 'What the stack carries was measured lately', zh: '近期测量过栈的承载能力'},
  impact: {en: 'Nobody knows at which load it breaks.', zh: '无人知道在多大负载下会崩溃。'},
  runs: {
    en: 'reads when the newest result in .opsctl/bench/ was kept, and when deploy/ was last written',
    zh: '读取 .opsctl/bench/ 中最新结果与 deploy/ 的写入时间',
  },
  remedy: {
    text: {en: 'Measure it in a quiet hour.', zh: '在低峰时测量。'},
    commands: ['opsctl bench capacity --slo p99=200ms'],
  },
  outcomes: ['pass', 'info', 'warn'],
  needs: {bench: benchFact},
  thresholds: {age: {warn: 90, unit: 'd', origin: ours}},
  judge({bench: {newest, renderedAt}}, {stack, now, limits}) {
    if (newest === undefined) {
      const detail = {en: 'it was never measured', zh: '从未测量'}
      return note(detail)
    }
    const days = Math.floor((now - Date.parse(newest)) / DAY_MS)
    const more = {limit: 'age', observed: {days}}
    if (gradeHigh(days, limits.age) !== 'pass') {
      const detail = {en: `the last measurement is ${days} days old`, zh: `上次测量距今 ${days} 天`}
      return stack.environment === 'production' ? warning(detail, more) : note(detail, more)
    }
    if (renderedAt !== undefined && renderedAt > newest) {
      return note(
        {en: `measured ${days} days ago; the configuration has changed since`, zh: `${days} 天前测量；此后配置已变化`},
        more,
      )
    }
    return healthy({en: `measured ${days} days ago`, zh: `${days} 天前测量`}, more)
  },
})

const pooler = defineCheck({
  ...shared,
  id: 'cap.pgbouncer',
  title: {en: 'Postgres needs no pooler before it', zh: 'Postgres 前无需连接池中间件'},
  impact: {
    en: 'Each connection is a process: many of them cost memory and switches, and make all slower.',
    zh: '每个连接都是进程：过多会消耗内存与切换，拖慢整体。',
  },
  runs: {
    en: 'compares connections of now and max_connections with the processors',
    zh: '将当前连接数与 max_connections 同 CPU 数比较',
  },
  remedy: {
    text: {
      en: 'Put pgbouncer in transaction mode between the apps and postgres.',
      zh: '在应用与 postgres 之间放置事务模式的 pgbouncer。',
    },
    commands: ['opsctl explain postgres.maxConnections'],
  },
  outcomes: ['pass', 'warn'],
  isFor: ({postgres, prometheus}) =>
    (postgres.enabled && prometheus.enabled) || {
      en: 'it needs postgres and Prometheus',
      zh: '需要 postgres 与 Prometheus',
    },
  needs: {seen: poolerFact},
  thresholds: {
    max: {warn: 201, unit: 'connections', origin: manual},
    perCore: {warn: 50, unit: 'connections/core', origin: ours},
  },
  judge({seen: {connections, maxConnections, cores}}, {limits}) {
    const perCore = connections / Math.max(1, cores)
    const detail = {
      en: `${connections} connections on ${cores} cores, max_connections ${maxConnections}`,
      zh: `${cores} 核上 ${connections} 个连接，max_connections ${maxConnections}`,
    }
    if (gradeHigh(maxConnections, limits.max) !== 'pass') return warning(detail, {limit: 'max'})
    return gradeHigh(perCore, limits.perCore) === 'pass'
      ? healthy(detail, {limit: 'perCore'})
      : warning(detail, {limit: 'perCore'})
  },
})

/** In the order of causes. */
export const capacityChecks: readonly Check[] = [scaleTriggers, projection, pooler, benchStale]
