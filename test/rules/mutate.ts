/**
 * How much of the rules their tests hold: every alert is broken in many small ways, and a test must notice each.
 * `npm run mutate:rules [-- ROOM…]` prints the score and the survivors; below 95 % it fails.
 */
import {execFile} from 'node:child_process'
import {existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {dump, load} from 'js-yaml'

import {listShipped, readShipped, shippedRooms} from '../../src/shipped.js'
import {listMutants, type Mutant, type Rule} from './mutants.js'
import {promtool} from './promtool.js'

const GOAL = 0.95
const WORKERS = 2

interface Task {
  readonly room: string
  readonly file: string
  readonly alert: Rule
  readonly mutant: Mutant
}

interface Survivor {
  readonly alert: string
  readonly mutant: string
  readonly reason: string
}

const root = mkdtempSync(join(tmpdir(), 'opsctl-mutants-'))
let folders = 0

const rooms = process.argv.length > 2 ? process.argv.slice(2) : shippedRooms()
const tasks = rooms.flatMap((room) => listShipped(room, 'alerts').flatMap((file) => tasksOf(room, file)))
const alive: Task[] = []
const queue = [...tasks]
await Promise.all(Array.from({length: WORKERS}, work))
rmSync(root, {recursive: true})
report()

async function work(): Promise<void> {
  for (let task = queue.shift(); task; task = queue.shift()) {
    if (await isContent(task.room, task.file, task.alert.alert ?? '', task.mutant.rule)) alive.push(task)
  }
}

function tasksOf(room: string, file: string): readonly Task[] {
  const {groups} = load(readShipped(`${room}/alerts/${file}`)) as {groups: {rules: Rule[]}[]}
  const alerts = groups.flatMap(({rules}) => rules).filter((rule) => rule.alert !== undefined)
  return alerts.flatMap((alert) => listMutants(alert).map((mutant) => ({room, file, alert, mutant})))
}

/** Whether promtool finds nothing wrong when an alert is replaced by another in its own tests. */
async function isContent(room: string, file: string, name: string, rule: Rule): Promise<boolean> {
  const folder = join(root, String(folders++))
  mkdirSync(folder)
  const {groups} = load(readShipped(`${room}/alerts/${file}`)) as {groups: {name: string; rules: Rule[]}[]}
  const kept = groups.map((group) => ({
    ...group,
    rules: group.rules.flatMap((one) => (one.alert === name ? [rule] : one.alert === undefined ? [one] : [])),
  }))
  writeFileSync(join(folder, 'rules.yaml'), dump({groups: kept.filter(({rules}) => rules.length > 0)}))
  const suite = load(readShipped(`${room}/alerts/tests/${file}`)) as {tests: {name?: string}[]}
  const tests = suite.tests.filter((test) => test.name?.startsWith(`${name}:`))
  if (tests.length === 0) return true
  writeFileSync(join(folder, 'test.yaml'), dump({...suite, rule_files: ['rules.yaml'], tests}))
  const code = await new Promise<number>((resolve) => {
    execFile(promtool(), ['test', 'rules', join(folder, 'test.yaml')], (error) => resolve(error ? 1 : 0))
  })
  rmSync(folder, {recursive: true})
  return code === 0
}

/** Mutants that no test can kill, each with the reason, by room: test/rules/survivors/<room>.yaml. */
function knownSurvivors(room: string): readonly Survivor[] {
  const path = new URL(`survivors/${room}.yaml`, import.meta.url).pathname
  return existsSync(path) ? (load(readFileSync(path, 'utf8')) as Survivor[]) : []
}

function report(): void {
  for (const room of rooms) {
    const all = tasks.filter((task) => task.room === room)
    if (all.length === 0) continue
    const survivors = alive.filter((task) => task.room === room)
    process.stdout.write(`${room}: ${all.length - survivors.length} of ${all.length} killed\n`)
    for (const {alert, mutant} of survivors) {
      const known = knownSurvivors(room).find((one) => one.alert === alert.alert && one.mutant === mutant.what)
      process.stdout.write(`  ${alert.alert}: ${mutant.what}: ${known?.reason ?? 'NO TEST NOTICES'}\n`)
    }
  }

  const score = tasks.length === 0 ? 0 : (tasks.length - alive.length) / tasks.length
  process.stdout.write(
    `${tasks.length - alive.length} of ${tasks.length} mutants killed: ${(score * 100).toFixed(1)} %\n`,
  )
  if (score < GOAL) process.exitCode = 1
}
