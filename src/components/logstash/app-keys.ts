/** The names under which the usual loggers write a thing. Of several in one line the first wins. */

/** Renamed as they are; a field that holds no text stays where it is. */
interface Renamed {
  readonly from: string
  readonly to: string
}

const ERROR_TYPE = '[@metadata][error_type]'
const ERROR_MESSAGE = '[@metadata][error_message]'
const TRACE = '[@metadata][trace]'
const REQUEST_ID = '[http][request][id]'

const texts: readonly Renamed[] = [
  {from: '[error.type]', to: ERROR_TYPE},
  {from: '[error.message]', to: ERROR_MESSAGE},
  {from: '[error.stack_trace]', to: TRACE},
  {from: '[stack_trace]', to: TRACE},
  {from: '[stacktrace]', to: TRACE},
  {from: '[stack]', to: TRACE},
  {from: '[exc_info]', to: TRACE},
  {from: '[logger]', to: '[log][logger]'},
  {from: '[log.logger]', to: '[log][logger]'},
  {from: '[log][logger]', to: '[log][logger]'},
  {from: '[logger_name]', to: '[log][logger]'},
  {from: '[trace_id]', to: '[trace][id]'},
  {from: '[traceId]', to: '[trace][id]'},
  {from: '[trace.id]', to: '[trace][id]'},
  {from: '[trace][id]', to: '[trace][id]'},
  {from: '[traceid]', to: '[trace][id]'},
  {from: '[span_id]', to: '[span][id]'},
  {from: '[spanId]', to: '[span][id]'},
  {from: '[span.id]', to: '[span][id]'},
  {from: '[span][id]', to: '[span][id]'},
  {from: '[spanid]', to: '[span][id]'},
  {from: '[request_id]', to: REQUEST_ID},
  {from: '[requestId]', to: REQUEST_ID},
  {from: '[reqId]', to: REQUEST_ID},
  {from: '[http.request.id]', to: REQUEST_ID},
  {from: '[req][id]', to: REQUEST_ID},
]

/** What templates/logstash/pipeline/43-app.conf.hbs goes through. */
export const appKeys = {
  times: ['[time]', '[ts]', '[timestamp]', '[@timestamp]', '[asctime]', '[datetime]'],
  levels: ['[level]', '[severity]', '[log.level]', '[log][level]', '[levelname]', '[lvl]', '[loglevel]'],
  messages: ['[msg]', '[message]', '[event]'],
  errors: ['[err]', '[error]', '[exception]'],
  texts,
  methods: ['[method]', '[req][method]', '[http.request.method]', '[http][request][method]'],
  paths: ['[path]', '[url]', '[req][url]', '[url.path]', '[url][path]'],
  statuses: [
    '[status]',
    '[statusCode]',
    '[status_code]',
    '[res][statusCode]',
    '[http.response.status_code]',
    '[http][response][status_code]',
  ],
  durations: [
    {key: '[duration_ms]', unit: 'ms'},
    {key: '[duration_s]', unit: 's'},
    {key: '[responseTime]', unit: 'ms'},
    {key: '[latency_ms]', unit: 'ms'},
    {key: '[latency_s]', unit: 's'},
    {key: '[event.duration]', unit: 'ns'},
    {key: '[event][duration]', unit: 'ns'},
    {key: '[duration]', unit: 'ms'},
    {key: '[latency]', unit: 'ms'},
  ],
  objects: ['err', 'error', 'exception', 'req', 'res', 'log', 'http', 'url', 'trace', 'span', 'event'],
} as const
