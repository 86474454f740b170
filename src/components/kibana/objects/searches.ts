/** The saved searches: what a person looks for first. */
import type {Stack, Text} from '../../component.js'
import {viewIds, viewReference} from './data-views.js'
import {idOf, type Reference, type SavedObject, savedObject} from './model.js'
import {ERRORS, SLOW, TRACED, UNPARSED} from './queries.js'

interface Search {
  readonly key: string
  readonly title: Text
  readonly description: Text
  readonly query: string
  /** Fields shown as columns, after the time. */
  readonly columns: readonly string[]
  readonly sort: readonly (readonly [field: string, direction: 'asc' | 'desc'])[]
  /** The field whose values split the chart above the lines. */
  readonly split?: string
  /** How far it looks back when opened. */
  readonly since: string
}

const NEWEST_FIRST = [['@timestamp', 'desc']] as const

const searches: readonly Search[] = [
  {
    key: 'errors',
    title: {en: 'Errors of the last hour', zh: '最近一小时的错误'},
    description: {en: 'Lines of level error or fatal, newest first.', zh: '级别为 error 或 fatal 的日志行，最新在前。'},
    query: ERRORS,
    columns: ['service.name', 'log.level', 'error.type', 'message', 'trace.id'],
    sort: NEWEST_FIRST,
    split: 'service.name',
    since: 'now-1h',
  },
  {
    key: 'slow-requests',
    title: {en: 'Slow requests', zh: '慢请求'},
    description: {
      en: 'Requests and statements of a second or more, slowest first.',
      zh: '耗时一秒及以上的请求与语句，最慢在前。',
    },
    query: SLOW,
    columns: [
      'event.duration',
      'service.name',
      'http.request.method',
      'url.path',
      'http.response.status_code',
      'message',
    ],
    sort: [['event.duration', 'desc']],
    split: 'service.name',
    since: 'now-24h',
  },
  {
    key: 'by-service',
    title: {en: 'Lines by service', zh: '按服务查看日志'},
    description: {en: 'Every line, grouped by the service that wrote it.', zh: '全部日志行，按写入服务分组。'},
    query: 'service.name: *',
    columns: ['service.name', 'log.level', 'message'],
    sort: [
      ['service.name', 'asc'],
      ['@timestamp', 'desc'],
    ],
    split: 'service.name',
    since: 'now-1h',
  },
  {
    key: 'by-trace',
    title: {en: 'Lines by trace', zh: '按链路查看日志'},
    description: {
      en: 'What each trace went through, in the order of time. Add trace.id: "…" to see one.',
      zh: '每条链路经过的步骤，按时间排序。加上 trace.id: "…" 只看一条。',
    },
    query: TRACED,
    columns: ['trace.id', 'service.name', 'log.level', 'event.duration', 'message'],
    sort: [
      ['trace.id', 'asc'],
      ['@timestamp', 'asc'],
    ],
    since: 'now-1h',
  },
  {
    key: 'unparsed',
    title: {en: 'Lines that were not understood', zh: '未能解析的日志行'},
    description: {
      en: 'Kept whole, tagged unparsed. A stage of your own in overlay/pipeline/ can read them.',
      zh: '原样保留并标记 unparsed。可在 overlay/pipeline/ 中添加自己的解析步骤。',
    },
    query: UNPARSED,
    columns: ['service.name', 'tags', 'message'],
    sort: NEWEST_FIRST,
    split: 'service.name',
    since: 'now-24h',
  },
]

/** Id of a saved search, for the dashboard that shows it. */
export function searchId({project}: Stack, key: string): string {
  return idOf(project, 'search', key)
}

/** The saved searches in the stack's language. */
export function savedSearches(stack: Stack, tag: Reference): readonly SavedObject[] {
  const lang = stack.language
  return searches.map(({key, title, description, query, columns, sort, split, since}) =>
    savedObject(
      {type: 'search', id: searchId(stack, key)},
      {
        title: title[lang],
        description: description[lang],
        columns,
        sort,
        grid: {},
        hideChart: false,
        isTextBasedQuery: false,
        ...(split ? {breakdownField: split} : {}),
        timeRestore: true,
        timeRange: {from: since, to: 'now'},
        kibanaSavedObjectMeta: {searchSourceJSON: searchSource(query)},
      },
      [viewReference(viewIds(stack).all, INDEX), tag],
    ),
  )
}

const INDEX = 'kibanaSavedObjectMeta.searchSourceJSON.index'

function searchSource(query: string): string {
  return JSON.stringify({
    query: {query, language: 'kuery'},
    filter: [],
    indexRefName: INDEX,
    highlightAll: true,
    version: true,
  })
}
