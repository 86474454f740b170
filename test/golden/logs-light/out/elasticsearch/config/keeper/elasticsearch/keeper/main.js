// Written by opsctl from opsctl.yaml. Edit that, then run opsctl render.
// log-keeper: holds the store of log lines to what opsctl.yaml says, and counts what is in it. Once a minute it reads what
// is there, changes what differs, deletes the oldest lines over the budget, and counts; /metrics says what it saw last.
// It keeps nothing: killed at any point, the next start finishes. Needs nothing but Node.
'use strict'

const {readFileSync} = require('node:fs')
const http = require('node:http')
const {setTimeout: sleep} = require('node:timers/promises')

const {keepBudget} = require('./budget.js')
const {makeCounter} = require('./counts.js')
const {makeInstaller} = require('./install.js')
const {toMetrics} = require('./metrics.js')
const {openStore} = require('./store-client.js')
const {listIndices, listStreams} = require('./streams.js')

const {
  CA_FILE,
  DEFINITION,
  INTERVAL_MS = '60000',
  PASSWORD_FILE,
  PORT,
  STORE_URL,
  TIMEOUT_MS = '10000',
  USERNAME,
} = process.env
/** Until the store is up and the templates are in, others wait for this. */
const RETRY_MS = 2000

const wanted = JSON.parse(readFileSync(DEFINITION, 'utf8'))
const store = openStore({
  url: STORE_URL,
  caFile: CA_FILE,
  username: USERNAME,
  passwordFile: PASSWORD_FILE,
  timeoutMs: Number(TIMEOUT_MS),
})
const installer = makeInstaller({store, wanted, log})
const counter = makeCounter({store, pattern: wanted.pattern})

let isInstalled = false
let deletions = 0
/** What the last look saw; undefined when it could not look. */
let seen
let lastReason

async function look() {
  await installer.prepareStore()
  if (!isInstalled) log('info', 'the store is ready for log lines')
  isInstalled = true
  await installer.updateStreams()
  await keepBudget({store, log, deleted: () => deletions++, budgetBytes: wanted.budgetBytes, ...(await readState())})
  const {indices} = await readState()
  const oldestIndexMs = indices.length === 0 ? undefined : Math.min(...indices.map(({createdMs}) => createdMs))
  return {
    storedBytes: indices.reduce((sum, {bytes}) => sum + bytes, 0),
    ...(await counter.count(Date.now(), oldestIndexMs)),
  }
}

async function readState() {
  const [indices, streams] = await Promise.all([listIndices(store, wanted.pattern), listStreams(store, wanted.pattern)])
  return {indices, streams}
}

async function keepLooking() {
  for (;;) {
    try {
      seen = await look()
      lastReason = undefined
    } catch (error) {
      seen = undefined
      // Said once: a store that starts takes a minute, one that is down may take a night.
      if (error.message !== lastReason) log('warn', error.message)
      lastReason = error.message
    }
    await sleep(isInstalled ? Number(INTERVAL_MS) : RETRY_MS)
  }
}

function log(level, msg, more) {
  console.log(JSON.stringify({time: new Date().toISOString(), level, msg, ...more}))
}

const server = http.createServer(({url}, response) => {
  if (url === '/healthz') return isInstalled ? response.end('ok\n') : response.writeHead(503).end('not installed yet\n')
  if (url !== '/metrics') return response.writeHead(404).end('not found\n')
  const text = toMetrics({wanted, deletions, seen})
  response.writeHead(200, {'content-type': 'text/plain; version=0.0.4; charset=utf-8'}).end(text)
})

server.listen(Number(PORT), () => {
  log('info', `keeps ${wanted.pattern} in ${STORE_URL}`, {port: server.address().port})
})
process.once('SIGTERM', () => process.exit(0))
void keepLooking()
