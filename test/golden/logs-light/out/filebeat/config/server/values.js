// Written by opsctl from opsctl.yaml. Edit that, then run opsctl render.
// Levels, times, durations: how programs write them, and what they become. ECMAScript 5, for Filebeat's script processor.
// Only names declared here are shared with the scripts that are loaded after this one.

var LEVELS = {
  trace: 'trace silly finest finer verbose trc',
  debug: 'debug debug1 debug2 debug3 debug4 debug5 fine config dbg dbug',
  info: 'info information informational notice log hint detail note statement context query location http inf',
  warn: 'warn warning wrn',
  error: 'error err severe eror erro fail',
  fatal: 'fatal critical crit crtl panic dpanic emerg emergency alert ftl',
}
var LEVEL_OF = levelTable()

function levelTable() {
  var table = {}
  Object.keys(LEVELS).forEach(function (level) {
    LEVELS[level].split(' ').forEach(function (word) {
      table[word] = level
    })
  })
  return table
}

var PINO = {10: 'trace', 20: 'debug', 30: 'info', 40: 'warn', 50: 'error', 60: 'fatal'}
var SYSLOG = ['fatal', 'fatal', 'fatal', 'error', 'warn', 'info', 'info', 'debug']

/** Our word for a program's: a word, pino's 10 to 60, syslog's 0 to 7. Undefined when it is none. */
function levelOf(value) {
  // slog counts on from its levels, as in INFO+2.
  var word = String(value)
    .trim()
    .toLowerCase()
    .replace(/([a-z])[+-]\d+$/, '$1')
  if (/^\d+$/.test(word)) return PINO[word] || SYSLOG[word]
  return Object.prototype.hasOwnProperty.call(LEVEL_OF, word) ? LEVEL_OF[word] : undefined
}

var MONTHS = {jan: 1, feb: 2, mar: 3, apr: 4, may: 5, jun: 6, jul: 7, aug: 8, sep: 9, oct: 10, nov: 11, dec: 12}

/** RFC 3339 in UTC with at least milliseconds. Undefined for a day or hour that is none. */
function isoTime(parts) {
  var month = parts.month || 1
  if (month < 1 || month > 12 || parts.day < 1 || parts.day > 31 || parts.hour > 24 || parts.minute > 59)
    return undefined
  var ms = Date.UTC(parts.year, month - 1, parts.day, parts.hour, parts.minute, Math.min(parts.second, 59))
  var at = new Date(ms - (parts.offset || 0) * 60000)
  if (isNaN(at.getTime())) return undefined
  return at.toISOString().slice(0, 19) + '.' + fraction(parts.fraction) + 'Z'
}

/** Digits behind the second: three at least, without zeros that say nothing. */
function fraction(digits) {
  var text = (digits || '').slice(0, 9).replace(/0+$/, '')
  while (text.length < 3) text += '0'
  return text
}

/** Minutes east of UTC. A time without a zone is UTC, and so is one with a zone that is only a name. */
function offsetOf(zone) {
  var parts = /^([+-])(\d\d):?(\d\d)?$/.exec(zone || '')
  if (!parts) return 0
  var minutes = Number(parts[2]) * 60 + Number(parts[3] || 0)
  return parts[1] === '-' ? -minutes : minutes
}

var ISO =
  /^(\d{4})[-/](\d\d)[-/](\d\d)[T ](\d\d):(\d\d):(\d\d)(?:[.,:](\d{1,9}))?\d*\s?(Z|[A-Z]{2,5}|[+-]\d\d:?\d\d|[+-]\d\d)?$/
var CLF = /^(\d\d)\/([A-Z][a-z]{2})\/(\d{4}):(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))? ?([+-]\d{4})?$/
var DAY_FIRST =
  /^(?:[A-Z][a-z]{2}, )?(\d{1,2}) ([A-Z][a-z]{2}) (\d{4}) (\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))? ?(GMT|UTC|[+-]\d{4})?$/
var NO_YEAR = /^([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?$/
var CTIME = /^[A-Z][a-z]{2} ([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))? (\d{4})$/

function at(year, month, day, clock, digits, zone) {
  return isoTime({
    year: Number(year),
    month: typeof month === 'number' ? month : MONTHS[month.toLowerCase()] || Number(month),
    day: Number(day),
    hour: Number(clock[0]),
    minute: Number(clock[1]),
    second: Number(clock[2]),
    fraction: digits,
    offset: offsetOf(zone),
  })
}

/** A time as programs write it, as RFC 3339 in UTC. `docker` is when Docker had the line: it lends its year. */
function timeOf(value, docker) {
  var text = String(value).trim()
  var m
  if (/^\d{9,19}(?:\.\d+)?$/.test(text)) return epochTime(text)
  m = ISO.exec(text)
  if (m) return at(m[1], m[2], m[3], [m[4], m[5], m[6]], m[7], m[8])
  m = CLF.exec(text)
  if (m) return at(m[3], m[2], m[1], [m[4], m[5], m[6]], m[7], m[8])
  m = DAY_FIRST.exec(text)
  if (m) return at(m[3], m[2], m[1], [m[4], m[5], m[6]], m[7], m[8])
  m = CTIME.exec(text)
  if (m) return at(m[7], m[1], m[2], [m[3], m[4], m[5]], m[6])
  m = NO_YEAR.exec(text)
  return m ? withYear(m[1], m[2], [m[3], m[4], m[5]], m[6], docker) : undefined
}

/** The year in which the time is not in the future of the line, give or take a day. */
function withYear(month, day, clock, digits, docker) {
  var year = Number(docker.slice(0, 4))
  var time = at(year, month, day, clock, digits)
  if (time === undefined) return undefined
  return Date.parse(time.slice(0, 19) + 'Z') > Date.parse(docker.slice(0, 19) + 'Z') + 86400000
    ? at(year - 1, month, day, clock, digits)
    : time
}

/** Seconds, milli-, micro- or nanoseconds since 1970, told by their size; digits are kept that a number would lose. */
function epochTime(text) {
  var whole = text.split('.')[0]
  var rest = text.split('.')[1] || ''
  var width =
    whole.length <= 11
      ? whole.length
      : whole.length <= 14
        ? whole.length - 3
        : whole.length <= 17
          ? whole.length - 6
          : whole.length - 9
  var seconds = Number(whole.slice(0, width))
  var moment = new Date(seconds * 1000)
  if (isNaN(moment.getTime())) return undefined
  return moment.toISOString().slice(0, 19) + '.' + fraction(whole.slice(width) + rest) + 'Z'
}

var NANOSECONDS = {ns: 0, us: 3, µs: 3, μs: 3, ms: 6, s: 9, sec: 9}
var LONGER = {m: 60, min: 60, h: 3600}

/** Nanoseconds of a number, or of a text with units as in `12.5ms` or Go's `1m2.5s`. Undefined for what is no duration. */
function durationOf(value, unit) {
  var text = String(value).trim()
  if (/^\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(text)) return shifted(text, NANOSECONDS[unit])
  if (!/^(?:\d+(?:\.\d+)?\s?(?:ns|us|µs|μs|ms|sec|s|min|m|h))+$/.test(text)) return undefined
  var sum = 0
  text.replace(/(\d+(?:\.\d+)?)\s?(ns|us|µs|μs|ms|sec|s|min|m|h)/g, function (all, size, name) {
    sum += LONGER[name] ? Math.floor(Number(size) * LONGER[name] * 1e9) : shifted(size, NANOSECONDS[name])
    return all
  })
  return sum
}

/** A decimal number with its point moved to the right, cut off there; multiplied, 0.29 ms would be 289999 ns. */
function shifted(text, places) {
  var parts = /^(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text)
  var digits = parts[1] + (parts[2] || '')
  var point = parts[1].length + Number(parts[3] || 0) + places
  if (point <= 0) return 0
  while (digits.length < point) digits += '0'
  return Number(digits.slice(0, point))
}

/** A whole number from a number or digits. */
function integerOf(value) {
  return typeof value === 'number' || /^\d{1,15}$/.test(String(value)) ? Math.round(Number(value)) : undefined
}
