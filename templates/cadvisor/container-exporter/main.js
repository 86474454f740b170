// Serves the metrics of one stack's containers: those of a Compose project, or those of some namespaces on this node. Needs nothing but Node, and reads files only.
'use strict'

const {createServer} = require('node:http')

const {openCgroups} = require('./cgroups.js')
const {formatMetrics} = require('./exposition.js')

const {CGROUP_DIR, CONTAINERS_DIR, NAMESPACES, PORT, PROJECT} = process.env
const cgroups = openCgroups(CGROUP_DIR)

function readAll() {
  return list().map((container) => ({...container, usage: cgroups.read(container.id)}))
}

/** Only the reader of the one target is there. */
function list() {
  if (NAMESPACES === undefined) return require('./containers.js').listContainers(CONTAINERS_DIR, PROJECT)
  return require('./pods.js').listPods(CONTAINERS_DIR, {
    project: PROJECT,
    namespaces: NAMESPACES.split(','),
    isRunning: (id) => cgroups.read(id) !== undefined,
    now: Date.now() / 1000,
  })
}

const pages = {
  '/metrics': () => [200, formatMetrics(readAll(), Date.now() / 1000)],
  // It runs in the project itself: seeing nobody, not even itself, means that it can't see.
  '/healthz': () =>
    readAll().some(({usage}) => usage !== undefined) ? [200, 'ok\n'] : [503, 'no container is visible\n'],
}

const server = createServer((request, response) => {
  const page = pages[request.url]
  try {
    const [status, body] = page === undefined ? [404, 'not found\n'] : page()
    response.writeHead(status, {'content-type': 'text/plain; version=0.0.4; charset=utf-8'}).end(body)
  } catch (error) {
    console.error(JSON.stringify({time: new Date().toISOString(), level: 'error', msg: error.message}))
    response.writeHead(500).end(`${error.message}\n`)
  }
})

server.listen(Number(PORT), () => {
  console.log(JSON.stringify({time: new Date().toISOString(), level: 'info', msg: `cgroup v${cgroups.version}`}))
})
process.once('SIGTERM', () => server.close(() => process.exit(0)) && server.closeAllConnections())
