// What the fault matrix runs inside a stack: a service that misbehaves as its state file says. Plain Node, no packages.

const {spawn} = require('node:child_process')
const {existsSync, readFileSync, rmSync, writeFileSync} = require('node:fs')
const {createServer} = require('node:http')

const BOOT_MS = Date.now()
const file = process.env.STATE_FILE
const held = []
const children = []

/** The state a test wrote; an absent or half-written file is a healthy one. */
function state() {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return {}
  }
}

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

async function answer(path) {
  const now = state()
  if (path === '/metrics') {
    await sleep(now.metricsDelayMs ?? 0)
    return [200, metrics(now)]
  }
  await sleep(now.delayMs ?? 0)
  return [now.status ?? 200, 'lab\n']
}

function metrics({series = 0, duplicate = false, clockBack = false}) {
  const lines = ['# TYPE lab_up gauge', 'lab_up 1', '# TYPE lab_series gauge']
  for (let index = 0; index < series; index += 1) lines.push(`lab_series{index="${index}"} 1`)
  // The same series twice with two values: the second one is dropped.
  if (duplicate) lines.push('lab_twin 1', 'lab_twin 2')
  // Each scrape is stamped ten seconds before the one ahead of it, as by a host whose clock runs backwards.
  const stamp = clockBack ? BOOT_MS - (Date.now() - BOOT_MS) : Date.now()
  lines.push('# TYPE lab_clock gauge', `lab_clock 1 ${Math.round(stamp)}`)
  return `${lines.join('\n')}\n`
}

createServer(async ({url}, response) => {
  const [status, body] = await answer(url.split('?')[0])
  response.writeHead(status, {'content-type': 'text/plain; version=0.0.4'})
  response.end(body)
}).listen(8080)

/** How much of its limit the container uses, as the kernel says under either version of cgroups. */
function memoryShare() {
  const v2 = '/sys/fs/cgroup/memory.current'
  const usage = existsSync(v2) ? v2 : '/sys/fs/cgroup/memory/memory.usage_in_bytes'
  return Number(readFileSync(usage, 'utf8')) / (Number(process.env.LIMIT_MIB) * 2 ** 20)
}

function follow() {
  const {fillTo = 0, exit = false, processes = 0, unhealthy = false} = state()
  if (exit) process.exit(1)
  // Its healthcheck looks for this file: a program of its own would count towards the limits that faults are about.
  if (unhealthy) writeFileSync('/tmp/unhealthy', '')
  else rmSync('/tmp/unhealthy', {force: true})
  // Once, and not again as soon as it is back.
  if (fillTo > 1 && process.uptime() > 5) for (;;) held.push(Buffer.alloc(1 << 20, 1))
  while (memoryShare() < fillTo) held.push(Buffer.alloc(1 << 19, 1))
  while (children.length < processes) children.push(spawn('sleep', ['600'], {stdio: 'ignore'}))
  while (children.length > processes) children.pop().kill()
}

/** Nine tenths of the time, in slices, so that it still answers. */
function burn() {
  const until = Date.now() + (state().burn ? 90 : 0)
  while (Date.now() < until);
  setTimeout(burn, state().burn ? 10 : 200)
}

setInterval(follow, 200)
burn()
process.on('SIGTERM', () => process.exit(0))
