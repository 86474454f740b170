// Written by opsctl from opsctl.yaml. Edit that, then run opsctl render.
// Lines of text: servers, syslog, access logs and the layouts of logging libraries. ECMAScript 5, for Filebeat's script
// processor; uses values.js and json.js.

var STAMP =
  '(\\d{4}[-\\/]\\d\\d[-\\/]\\d\\d[T ]\\d\\d:\\d\\d:\\d\\d(?:[.,]\\d{1,9})?(?: ?(?:Z|UTC|[+-]\\d\\d:?\\d\\d))?)'
var WORD = '([A-Za-z]{3,13}\\d?)'
var QUOTED = '"((?:[^"\\\\]|\\\\.)*)"'
var REST = '([\\s\\S]*)$'

/** An expression, the parts of a match in their order, and what else is to be seen to. Undefined: not of this layout. */
function layout(pattern, names, more) {
  var expression = new RegExp('^' + pattern)
  return function (text, docker) {
    var found = expression.exec(text)
    if (!found) return undefined
    var parts = {}
    for (var i = 0; i < names.length; i++)
      if (found[i + 1] !== undefined && found[i + 1] !== '') parts[names[i]] = found[i + 1]
    return describeParts(parts, docker, more)
  }
}

/** A level word that is none, or a time that is none, means that the line is of another layout. */
function describeParts(parts, docker, more) {
  var fields = {}
  var time = parts.time === undefined ? undefined : timeOf(parts.time, docker)
  var level = parts.level === undefined ? undefined : levelOf(parts.level)
  if ((parts.time !== undefined && time === undefined) || (parts.level !== undefined && level === undefined))
    return undefined
  put(fields, 'log.level', level)
  put(fields, 'log.logger', parts.logger)
  put(fields, 'process.thread.name', parts.thread && parts.thread.trim())
  put(fields, 'process.pid', parts.pid && integerOf(parts.pid))
  put(fields, 'process.name', dash(parts.program))
  put(fields, 'host.hostname', dash(parts.hostname))
  if (more) more(fields, parts)
  return {time: time, fields: fields, message: parts.message || ''}
}

function dash(value) {
  return value === '-' ? undefined : value
}

function describePostgres(fields, parts) {
  put(fields, 'user.name', parts.user)
  put(fields, 'labels.database', parts.database)
  put(fields, 'source.ip', parts.client && ipOf(parts.client))
  var duration = /^duration: (\d+(?:\.\d+)?) ms/.exec(parts.message || '')
  if (duration) put(fields, 'event.duration', durationOf(duration[1], 'ms'))
}

var REDIS_LEVELS = {'.': 'debug', '-': 'info', '*': 'info', '#': 'warn'}

function describeRedis(fields, parts) {
  put(fields, 'log.level', REDIS_LEVELS[parts.mark])
}

function describeSyslog(fields, parts) {
  if (parts.priority !== undefined) put(fields, 'log.level', SYSLOG[Number(parts.priority) % 8])
}

var KLOG = {I: 'info', W: 'warn', E: 'error', F: 'fatal'}
var MONTH_NAMES = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ')

var postgres = layout(
  '(\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{3} [A-Z]+) \\[(\\d+)\\] (?:(\\S*)@(\\S*) (\\S+) .*?)?(DEBUG[1-5]?|INFO|NOTICE|WARNING|ERROR|LOG|FATAL|PANIC|DETAIL|HINT|QUERY|CONTEXT|LOCATION|STATEMENT|BACKTRACE): {1,2}' +
    REST,
  ['time', 'pid', 'user', 'database', 'client', 'level', 'message'],
  describePostgres
)
var redis = layout(
  '(\\d+):[XCSM] (\\d\\d [A-Z][a-z]{2} \\d{4} \\d\\d:\\d\\d:\\d\\d\\.\\d{3}) ([.*#-]) ' + REST,
  ['pid', 'time', 'mark', 'message'],
  describeRedis
)

/** In this order; the first that fits is it. */
var LAYOUTS = [
  postgres,
  redis,
  layout('(\\d+):signal-handler \\((\\d+)\\) ' + REST, ['pid', 'time', 'message']),
  layout(
    '<(\\d{1,3})>1 (\\S+) (\\S+) (\\S+) (?:(\\d+)|\\S+) \\S+ (?:-|(?:\\[[^\\]]*\\])+) ?\\uFEFF?' + REST,
    ['priority', 'time', 'hostname', 'program', 'pid', 'message'],
    describeSyslog
  ),
  layout(
    '(?:<(\\d{1,3})>)?([A-Z][a-z]{2} [ \\d]\\d \\d\\d:\\d\\d:\\d\\d) (\\S+) ([^\\s:\\[]+)(?:\\[(\\d+)\\])?: ' + REST,
    ['priority', 'time', 'hostname', 'program', 'pid', 'message'],
    describeSyslog
  ),
  describeCombined,
  layout('(\\d{4}\\/\\d\\d\\/\\d\\d \\d\\d:\\d\\d:\\d\\d) \\[(\\w+)\\] (\\d+)#\\d+: (?:\\*\\d+ )?' + REST, [
    'time',
    'level',
    'pid',
    'message',
  ]),
  layout('\\[([A-Z]+)\\]\\s+\\((\\d+)\\) : ' + REST, ['level', 'pid', 'message']),
  describeKlog,
  layout('[A-Z], \\[(\\S+) #(\\d+)\\]\\s+' + WORD + ' -- [^:]*: ' + REST, ['time', 'pid', 'level', 'message']),
  layout(STAMP + '\\s+' + WORD + '\\s+(\\d+) --- (?:\\[[^\\]]*\\] )?\\[([^\\]]*)\\] (\\S+)\\s+: ' + REST, [
    'time',
    'level',
    'pid',
    'thread',
    'logger',
    'message',
  ]),
  layout(STAMP + '\\s+' + WORD + '\\s+\\[([^\\]]*)\\] (\\S+) --? ' + REST, [
    'time',
    'level',
    'thread',
    'logger',
    'message',
  ]),
  layout('(?:' + STAMP + '|\\d\\d:\\d\\d:\\d\\d[.,]\\d{3}) \\[([^\\]]*)\\] ' + WORD + '\\s+(\\S+) --? ' + REST, [
    'time',
    'thread',
    'level',
    'logger',
    'message',
  ]),
  layout(STAMP + ' - (\\S+) - ' + WORD + ' - ' + REST, ['time', 'logger', 'level', 'message']),
  layout(STAMP + ' ' + WORD + ' ([A-Za-z_][\\w$-]*(?:\\.[\\w$-]+)+): ' + REST, ['time', 'level', 'logger', 'message']),
  layout('\\[' + STAMP + '\\] \\[(\\d+)\\] \\[' + WORD + '\\] ' + REST, ['time', 'pid', 'level', 'message']),
  layout('\\[' + STAMP + '\\] \\[?' + WORD + '\\]?:? ' + REST, ['time', 'level', 'message']),
  layout(STAMP + '\\s+(?:\\[' + WORD + '\\]|([A-Z]{3,13})):? +' + REST, ['time', 'level', 'level', 'message']),
  layout('\\[?' + STAMP + '\\]?:? ' + REST, ['time', 'message']),
  layout('([A-Z]{3,13}):([A-Za-z_][\\w.-]*):' + REST, ['level', 'logger', 'message']),
  layout('(?:\\[' + WORD + '\\]|' + WORD + ':|([A-Z]{3,13}))\\s+' + REST, ['level', 'level', 'level', 'message']),
]

var COMBINED = new RegExp(
  '^(\\S+) \\S+ (\\S+) \\[([^\\]]+)\\] ' +
    QUOTED +
    ' (\\d{3}) (\\d+|-)(?: ' +
    QUOTED +
    ' ' +
    QUOTED +
    ')?(?: "[^"]*")?(?: (\\d+(?:\\.\\d+)?))?\\s*$'
)

/** Access logs of nginx and Apache. What clients send need not be a request. */
function describeCombined(text, docker) {
  var found = COMBINED.exec(text)
  var time = found ? timeOf(found[3], docker) : undefined
  if (time === undefined) return undefined
  var fields = {}
  var request = /^([A-Z]+) (\S+)(?: HTTP\/[\d.]+)?$/.exec(found[4])
  if (request && METHODS.test(request[1])) {
    put(fields, 'http.request.method', request[1])
    put(fields, 'url.path', pathOf(request[2]))
  }
  put(fields, 'http.response.status_code', statusOf(found[5]))
  put(fields, 'http.response.bytes', integerOf(found[6]))
  put(fields, 'source.ip', ipOf(found[1]))
  if (fields['source.ip'] === undefined) put(fields, 'source.address', dash(found[1]))
  put(fields, 'user.name', dash(found[2]))
  put(fields, 'user_agent.original', found[8] ? dash(found[8]) : undefined)
  // nginx writes seconds with a point, Apache whole microseconds.
  if (found[9]) put(fields, 'event.duration', durationOf(found[9], found[9].indexOf('.') < 0 ? 'us' : 's'))
  levelFromStatus(fields)
  return {time: time, fields: fields, message: requestLine(fields) || text}
}

function describeKlog(text, docker) {
  var found = /^([IWEF])(\d\d)(\d\d) (\d\d:\d\d:\d\d\.\d{1,9})\s+\d+ \S+?:\d+\] ([\s\S]*)$/.exec(text)
  var month = found ? MONTH_NAMES[Number(found[2]) - 1] : undefined
  var time = month ? timeOf(month + ' ' + found[3] + ' ' + found[4], docker) : undefined
  return time === undefined ? undefined : {time: time, fields: {'log.level': KLOG[found[1]]}, message: found[5]}
}

var PAIR = /([A-Za-z_@][\w.@/-]*)=(?:"((?:[^"\\]|\\[\s\S])*)"|([^\s"]*))(?:\s+|$)/g

/** logfmt: nothing but pairs, two at least, and one of them is what loggers write. */
function describeLogfmt(text, docker) {
  if (!/^[A-Za-z_@][\w.@/-]*=/.test(text)) return undefined
  var object = {}
  var rest = text.trim().replace(PAIR, function (_, key, quoted, bare) {
    object[key] = quoted === undefined ? bare || '' : unquote(quoted)
    return ''
  })
  var isLine = /(?:^|\s)(?:level|lvl|severity|msg|message|ts|time|timestamp)=/.test(text)
  return rest === '' && isLine && Object.keys(object).length > 1 ? describeObject(object, docker) : undefined
}

function unquote(text) {
  if (text.indexOf('\\') < 0) return text
  try {
    return JSON.parse('"' + text.replace(/\n/g, '\\n').replace(/\t/g, '\\t') + '"')
  } catch (e) {
    return text
  }
}

/** Fields of a line by the first layout that it fits. Undefined when it fits none. */
function describeText(text, layoutHint, docker) {
  var hinted = layoutHint === 'postgres' ? postgres : layoutHint === 'redis' ? redis : undefined
  var found = (hinted && hinted(text, docker)) || describeLogfmt(text, docker)
  for (var i = 0; !found && i < LAYOUTS.length; i++) found = LAYOUTS[i](text, docker)
  return found
}
