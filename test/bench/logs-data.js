// Access and app logs in any amount, the same bytes every time.
import {closeSync, openSync, writeSync} from 'node:fs'

const START_MS = Date.UTC(2026, 2, 1)
const BATCH = 4000
const PATHS = [
  '/',
  '/api/orders',
  '/api/orders/{n}',
  '/api/users/{n}/cart',
  '/api/search',
  '/static/app.{h}.js',
  '/login',
]
const AGENTS = [
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148',
  'curl/8.9.1',
  'kube-probe/1.31',
]
const LOGGERS = ['orders.OrderService', 'payments.Gateway', 'auth.Sessions', 'http.Server']
const DONE = ['order stored', 'session refreshed', 'cart of user {n} priced', 'request done', 'cache filled in {n} ms']
const FAILED = [
  'connection to 10.0.0.7:5432 refused after {n} ms',
  'timeout after {n} ms calling payments',
  'order {n} failed: card declined',
  'out of memory while rendering page {n}',
]

/** Small, fast and the same everywhere: xorshift32. */
export function makeRandom(seed) {
  let state = seed
  return (below) => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % below
  }
}

function fill(text, random) {
  return text.replace(/\{[nh]\}/g, (hole) => (hole === '{n}' ? random(100_000) : hexOf(random, 8)))
}

function hexOf(random, length) {
  return (random(0xffffffff) + 0x100000000).toString(16).slice(-8).padStart(length, '0')
}

/** Skewed towards the first, as real traffic is. */
function pick(list, random) {
  return list[Math.min(random(list.length), random(list.length))]
}

function delayOf(random) {
  return (1 + random(20) + (random(50) === 0 ? random(2000) : 0)) / 1000
}

/** One line of the gateway's JSON access log. */
export function accessLine(random, ms) {
  const status = random(100) < 2 ? 500 + random(4) : [200, 200, 200, 204, 304, 404][random(6)]
  const level = status >= 500 ? 'error' : 'info'
  return (
    `{"time":"${new Date(ms).toISOString()}","level":"${level}","route":"api","method":"${random(5) ? 'GET' : 'POST'}",` +
    `"host":"shop.example.com","path":"${fill(pick(PATHS, random), random)}","status":${status},"bytes":${random(40_000)},` +
    `"duration_s":${delayOf(random)},"upstream":"10.0.0.${random(8)}:8080","client_ip":"203.0.${random(16)}.${random(250)}",` +
    `"request_id":"${hexOf(random, 8)}${hexOf(random, 8)}","user_agent":"${pick(AGENTS, random)}","cache":"miss"}`
  )
}

/** One line, or one stack trace, of an app: two of three in pino's JSON, the rest free text. */
export function appLine(random, ms) {
  const isBad = random(40) === 0
  const message = fill(pick(isBad ? FAILED : DONE, random), random)
  if (random(3) > 0) {
    return (
      `{"level":${isBad ? 50 : 30},"time":${ms},"pid":71,"hostname":"api-1","name":"api","reqId":"${hexOf(random, 8)}",` +
      `"msg":"${message}","responseTime":${random(200)},"userId":${random(100_000)}}`
    )
  }
  const time = new Date(ms).toISOString().replace('T', ' ').replace('.', ',').slice(0, -1)
  const line = `${time} ${isBad ? 'ERROR' : 'INFO '} [worker-${random(8)}] com.example.${pick(LOGGERS, random)} - ${message}`
  return isBad && random(4) === 0 ? `${line}\n${stackOf(random)}` : line
}

function stackOf(random) {
  const frame = (at) => `\tat com.example.orders.Step${at}.run(Step${at}.java:${10 + random(90)})`
  return ['java.lang.IllegalStateException: bad state', ...Array.from({length: 12}, (_, at) => frame(at))].join('\n')
}

/** Writes lines until the file has `bytes`. */
export function writeLog(path, bytes, makeLine) {
  const random = makeRandom(20_260_301)
  const file = openSync(path, 'w')
  let ms = START_MS
  for (let written = 0; written < bytes; ) {
    const lines = []
    for (let at = 0; at < BATCH; at++) {
      ms += random(8)
      lines.push(makeLine(random, ms))
    }
    written += writeSync(file, `${lines.join('\n')}\n`)
  }
  closeSync(file)
}
