// Written by opsctl from opsctl.yaml. Edit that, then run opsctl render.
// Filebeat's script processor, ECMAScript 5: makes `message` what the container wrote. The container parser leaves each
// line's own end in place, so a joined event has two between its lines. A Filebeat that takes them away itself is left alone.
function process(event) {
  var message = event.Get('message')
  if (message === null || message.charAt(message.length - 1) !== '\n') return
  event.Put('message', message.replace(/\n\n/g, '\n').replace(/[\r\n]+$/, ''))
}
