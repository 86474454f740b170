// Prints every speed figure as a ratio measured in one run. Usage: npm run bench [-- start|render|up|lint|rules|logs|helm|doctor|load ...]
import {spawnSync} from 'node:child_process'
import {mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {dirname, join} from 'node:path'
import {performance} from 'node:perf_hooks'
import {fileURLToPath} from 'node:url'

import {benchDoctor} from './doctor.js'
import {benchHelm} from './helm.js'
import {benchLint} from './lint.js'
import {benchLoad} from './load.js'
import {benchLogs} from './logs.js'
import {benchRules} from './rules.js'

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
const opsctl = join(root, 'bin/run.js')
const parts = {
  start: benchStart,
  render: benchRender,
  up: benchUp,
  lint: () => benchLint(),
  rules: benchRules,
  logs: benchLogs,
  helm: () => benchHelm(),
  doctor: () => benchDoctor(),
  // The words behind it are parts of its own: load http.
  load: () => benchLoad(words.filter((word) => !Object.hasOwn(parts, word))),
}
const words = process.argv.slice(2)

for (const [name, bench] of Object.entries(parts)) {
  if (words.length === 0 || words.includes(name)) await bench()
}

/** Start-up: whole processes, interleaved so that a busy moment hits all alike; medians of 15. */
async function benchStart() {
  const folder = makeProject()
  const cases = {
    'node -e 0': ['-e', '0'],
    'opsctl --version': [opsctl, '--version'],
    'opsctl --help': [opsctl, '--help'],
    'opsctl validate': [opsctl, '-C', folder, 'validate'],
    'opsctl explain': [opsctl, '-C', folder, 'explain', 'gateway.driver'],
    'opsctl secrets list': [opsctl, '-C', folder, 'secrets', 'list'],
    'opsctl render --check': [opsctl, '-C', folder, 'render', '--check'],
    'opsctl render': [opsctl, '-C', folder, 'render'],
    'opsctl doctor list': [opsctl, 'doctor', 'list'],
    'opsctl doctor explain': [opsctl, '-C', folder, 'doctor', 'explain', 'redis.up'],
    'opsctl status --json': [opsctl, '-C', folder, 'status', '--json'],
  }
  const times = Object.fromEntries(Object.keys(cases).map((name) => [name, []]))
  for (let round = 0; round < 16; round++) {
    for (const [name, argv] of Object.entries(cases)) {
      const ms = timeProcess(process.execPath, argv)
      if (round > 0) times[name].push(ms)
    }
  }
  const base = median(times['node -e 0'])
  print('Start-up, median of 15 interleaved runs', times, base)
  rmSync(folder, {recursive: true, force: true})
}

/** Render in process: the pure function over stacks with 10, 1,000 and 10,000 scrape targets. */
async function benchRender() {
  const {parseStack} = await import('../../dist/spec/load-stack.js')
  const {renderStack} = await import('../../dist/render/render-stack.js')
  const {emptyOverlay} = await import('../../dist/render/overlay.js')
  const times = {}
  for (const count of [10, 1000, 10_000]) {
    const targets = Array.from({length: count}, (_, index) => `host-${index}:9100`)
    const {stack} = parseStack(`version: 1\nproject: bench\nprometheus:\n  targets: ${JSON.stringify(targets)}\n`)
    times[`${count} targets`] = Array.from({length: 6}, () => timeCall(() => renderStack(stack, emptyOverlay))).slice(1)
  }
  print('Render in process, median of 5', times, median(times['10 targets']))
}

/** `opsctl up` against `docker compose up -d --wait` on the same files: containers cold, images present; medians of 3, interleaved. */
async function benchUp() {
  const folder = makeProject()
  mustRun(process.execPath, [opsctl, '-C', folder, 'up', '--yes'])
  const files = ['-f', join(folder, 'deploy/compose.yaml'), '-f', join(folder, '.opsctl/compose.secrets.yaml')]
  const times = {'docker compose up -d --wait': [], 'opsctl up': []}
  for (let round = 0; round < 3; round++) {
    mustRun(process.execPath, [opsctl, '-C', folder, 'down', '--yes'])
    times['docker compose up -d --wait'].push(timeProcess('docker', ['compose', ...files, 'up', '-d', '--wait']))
    mustRun(process.execPath, [opsctl, '-C', folder, 'down', '--yes'])
    times['opsctl up'].push(timeProcess(process.execPath, [opsctl, '-C', folder, 'up', '--yes']))
  }
  print('Bringing the demo stack up, median of 3', times, median(times['docker compose up -d --wait']))
  mustRun(process.execPath, [opsctl, '-C', folder, 'destroy', '--yes', '--project', 'bench'])
  rmSync(folder, {recursive: true, force: true})
}

function makeProject() {
  const folder = join(mkdtempSync(join(tmpdir(), 'opsctl-bench-')), 'bench')
  const set = ['gateway.httpPort=18900', 'prometheus.port=18901', 'alertmanager.port=18902']
  const flags = set.flatMap((one) => ['--set', one])
  mustRun(process.execPath, [opsctl, 'init', folder, '--preset', 'demo', '--yes', ...flags])
  mustRun(process.execPath, [opsctl, '-C', folder, 'render'])
  return folder
}

function mustRun(command, argv) {
  const {status, stderr} = spawnSync(command, argv, {encoding: 'utf8'})
  if (status !== 0) throw new Error(`${command} ${argv.join(' ')} ended with ${status}\n${stderr}`)
}

function timeProcess(command, argv) {
  return timeCall(() => spawnSync(command, argv, {stdio: 'ignore'}))
}

function timeCall(work) {
  const start = performance.now()
  work()
  return performance.now() - start
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]
}

function print(title, times, base) {
  process.stdout.write(`\n${title}\n`)
  for (const [name, values] of Object.entries(times)) {
    const ms = median(values)
    process.stdout.write(
      `  ${name.padEnd(30)} ${ms.toFixed(1).padStart(9)} ms ${(ms / base).toFixed(2).padStart(7)} ×\n`,
    )
  }
}
