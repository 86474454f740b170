/**
 * How much of the rules their tests hold: every alert is broken in many small ways, and a test must notice each.
 * `npm run mutate:rules [-- ROOM…]` prints the score and the survivors. It fails where the tests do not pass to begin
 * with, where a room is below 95 %, and where a survivor has no reason.
 */
import {execFile} from 'node:child_process'
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {dump, load} from 'js-yaml'

import {alertOf, readVerdicts, testsOf, type Verdict} from '../../src/alerts/test-suite.js'
import {listShipped, readShipped, shippedRooms} from '../../src/shipped.js'
import {listMutants, type Mutant, type Rule} from './mutants.js'
import {promtools} from './promtool.js'
import {knownSurvivors} from './survivors.js'

const GOAL = 0.95
const WORKERS = 2

/** An alert with everything that may replace it. */
interface Task {
  readonly room: string
  readonly file: string
  readonly alert: Rule & {readonly alert: string}
  readonly mutants: readonly Mutant[]
}

interface Outcome extends Task {
  /** What is wrong before anything is broken; nothing else counts then. */
  readonly error?: string
  readonly alive: readonly Mutant[]
}

const root = mkdtempSync(join(tmpdir(), 'opsctl-mutants-'))
const started = Date.now()
const [{path: promtool = ''} = {}] = await promtools()
const rooms = process.argv.length > 2 ? process.argv.slice(2) : shippedRooms()
const queue = rooms.flatMap((room) => listShipped(room, 'alerts').flatMap((file) => tasksOf(room, file)))
const outcomes: Outcome[] = []
try {
  await Promise.all(Array.from({length: WORKERS}, work))
} finally {
  rmSync(root, {recursive: true})
}
report()

async function work(): Promise<void> {
  for (let task = queue.shift(); task; task = queue.shift()) outcomes.push(await judge(task))
}

function tasksOf(room: string, file: string): readonly Task[] {
  const {groups} = load(readShipped(`${room}/alerts/${file}`)) as {groups: {rules: Rule[]}[]}
  return groups.flatMap(({rules}) =>
    rules.flatMap((rule) =>
      rule.alert === undefined ? [] : [{room, file, alert: {...rule, alert: rule.alert}, mutants: listMutants(rule)}],
    ),
  )
}

/** One promtool over the tests of an alert: with the alert as it is, and with each mutant in its place. */
async function judge(task: Task): Promise<Outcome> {
  const folder = join(root, task.alert.alert)
  mkdirSync(folder)
  const [unchanged = '', ...changed] = [task.alert, ...task.mutants.map(({rule}) => rule)].map((rule, index) =>
    writeCase(join(folder, String(index)), task, rule),
  )
  const [verdict, ...verdicts] = await runTests([unchanged, ...changed])
  rmSync(folder, {recursive: true})
  const alive = task.mutants.filter((_, index) => verdicts[index]?.ok)
  const invalid = task.mutants.find((_, index) => /parse error|unmarshal/.test(verdicts[index]?.detail ?? ''))
  if (!verdict?.ok) return {...task, alive, error: `its own tests do not pass: ${verdict?.detail.slice(0, 400)}`}
  // Every test would notice a mutant that Prometheus cannot even load.
  return invalid ? {...task, alive, error: `the mutant "${invalid.what}" is no valid rule`} : {...task, alive}
}

function shippedTests(room: string): string {
  return new URL(`../../templates/${room}/alerts/tests`, import.meta.url).pathname
}

async function runTests(paths: readonly string[]): Promise<readonly Verdict[]> {
  const output = await new Promise<string>((resolve) => {
    const argv = ['-c', 'exec "$0" test rules "$@" 2>&1', promtool, ...paths]
    execFile('sh', argv, {env: {...process.env, GOGC: '400'}, maxBuffer: 256 * 1024 ** 2}, (_, out) => resolve(out))
  })
  return readVerdicts(output, paths.length)
}

/** The path of a test file that holds the tests of one alert and loads that alert alone, with what is recorded for it. */
function writeCase(folder: string, {room, file, alert}: Task, replacement: Rule): string {
  mkdirSync(folder)
  const {groups} = load(readShipped(`${room}/alerts/${file}`)) as {groups: {name: string; rules: Rule[]}[]}
  const kept = groups.map((group) => ({
    ...group,
    rules: group.rules.flatMap((one) => {
      if (one.alert === undefined) return [one]
      return one.alert === alert.alert ? [replacement] : []
    }),
  }))
  writeFileSync(join(folder, 'rules.yaml'), dump({groups: kept.filter(({rules}) => rules.length > 0)}))
  const text = readShipped(`${room}/alerts/tests/${file}`)
  const tests = testsOf(text).filter((test) => alertOf(test) === alert.alert)
  const path = join(folder, 'test.yaml')
  const {rule_files, ...suite} = load(text) as {rule_files: string[]}
  const others = rule_files.filter((one) => one !== `../${file}`).map((one) => join(shippedTests(room), one))
  writeFileSync(path, dump({...suite, rule_files: ['rules.yaml', ...others], tests}))
  return path
}

function report(): void {
  const lines = rooms.map((room) => reportRoom(room))
  const all = sum(outcomes.map(({mutants}) => mutants.length))
  const alive = sum(outcomes.map((outcome) => outcome.alive.length))
  const seconds = Math.round((Date.now() - started) / 1000)
  print(`${all - alive} of ${all} mutants killed in ${seconds} s: ${percent(all - alive, all)}`)
  if (lines.includes(false)) process.exitCode = 1
}

/** Whether a room holds what is asked of it. */
function reportRoom(room: string): boolean {
  const own = outcomes.filter((outcome) => outcome.room === room)
  const all = sum(own.map(({mutants}) => mutants.length))
  if (all === 0) return true
  const killed = all - sum(own.map(({alive}) => alive.length))
  print(`${room}: ${killed} of ${all} killed: ${percent(killed, all)}`)
  const errors = own.filter(({error}) => error !== undefined)
  for (const {alert, error} of errors) print(`  ${alert.alert}: ERROR: ${error}`)
  const reasons = knownSurvivors(room)
  const survivors = own.flatMap(({alert, alive}) =>
    alive.map(({what}) => ({
      alert: alert.alert,
      what,
      reason: reasons.find((one) => one.alert === alert.alert && one.mutant === what)?.reason,
    })),
  )
  for (const {alert, what, reason} of survivors) print(`  ${alert}: ${what}: ${reason ?? 'NO TEST NOTICES'}`)
  return errors.length === 0 && survivors.every(({reason}) => reason !== undefined) && killed / all >= GOAL
}

function percent(part: number, all: number): string {
  return all === 0 ? 'none' : `${((part / all) * 100).toFixed(1)} %`
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}
