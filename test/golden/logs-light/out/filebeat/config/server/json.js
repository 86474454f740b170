// Written by opsctl from opsctl.yaml. Edit that, then run opsctl render.
// Lines that are an object: those of apps under the names that logging libraries use, and those of the gateway.
// ECMAScript 5, for Filebeat's script processor; uses values.js.

/** Where each value may lie, the first that counts wins. What is taken is no longer in the rest. */
var KEYS = {
  time: 'time ts timestamp @timestamp asctime datetime',
  level: 'level severity log.level levelname lvl loglevel',
  message: 'msg message event',
  error: 'err error exception',
  stack: 'stack stack_trace exc_info error.stack_trace error.stack stacktrace',
  logger: 'log.logger logger logger_name',
  trace: 'trace_id traceId trace.id traceid',
  span: 'span_id spanId span.id spanid',
  request: 'request_id requestId reqId http.request.id req.id request.id',
  method: 'method http.request.method req.method request.method',
  path: 'path url url.path uri req.path req.url request.path request.url',
  status:
    'status statusCode status_code http.response.status_code res.statusCode res.status response.statusCode response.status',
}
var DURATIONS = [
  ['duration_ms durationMs responseTime response_time_ms elapsed_ms latency_ms duration latency', 'ms'],
  ['duration_s latency_s', 's'],
  ['event.duration duration_ns', 'ns'],
]
var METHODS = /^(?:GET|HEAD|POST|PUT|DELETE|CONNECT|OPTIONS|TRACE|PATCH|PROPFIND|REPORT|PURGE)$/

/** The object of a line. Undefined when it is none. Numbers of more digits than a script can hold stay as text. */
function parseObject(line) {
  var text = line.trim()
  if (text.charAt(0) !== '{') return undefined
  try {
    return JSON.parse(
      /\d{16}/.test(text) ? text.replace(/"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g, longAsText) : text
    )
  } catch (e) {
    return undefined
  }
}

function longAsText(token) {
  return /^-?\d{16,}$/.test(token) ? '"' + token + '"' : token
}

function isObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function hasOwn(object, key) {
  return Object.prototype.hasOwnProperty.call(object, key)
}

/** Takes a value out of an object if `read` makes something of it; objects that are empty after it go too. */
function takeAt(object, key, read) {
  if (hasOwn(object, key)) {
    var value = read(object[key])
    if (value !== undefined) delete object[key]
    return value
  }
  var dot = key.indexOf('.')
  var parent = dot > 0 ? object[key.slice(0, dot)] : undefined
  if (!isObject(parent)) return undefined
  var inner = takeAt(parent, key.slice(dot + 1), read)
  if (inner !== undefined && Object.keys(parent).length === 0) delete object[key.slice(0, dot)]
  return inner
}

function take(object, keys, read) {
  var names = keys.split(' ')
  for (var i = 0; i < names.length; i++) {
    var value = takeAt(object, names[i], read)
    if (value !== undefined) return value
  }
  return undefined
}

/** Text and numbers. What is empty or a dash is taken away and is no value: null. */
function textOf(value) {
  if (typeof value === 'number') return String(value)
  if (typeof value !== 'string') return undefined
  return value === '' || value === '-' ? null : value
}

function statusOf(value) {
  return /^[1-5]\d\d$/.test(String(value)) ? Number(value) : undefined
}

/** An address without what may hold a secret. */
function pathOf(value) {
  var path = textOf(value)
  return path ? path.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/, '').replace(/[?#][\s\S]*$/, '') || '/' : path
}

/** Fields of an app's object; what has no place of its own stays under `app`. */
function describeObject(object, docker) {
  var fields = {}
  var time = take(object, KEYS.time, function (value) {
    return typeof value === 'string' || typeof value === 'number' ? timeOf(value, docker) : undefined
  })
  put(fields, 'log.level', take(object, KEYS.level, levelOf))
  put(fields, 'log.logger', take(object, KEYS.logger, textOf))
  put(fields, 'trace.id', take(object, KEYS.trace, textOf))
  put(fields, 'span.id', take(object, KEYS.span, textOf))
  describeError(object, fields)
  put(fields, 'http.request.id', take(object, KEYS.request, textOf))
  describeRequest(object, fields)
  for (var i = 0; i < DURATIONS.length && fields['event.duration'] === undefined; i++) {
    put(fields, 'event.duration', take(object, DURATIONS[i][0], readDuration(DURATIONS[i][1])))
  }
  var message = take(object, KEYS.message, stringOf)
  return {time: time, fields: fields, app: object, message: message || requestLine(fields)}
}

function readDuration(unit) {
  return function (value) {
    return typeof value === 'number' || typeof value === 'string' ? durationOf(value, unit) : undefined
  }
}

function describeRequest(object, fields) {
  var method = take(object, KEYS.method, function (value) {
    return METHODS.test(String(value).toUpperCase()) ? String(value).toUpperCase() : undefined
  })
  put(fields, 'http.request.method', method)
  if (method) put(fields, 'url.path', take(object, KEYS.path, pathOf))
  put(fields, 'http.response.status_code', take(object, KEYS.status, statusOf))
  if (method) levelFromStatus(fields)
}

/** Of an error that is an object, its parts; of one that is a text, the message or, with more lines, the stack. */
function describeError(object, fields) {
  var names = KEYS.error.split(' ')
  for (var i = 0; i < names.length; i++) {
    var key = names[i]
    if (!isObject(object[key])) continue
    put(fields, 'error.type', take(object, [key + '.type', key + '.name', key + '.class'].join(' '), textOf))
    put(fields, 'error.message', take(object, [key + '.message', key + '.msg'].join(' '), textOf))
    put(
      fields,
      'error.stack_trace',
      take(object, [key + '.stack', key + '.stack_trace', key + '.stackTrace'].join(' '), textOf)
    )
  }
  put(fields, 'error.type', take(object, 'error.type', textOf))
  put(fields, 'error.message', take(object, 'error.message', textOf))
  putErrorText(fields, take(object, KEYS.stack, stringOf))
  putErrorText(fields, take(object, KEYS.error, stringOf))
}

function stringOf(value) {
  return typeof value === 'string' ? textOf(value) : undefined
}

function putErrorText(fields, text) {
  if (text) put(fields, text.indexOf('\n') < 0 ? 'error.message' : 'error.stack_trace', text)
}

/** The gateway's line about a request. Undefined for its other lines. */
function describeAccess(object, docker) {
  if (!METHODS.test(String(object.method)) || !statusOf(object.status) || !hasOwn(object, 'route')) return undefined
  var fields = {}
  var time = take(object, 'time', function (value) {
    return timeOf(value, docker)
  })
  put(fields, 'log.level', take(object, 'level', levelOf))
  put(fields, 'http.request.method', take(object, 'method', textOf))
  put(fields, 'http.response.status_code', take(object, 'status', statusOf))
  put(fields, 'http.response.bytes', take(object, 'bytes', integerOf))
  put(fields, 'http.request.id', take(object, 'request_id', textOf))
  put(fields, 'url.path', take(object, 'path', pathOf))
  put(fields, 'url.domain', take(object, 'host', textOf))
  put(fields, 'source.ip', take(object, 'client_ip', ipOf))
  put(fields, 'user_agent.original', take(object, 'user_agent', textOf))
  put(fields, 'event.duration', take(object, 'duration_s', readDuration('s')))
  var labels = ['route', 'cache', 'upstream']
  for (var i = 0; i < labels.length; i++) {
    put(fields, 'labels.' + labels[i], take(object, labels[i], textOf))
    if (object[labels[i]] === null) delete object[labels[i]]
  }
  levelFromStatus(fields)
  return {time: time, fields: fields, app: object, message: requestLine(fields)}
}

function ipOf(value) {
  var text = String(value)
  return /^(?:\d{1,3}\.){3}\d{1,3}$|^[0-9a-fA-F]*:[0-9a-fA-F:.]+$/.test(text) ? text : undefined
}

function put(fields, name, value) {
  if (value !== undefined && value !== null && fields[name] === undefined) fields[name] = value
}

function levelFromStatus(fields) {
  var status = fields['http.response.status_code']
  if (status !== undefined) put(fields, 'log.level', status >= 500 ? 'error' : 'info')
}

/** `GET /orders 200`, for a line that says nothing else. */
function requestLine(fields) {
  var method = fields['http.request.method']
  var path = fields['url.path']
  if (!method || !path) return undefined
  var status = fields['http.response.status_code']
  return status === undefined ? method + ' ' + path : method + ' ' + path + ' ' + status
}
