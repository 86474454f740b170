// `opsctl logs analyze` beside a plain Go analyser and jq, in one run. Usage: [SIZE_GB=10] [ROUNDS=3] npm run bench -- logs
import {spawn, spawnSync} from 'node:child_process'
import {mkdtempSync, readFileSync, rmSync, statSync} from 'node:fs'
import {availableParallelism, tmpdir} from 'node:os'
import {dirname, join} from 'node:path'
import {performance} from 'node:perf_hooks'
import {fileURLToPath} from 'node:url'

import {accessLine, appLine, writeLog} from './logs-data.js'

const here = dirname(fileURLToPath(import.meta.url))
const opsctl = join(dirname(dirname(here)), 'bin/run.js')
const GIB = 2 ** 30
const MB = 1e6
/** jq reads this much at most: it is slow enough to be measured on less. */
const MOST_FOR_JQ = 256 * 2 ** 20
const POLL_MS = 10
const TICKS_PER_S = 100
const GOALS = {go: 2, jq: 5, rssMiB: 200}
const COUNT = 'reduce inputs as $line ({}; .level[$line.level] += 1 | .status[$line.status | tostring] += 1)'

/** Writes the logs to a folder of its own, reads them with each program, and removes them. */
export async function benchLogs() {
  const folder = mkdtempSync(join(process.env.BENCH_DIR ?? tmpdir(), 'opsctl-bench-logs-'))
  try {
    await compare(folder, Number(process.env.SIZE_GB ?? 1), Number(process.env.ROUNDS ?? 3))
  } finally {
    rmSync(folder, {recursive: true, force: true})
  }
}

async function compare(folder, sizeGb, rounds) {
  const files = writeLogs(folder, sizeGb)
  const go = buildGo(folder)
  const hasJq = spawnSync('jq', ['--version']).status === 0
  const analyze = (...paths) => [process.execPath, [opsctl, 'logs', 'analyze', ...paths, '--json']]
  const cases = {
    'opsctl, access (JSON)': [analyze(files.access), files.access],
    ...(go ? {'Go, access (JSON)': [[go, [files.access]], files.access]} : {}),
    ...(hasJq ? {'jq, access (JSON)': [['jq', ['-n', '-c', COUNT, files.jq]], files.jq]} : {}),
    'opsctl, app (JSON and text)': [analyze(files.app), files.app],
    ...(go ? {'Go, app (JSON and text)': [[go, [files.app]], files.app]} : {}),
    'opsctl, both': [analyze(files.access, files.app), files.access, files.app],
    ...(go ? {'Go, both': [[go, [files.access, files.app]], files.access, files.app]} : {}),
  }
  const runs = Object.fromEntries(Object.keys(cases).map((name) => [name, []]))
  for (let round = 0; round < rounds; round++) {
    for (const [name, [command, ...paths]] of Object.entries(cases)) {
      runs[name].push({...(await run(...command)), bytes: sizeOf(paths)})
    }
  }
  checkFigures(runs)
  print(runs, sizeGb)
}

function writeLogs(folder, sizeGb) {
  const files = Object.fromEntries(['access', 'app', 'jq'].map((name) => [name, join(folder, `${name}.log`)]))
  const half = (sizeGb * GIB) / 2
  writeLog(files.access, half, accessLine)
  writeLog(files.app, half, appLine)
  writeLog(files.jq, Math.min(half, MOST_FOR_JQ), accessLine)
  return files
}

/** The program, or nothing where there is no Go. */
function buildGo(folder) {
  const path = join(folder, 'baseline')
  const {status, error} = spawnSync('go', ['build', '-o', path, '.'], {cwd: join(here, 'logs-baseline')})
  if (status === 0) return path
  process.stdout.write(`\nLogs: no Go here to compare with${error ? '' : ' (its program does not build)'}\n`)
  return undefined
}

/** Runs a program to its end; the greatest memory it had is what the kernel noted last. */
async function run(command, argv) {
  const start = performance.now()
  const child = spawn(command, argv, {stdio: ['ignore', 'pipe', 'inherit']})
  let peakKiB = 0
  let ticks = 0
  const timer = setInterval(() => {
    peakKiB = Math.max(peakKiB, readPeak(child.pid))
    ticks = Math.max(ticks, readTicks(child.pid))
  }, POLL_MS)
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text) => {
    output += text
  })
  const status = await new Promise((resolve) => child.on('close', resolve))
  clearInterval(timer)
  if (status !== 0) throw new Error(`${command} ${argv.join(' ')} ended with ${status}`)
  return {seconds: (performance.now() - start) / 1000, cpuSeconds: ticks / TICKS_PER_S, peakMiB: peakKiB / 1024, output}
}

function readPeak(pid) {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0)
  } catch {
    return 0
  }
}

/** Processor time so far: what a busy machine does not stretch. */
function readTicks(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return Number(fields[11]) + Number(fields[12])
  } catch {
    return 0
  }
}

const sizeOf = (paths) => paths.reduce((sum, path) => sum + statSync(path).size, 0)

/** All three have to come to the same counts, else their speed says nothing. */
function checkFigures(runs) {
  const ours = JSON.parse(runs['opsctl, access (JSON)'][0].output)
  const analysis = ours.analysis ?? ours
  const levels = Object.fromEntries(analysis.levels.map(({level, count}) => [level, count]))
  const go = runs['Go, access (JSON)']?.[0].output
  for (const [, level, count] of go?.matchAll(/^ {2}(error|info): (\d+)$/gm) ?? []) {
    if (levels[level] !== Number(count)) throw new Error(`opsctl counts ${levels[level]} ${level}, Go ${count}`)
  }
  const jq = runs['jq, access (JSON)']
  if (!jq || jq[0].bytes !== runs['opsctl, access (JSON)'][0].bytes) return
  const {level, status} = JSON.parse(jq[0].output)
  const codes = Object.fromEntries(analysis.status.codes.map((one) => [String(one.status), one.count]))
  if (JSON.stringify(sorted(level)) !== JSON.stringify(sorted(levels)))
    throw new Error('opsctl and jq count other levels')
  if (JSON.stringify(sorted(status)) !== JSON.stringify(sorted(codes)))
    throw new Error('opsctl and jq count other statuses')
}

const sorted = (counts) => Object.entries(counts).sort(([a], [b]) => a.localeCompare(b))

function print(runs, sizeGb) {
  const rounds = Object.values(runs)[0].length
  process.stdout.write(
    `\nLogs, ${sizeGb} GB on ${availableParallelism()} processors, median of ${rounds} interleaved runs\n`,
  )
  const rates = Object.fromEntries(Object.entries(runs).map(([name, list]) => [name, median(list.map(rateOf))]))
  for (const [name, list] of Object.entries(runs)) {
    const cpu = median(list.map(({cpuSeconds}) => cpuSeconds))
    const peak = Math.max(...list.map(({peakMiB}) => peakMiB))
    process.stdout.write(
      `  ${name.padEnd(30)} ${rates[name].toFixed(0).padStart(6)} MB/s ${cpu.toFixed(1).padStart(6)} s CPU ${peak.toFixed(0).padStart(6)} MiB${ratios(name, rates)}\n`,
    )
  }
  process.stdout.write(`  goals: ${GOALS.go} × Go, ${GOALS.jq} × jq, at most ${GOALS.rssMiB} MiB\n`)
}

const rateOf = ({bytes, seconds}) => bytes / MB / seconds

function ratios(name, rates) {
  if (!name.startsWith('opsctl')) return ''
  const others = ['Go', 'jq'].map((other) => [other, rates[name.replace('opsctl', other)]])
  return others
    .filter(([, rate]) => rate !== undefined)
    .map(([other, rate]) => `  ${(rates[name] / rate).toFixed(1)} × ${other}`)
    .join('')
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]
}
