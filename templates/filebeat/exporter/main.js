// Serves the statistics of Filebeat as metrics; it has none for Prometheus itself. Needs nothing but Node.
'use strict'

const http = require('node:http')

const {toMetrics} = require('./stats.js')

const {FILEBEAT_URL, PORT, TIMEOUT_MS = '8000'} = process.env
const MAX_BYTES = 4 * 2 ** 20
const base = FILEBEAT_URL.replace(/\/$/, '')

/** The parsed answer of a path. */
function read(path, signal) {
  return new Promise((resolve, reject) => {
    const call = http.request(`${base}${path}`, {signal}, (response) => {
      readBody(response)
        .then((body) => resolve(parse(body, response.statusCode)))
        .catch(reject)
    })
    call.on('error', reject).end()
  })
}

async function readBody(response) {
  const parts = []
  let size = 0
  for await (const part of response) {
    size += part.length
    if (size > MAX_BYTES) throw new Error(`the answer is larger than ${MAX_BYTES} bytes`)
    parts.push(part)
  }
  return Buffer.concat(parts).toString('utf8')
}

function parse(body, status) {
  try {
    return JSON.parse(body)
  } catch {
    throw new Error(`HTTP ${status} without JSON`)
  }
}

/** Filebeat before 8.8 has no list of inputs: what it says in `/stats` is worth having without. */
async function metrics() {
  const signal = AbortSignal.timeout(Number(TIMEOUT_MS))
  const [stats, inputs] = await Promise.allSettled([read('/stats', signal), read('/inputs/', signal)])
  if (stats.status === 'rejected') log('warn', reasonOf(stats.reason))
  return toMetrics(stats.value, inputs.value)
}

function reasonOf({message, name}) {
  return name === 'TimeoutError' || name === 'AbortError' ? 'no answer in time' : message
}

function log(level, msg) {
  console.log(JSON.stringify({time: new Date().toISOString(), level, msg}))
}

const server = http.createServer(async ({url: path}, response) => {
  if (path === '/healthz') return response.end('ok\n')
  if (path !== '/metrics') return response.writeHead(404).end('not found\n')
  const body = await metrics()
  response.writeHead(200, {'content-type': 'text/plain; version=0.0.4; charset=utf-8'}).end(body)
})

server.listen(Number(PORT), () => log('info', `reads ${base}`))
process.once('SIGTERM', () => server.close(() => process.exit(0)) && server.closeAllConnections())
