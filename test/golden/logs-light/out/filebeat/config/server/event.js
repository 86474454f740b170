// Written by opsctl from opsctl.yaml. Edit that, then run opsctl render.
// Filebeat's script processor, ECMAScript 5: puts the document of a line into the event. Uses document.js.

/** When Docker had the line, RFC 3339. Filebeat hands out Go's time, a test a text. */
function dockerTime(event) {
  var time = event.Get('@timestamp')
  return typeof time === 'string' ? time : time.UTC().Format('2006-01-02T15:04:05.000000000Z07:00')
}

function process(event) {
  var docker = dockerTime(event)
  var line = maskLine(event.Get('message') || '')
  var document = describe(line, event.Get('opsctl.layout') || 'auto', docker)
  event.Put('message', document.message)
  if (document.message !== line) event.Put('event.original', line)
  if (document.time !== undefined) {
    event.Put('event.created', event.Get('@timestamp'))
    // A processor after this one makes it the time of the event, with all its digits.
    event.Put('opsctl.time', document.time)
  }
  Object.keys(document.fields).forEach(function (name) {
    event.Put(name, document.fields[name])
  })
  if (document.app) event.Put('app', document.app)
  if (document.tags.length > 0) event.Put('tags', document.tags)
}
