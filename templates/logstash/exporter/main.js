// Serves the statistics of Logstash as metrics, under the names that logstash-exporter made known. Needs nothing but Node.
'use strict'

const {readFileSync} = require('node:fs')
const http = require('node:http')
const https = require('node:https')

const {toMetrics} = require('./stats.js')

const {CA_FILE, LOGSTASH_URL, PASSWORD_FILE, PORT, TIMEOUT_MS = '8000', USERNAME} = process.env
const MAX_BYTES = 4 * 2 ** 20
const url = new URL(`${LOGSTASH_URL.replace(/\/$/, '')}/_node/stats`)
const {request} = url.protocol === 'https:' ? https : http
const ca = CA_FILE ? readFileSync(CA_FILE) : undefined

/** The parsed answer. An error is JSON as well, but without the parts that a metric is read from. */
function readStats() {
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(Number(TIMEOUT_MS))
    const call = request(url, {ca, headers: headers(), signal}, (response) => {
      readBody(response)
        .then((body) => resolve(parse(body, response.statusCode)))
        .catch(reject)
    })
    call.on('error', reject).end()
  })
}

/** Read at each scrape, so that a new password holds without a restart. */
function headers() {
  if (!USERNAME) return {accept: 'application/json'}
  const password = PASSWORD_FILE ? readFileSync(PASSWORD_FILE, 'utf8').trim() : ''
  const token = Buffer.from(`${USERNAME}:${password}`).toString('base64')
  return {accept: 'application/json', authorization: `Basic ${token}`}
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

async function metrics() {
  try {
    return toMetrics(await readStats())
  } catch (error) {
    log('warn', error.name === 'TimeoutError' || error.name === 'AbortError' ? 'no answer in time' : error.message)
    return toMetrics(undefined)
  }
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

server.listen(Number(PORT), () => log('info', `reads ${url.origin}`))
process.once('SIGTERM', () => server.close(() => process.exit(0)) && server.closeAllConnections())
