// Doctor on the demo stack: how long a look takes and how much memory, and how long judging kept facts takes.
import {spawnSync} from 'node:child_process'
import {existsSync, mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {dirname, join} from 'node:path'
import {performance} from 'node:perf_hooks'
import {fileURLToPath} from 'node:url'

const ROUNDS = 7
const LOOK_MS = 3000
const RSS_MIB = 150
const FROM_MS = 500
const PROJECT = 'bench-doctor'
const opsctl = join(dirname(dirname(dirname(fileURLToPath(import.meta.url)))), 'bin/run.js')

/** Brings a demo stack up, looks at it, and takes it down. */
export function benchDoctor() {
  const home = mkdtempSync(join(tmpdir(), 'opsctl-bench-'))
  const folder = join(home, PROJECT)
  const ports = ['gateway.httpPort=27300', 'prometheus.port=27301', 'alertmanager.port=27302']
  try {
    must(['init', folder, '--preset', 'demo', '--images', 'debian', '--yes', ...ports.flatMap((one) => ['--set', one])])
    must(['-C', folder, 'up', '--yes'])
    const facts = join(folder, 'facts.json')
    const looks = Array.from({length: ROUNDS}, () => measure(['-C', folder, 'doctor', '--json', '--save-facts', facts]))
    const judged = Array.from({length: ROUNDS}, () => measure(['doctor', '--from', facts, '--json']))
    process.stdout.write(`\nDoctor on the running demo stack, median of ${ROUNDS} processes\n`)
    row('all runtime checks, wall', median(looks, 'ms'), 'ms', LOOK_MS)
    row('its resident memory at most', median(looks, 'rssMiB'), 'MiB', RSS_MIB)
    row('--from a file of facts, wall', median(judged, 'ms'), 'ms', FROM_MS)
  } finally {
    if (existsSync(folder)) must(['-C', folder, 'destroy', '--yes', '--project', PROJECT])
    rmSync(home, {recursive: true, force: true})
  }
}

/** A process of its own, its wall time and the most memory it had, as the kernel counted it. */
function measure(words) {
  const report = `process.on('exit', () => process.stderr.write('\\nRSS ' + process.resourceUsage().maxRSS))`
  const argv = ['--import', `data:text/javascript,${encodeURIComponent(report)}`, opsctl, ...words]
  const begun = performance.now()
  const {status, stderr} = spawnSync(process.execPath, argv, {encoding: 'utf8', maxBuffer: 64 * 1024 ** 2})
  const ms = performance.now() - begun
  if (status !== 0 && status !== 1) throw new Error(`opsctl ${words.join(' ')} ended with ${status}: ${stderr}`)
  return {ms, rssMiB: Number(/RSS (\d+)/.exec(stderr)?.[1]) / 1024}
}

function must(words) {
  const {status, stdout, stderr} = spawnSync(process.execPath, [opsctl, ...words], {encoding: 'utf8'})
  if (status !== 0) throw new Error(`opsctl ${words.join(' ')} ended with ${status}\n${stdout}\n${stderr}`)
}

function median(samples, key) {
  return samples.map((sample) => sample[key]).toSorted((a, b) => a - b)[Math.floor(samples.length / 2)]
}

function row(name, value, unit, goal) {
  const verdict = value <= goal ? 'reached' : 'missed'
  process.stdout.write(`  ${name.padEnd(34)} ${Math.round(value)} ${unit} (goal ${goal}, ${verdict})\n`)
}
