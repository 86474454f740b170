// A small app with something of everything: two stores, health, metrics, a JSON log, a slow page and a broken one.
'use strict'

const {readFileSync} = require('node:fs')
const {createServer} = require('node:http')
const {Pool} = require('pg')
const {createClient} = require('redis')

const {createMetrics} = require('./metrics.js')

const MAX_SLEEP_MS = 30_000
const metrics = createMetrics()
const database = new Pool({connectionString: secret('DATABASE_URL'), max: 10, connectionTimeoutMillis: 3000})
const cache = createClient({url: secret('REDIS_URL'), disableOfflineQueue: true})
// Without a listener a lost connection would end the process; both clients connect again by themselves.
database.on('error', (error) => log('error', {msg: `postgres: ${error.message}`}))
cache.on('error', (error) => log('error', {msg: `redis: ${error.message}`}))

const routes = {
  '/': async () => {
    const {rows} = await database.query('INSERT INTO visits DEFAULT VALUES RETURNING id')
    const hits = await cache.incr('demo:hits')
    return [200, {postgres: {visit: Number(rows[0].id)}, redis: {hits}}]
  },
  '/healthz': async () => [200, {status: 'ok'}],
  '/readyz': async () => {
    await Promise.all([database.query('SELECT 1'), cache.ping()])
    return [200, {postgres: 'ok', redis: 'ok'}]
  },
  '/metrics': async () => [200, metrics.print()],
  '/slow': async ({searchParams}) => {
    const ms = Math.min(Math.max(Number(searchParams.get('ms') ?? 1000) || 0, 0), MAX_SLEEP_MS)
    await new Promise((resolve) => setTimeout(resolve, ms))
    return [200, {slept_ms: ms}]
  },
  '/error': async () => {
    throw new Error('broken on purpose')
  },
}

const server = createServer(async (request, response) => {
  const started = process.hrtime.bigint()
  const url = new URL(request.url, 'http://demo')
  const route = Object.hasOwn(routes, url.pathname) ? url.pathname : 'other'
  const [status, body, error] = await answer(route, url)
  const isText = typeof body === 'string'
  response.writeHead(status, {'content-type': isText ? 'text/plain; version=0.0.4' : 'application/json'})
  response.end(isText ? body : `${JSON.stringify(body)}\n`)
  const seconds = Number(process.hrtime.bigint() - started) / 1e9
  metrics.count(route, status, seconds)
  log(status < 500 ? 'info' : 'error', {
    route,
    method: request.method,
    path: url.pathname,
    status,
    duration_s: Number(seconds.toFixed(6)),
    request_id: request.headers['x-request-id'] ?? '',
    ...(error ? {error: error.message} : {}),
  })
})

async function answer(route, url) {
  if (route === 'other') return [404, {error: 'not found'}]
  try {
    return await routes[route](url)
  } catch (error) {
    return [route === '/readyz' ? 503 : 500, {error: error.message}, error]
  }
}

/** A secret by file, as NAME_FILE says, or from the environment. */
function secret(name) {
  const file = process.env[`${name}_FILE`]
  return file === undefined ? process.env[name] : readFileSync(file, 'utf8').trim()
}

function log(level, fields) {
  console.log(JSON.stringify({time: new Date().toISOString(), level, service: 'demo', ...fields}))
}

async function start() {
  await database.query(
    'CREATE TABLE IF NOT EXISTS visits (id bigserial PRIMARY KEY, at timestamptz NOT NULL DEFAULT now())',
  )
  await cache.connect()
  server.listen(Number(process.env.PORT ?? 8080), () => log('info', {msg: 'listening'}))
}

/** Answers what is under way, then goes. */
function stop() {
  log('info', {msg: 'stopping'})
  server.close(async () => {
    await Promise.allSettled([database.end(), cache.quit()])
    process.exit(0)
  })
  server.closeIdleConnections()
}

process.once('SIGTERM', stop)
process.once('SIGINT', stop)
start().catch((error) => {
  log('error', {msg: error.message})
  // Docker starts it again, until the stores answer.
  process.exit(1)
})
