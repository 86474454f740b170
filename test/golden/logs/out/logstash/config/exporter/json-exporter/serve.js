// Written by opsctl from opsctl.yaml. Edit that, then run opsctl render.
// Serves what a server says of itself in JSON as metrics. Needs nothing but Node.
'use strict'

const {readFileSync} = require('node:fs')
const http = require('node:http')
const https = require('node:https')

const {CA_FILE, PASSWORD_FILE, PORT, TIMEOUT_MS = '8000', USERNAME} = process.env
const MAX_BYTES = 4 * 2 ** 20

/**
 * Answers /metrics with `toMetrics(...answers)`: the parsed bodies of `paths` under `url`, in their order, undefined for
 * one that gave none. Only a failure of the first is told: the others may be younger than the server.
 */
function serve({url, paths, toMetrics}) {
  const base = url.replace(/\/$/, '')
  const ca = CA_FILE ? readFileSync(CA_FILE) : undefined
  const server = http.createServer(async ({url: path}, response) => {
    if (path === '/healthz') return response.end('ok\n')
    if (path !== '/metrics') return response.writeHead(404).end('not found\n')
    const answers = await readAll(
      paths.map((one) => `${base}${one}`),
      ca,
    )
    response.writeHead(200, {'content-type': 'text/plain; version=0.0.4; charset=utf-8'}).end(toMetrics(...answers))
  })
  server.listen(Number(PORT), () => log('info', `reads ${base}`))
  process.once('SIGTERM', () => server.close(() => process.exit(0)) && server.closeAllConnections())
}

async function readAll(urls, ca) {
  const signal = AbortSignal.timeout(Number(TIMEOUT_MS))
  const [first, ...rest] = await Promise.allSettled(urls.map((url) => read(url, {ca, signal})))
  if (first.status === 'rejected') log('warn', reasonOf(first.reason))
  return [first, ...rest].map(({value}) => value)
}

/** The parsed answer. A server that is not well says so with an error code and JSON, so the code does not matter. */
function read(url, {ca, signal}) {
  const {request} = url.startsWith('https:') ? https : http
  return new Promise((resolve, reject) => {
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

function reasonOf({message, name}) {
  return name === 'TimeoutError' || name === 'AbortError' ? 'no answer in time' : message
}

function log(level, msg) {
  console.log(JSON.stringify({time: new Date().toISOString(), level, msg}))
}

module.exports = {serve}
