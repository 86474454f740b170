/** The visualisations of the dashboard. */
import type {Text} from '../../component.js'
import type {Chart} from './charts.js'
import {conditions, count, overTime, percentile, share, topValues} from './columns.js'
import {ERRORS, REQUESTS, STATUS_CLASSES, TIMED_REQUESTS, UNPARSED} from './queries.js'

const word = {
  time: {en: 'Time', zh: '时间'},
  lines: {en: 'Lines', zh: '行数'},
  level: {en: 'Level', zh: '级别'},
  service: {en: 'Service', zh: '服务'},
  requests: {en: 'Requests', zh: '请求数'},
  errors: {en: 'Errors', zh: '错误数'},
  path: {en: 'Path', zh: '路径'},
} as const satisfies Record<string, Text>

const TENS = [50, 95, 99] as const

/** What the dashboard shows, in its order. */
export const charts: readonly Chart[] = [
  {
    key: 'volume',
    title: {en: 'Lines by level', zh: '各级别日志量'},
    description: {en: 'How many lines were stored.', zh: '已存储的日志行数。'},
    query: '',
    columns: (say) => ({
      level: topValues(say(word.level), 'log.level', {size: 7, by: 'lines', missing: true}),
      time: overTime(say(word.time)),
      lines: count(say(word.lines)),
    }),
    look: {kind: 'xy', series: 'bar_stacked', x: 'time', y: ['lines'], split: 'level'},
  },
  {
    key: 'error-ratio',
    title: {en: 'Share of errors', zh: '错误占比'},
    description: {en: 'Lines of level error or fatal among all lines.', zh: 'error 与 fatal 级别占全部日志行的比例。'},
    query: '',
    columns: (say) => ({
      time: overTime(say(word.time)),
      ...share('ratio', say({en: 'Share of errors', zh: '错误占比'}), ERRORS),
    }),
    look: {kind: 'xy', series: 'line', x: 'time', y: ['ratio']},
  },
  {
    key: 'status-classes',
    title: {en: 'Requests by status', zh: '各状态类请求量'},
    description: {en: 'Requests that any service logged, by class of status.', zh: '各服务记录的请求，按状态类划分。'},
    query: REQUESTS,
    columns: (say) => ({
      status: conditions(say({en: 'Status', zh: '状态'}), STATUS_CLASSES),
      time: overTime(say(word.time)),
      requests: count(say(word.requests)),
    }),
    look: {kind: 'xy', series: 'bar_stacked', x: 'time', y: ['requests'], split: 'status'},
  },
  {
    key: 'latency',
    title: {en: 'Latency of requests', zh: '请求延迟'},
    description: {
      en: 'Half, 95 and 99 of a hundred requests took no longer.',
      zh: '50%、95% 与 99% 的请求不超过该耗时。',
    },
    query: TIMED_REQUESTS,
    columns: (say) => ({
      time: overTime(say(word.time)),
      ...Object.fromEntries(TENS.map((ten) => [`p${ten}`, percentile(`p${ten}`, 'event.duration', ten)])),
    }),
    look: {kind: 'xy', series: 'line', x: 'time', y: TENS.map((ten) => `p${ten}`)},
  },
  {
    key: 'error-classes',
    title: {en: 'Most frequent errors', zh: '最常见的错误'},
    description: {en: 'Errors by class and service.', zh: '按类型与服务统计的错误。'},
    query: ERRORS,
    columns: (say) => ({
      type: topValues(say({en: 'Class', zh: '类型'}), 'error.type', {size: 15, by: 'errors', missing: true}),
      service: topValues(say(word.service), 'service.name', {size: 5, by: 'errors'}),
      errors: count(say(word.errors)),
    }),
    look: {kind: 'table', shown: ['type', 'service', 'errors'], sortBy: 'errors'},
  },
  {
    key: 'slow-paths',
    title: {en: 'Slowest paths', zh: '最慢的路径'},
    description: {
      en: 'Paths by the time that 95 of a hundred of their requests took at most.',
      zh: '按 95% 请求的最长耗时排列的路径。',
    },
    query: TIMED_REQUESTS,
    columns: (say) => ({
      path: topValues(say(word.path), 'url.path', {size: 15, by: 'p95'}),
      p95: percentile('p95', 'event.duration', 95),
      p50: percentile('p50', 'event.duration', 50),
      requests: count(say(word.requests)),
    }),
    look: {kind: 'table', shown: ['path', 'p95', 'p50', 'requests'], sortBy: 'p95'},
  },
  {
    key: 'services',
    title: {en: 'Lines by service', zh: '各服务日志量'},
    description: {en: 'Which service writes how much, and at which level.', zh: '各服务的日志量及其级别。'},
    query: '',
    columns: (say) => ({
      service: topValues(say(word.service), 'service.name', {size: 15, by: 'lines', others: true}),
      level: topValues(say(word.level), 'log.level', {size: 7, by: 'lines', missing: true}),
      lines: count(say(word.lines)),
    }),
    look: {kind: 'xy', series: 'bar_horizontal_stacked', x: 'service', y: ['lines'], split: 'level'},
  },
  {
    key: 'unparsed',
    title: {en: 'Lines that were not understood', zh: '未能解析的日志行'},
    description: {en: 'Kept whole, by service.', zh: '原样保留，按服务统计。'},
    query: UNPARSED,
    columns: (say) => ({
      service: topValues(say(word.service), 'service.name', {size: 10, by: 'lines'}),
      time: overTime(say(word.time)),
      lines: count(say(word.lines)),
    }),
    look: {kind: 'xy', series: 'bar_stacked', x: 'time', y: ['lines'], split: 'service'},
  },
]
