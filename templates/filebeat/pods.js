// Filebeat's script processor, ECMAScript 5: says whose a line is by the path of the file that it stands in, in the fields
// in which Docker's log driver says it: /var/log/pods/<namespace>_<pod>_<uid>/<container>/<restarts>.log, and after a
// rotation more behind it. A container is named as its service. Lines of the log path itself get no name, and are dropped.
var PATH = /[/]([^/_]+)_([^/_]+)_([^/_]+)[/]([^/]+)[/]([0-9]+)[.]log[^/]*$/
var stack = {}

function register(params) {
  stack = params
}

function process(event) {
  var found = PATH.exec(event.Get('log.file.path'))
  if (found === null) return
  var service = found[4]
  for (var at = 0; at < stack.silent.length; at++) {
    if (stack.silent[at] === service) return
  }
  // Of an empty line there is none: Docker's have their end in them.
  if (event.Get('message') === null) event.Put('message', '')
  event.Put('container.id', found[2] + '_' + found[3] + '/' + service + '/' + found[5])
  event.Put('docker.attrs.opsctl_project', stack.project)
  event.Put('docker.attrs.opsctl_service', service)
  event.Put('docker.attrs.opsctl_dataset', (stack.project + '.' + service).replace(/-/g, '_'))
  event.Put('docker.attrs.opsctl_layout', stack.layouts[service] || 'auto')
}
