// Written by opsctl from opsctl.yaml. Edit that, then run opsctl render.
// What becomes of a line. Secrets are masked before anything else looks at it. ECMAScript 5, for Filebeat's script
// processor; uses masks.js, values.js, json.js and text.js.

var MASK_EXPRESSIONS = MASKS.map(function (mask) {
  return new RegExp(mask.pattern, 'g')
})
var MASK_REPLACEMENT = '$1' + MASKED

function maskLine(line) {
  for (var i = 0; i < MASK_EXPRESSIONS.length; i++) line = line.replace(MASK_EXPRESSIONS[i], MASK_REPLACEMENT)
  return line
}

/** How traces begin: type and message of the error, and what must follow. */
var TRACES = [
  {begin: /^(?:Exception in thread "[^"]*" )?((?:[A-Za-z_$][\w$]*\.)+[A-Z][\w$]*)(?:: (.*))?\n\s+at \S/},
  {begin: /^(?:Unhandled exception\. )((?:[A-Za-z_]\w*\.)+[A-Z]\w*)(?:: (.*))?\n\s+(?:at|--->) \S/},
  {begin: /^(?:Uncaught )?((?:[A-Z]\w*)?(?:Error|Exception))(?: \[\w+\])?(?:: ([\s\S]*?))?\n\s+at \S/},
  {begin: /^(panic|fatal error): (.*)(?:\n[\s\S]*)?\ngoroutine \d/, level: 'fatal'},
  {begin: /^()()goroutine \d+ \[/},
  {begin: /^\S+:\d+:in [`'][^']*': (?:(.*) \((\w+(?:::\w+)*)\))\n/, isMessageFirst: true},
  {begin: /^()()Traceback \(most recent call last\):\n/, isLast: true},
  {begin: /^()()\s+at \S/},
]

/** The trace that a text begins with; undefined when it begins with none. */
function traceOf(text) {
  for (var i = 0; i < TRACES.length; i++) {
    var trace = TRACES[i]
    var found = trace.begin.exec(text)
    if (!found) continue
    // Python names the error in the last line that is not indented.
    if (trace.isLast) found = /(?:^|\n)([A-Za-z_][\w.]*)(?:: ([^\n]*))?\s*$/.exec(text) || found
    return {
      type: trace.isMessageFirst ? found[2] : found[1],
      message: trace.isMessageFirst ? found[1] : found[2],
      level: trace.level || 'error',
      text: text,
    }
  }
  return undefined
}

/** A trace by itself, or one after the line that reported it. */
function describeTrace(text, layoutHint, docker) {
  var end = text.indexOf('\n')
  if (end < 0) return undefined
  var first = text.slice(0, end)
  var trace = traceOf(text)
  var found = trace ? {fields: {}, message: first} : undefined
  if (!trace) {
    trace = traceOf(text.slice(end + 1))
    if (!trace) return undefined
    found = describeLine(first, layoutHint, docker) || {fields: {}, message: first}
  }
  put(found.fields, 'log.level', trace.level)
  put(found.fields, 'error.type', trace.type || undefined)
  put(found.fields, 'error.message', trace.message || undefined)
  put(found.fields, 'error.stack_trace', trace.text)
  return found
}

/** Fields of a line that is no trace: an object or a text. Undefined when nothing is understood. */
function describeLine(line, layoutHint, docker) {
  var object = parseObject(line)
  if (!object) return describeText(line, layoutHint, docker)
  return (layoutHint === 'gateway' && describeAccess(object, docker)) || describeObject(object, docker)
}

/**
 * The document of a masked line: `fields` by their full names, `app`, the time that the line has of its own, and tags.
 * `message` is the line itself where nothing was taken from it.
 */
function describe(line, layoutHint, docker) {
  var found = describeTrace(line, layoutHint, docker) || describeLine(line, layoutHint, docker)
  if (!found) {
    var looksLikeObject = line.trim().charAt(0) === '{'
    return {fields: {}, message: line, tags: looksLikeObject ? ['broken_json', 'unparsed'] : ['unparsed']}
  }
  return {
    time: found.time,
    fields: found.fields,
    app: found.app && Object.keys(found.app).length > 0 ? found.app : undefined,
    message: found.message === undefined ? line : found.message,
    tags: [],
  }
}
