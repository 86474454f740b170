/**
 * Numbered lines of three containers while what is between them and the store dies: who writes them, what is done to the
 * services on the way, and what is in the store at the end.
 *
 * LOSS_LINES and LOSS_OUTAGE_S make it shorter; 100,000 lines and outages of a minute are what the log path promises.
 */
import {readdir} from 'node:fs/promises'
import {join} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'

import {imageRef} from '../../../src/images/image-refs.js'
import {datasetOf} from '../../../src/spec/log-streams.js'
import {stackSchema} from '../../../src/spec/stack.js'
import {run} from '../../../src/system/run.js'
import {containerOf, type Store, until} from './log-stack.js'

/** How many lines are written in all. */
export const LINES = Number(process.env.LOSS_LINES ?? 100_000)
const OUTAGE_S = Number(process.env.LOSS_OUTAGE_S ?? 60)

/** Share of all lines, and how they come: one by one, or many at once with silence between. */
const writers = {
  steady: {share: 0.6, everyMs: 10, padding: 40},
  bursts: {share: 0.3, everyMs: 4000, padding: 120},
  wordy: {share: 0.1, everyMs: 100, padding: 900},
} as const

/** One of the three containers. */
export type Writer = keyof typeof writers
/** All of them. */
export const writerNames = Object.keys(writers) as Writer[]
/** How many lines one of them writes. */
export const linesOf = (name: Writer) => Math.round(LINES * writers[name].share)

// Each line says which it is; what is written late is caught up, so that the number is right at the end.
const PROGRAM = `
const [name, lines, seconds, everyMs, padding] = process.argv.slice(1)
const started = Date.now()
let written = 0
const timer = setInterval(() => {
  const due = Math.min(Number(lines), Math.floor(Number(lines) * (Date.now() - started) / (Number(seconds) * 1000)))
  for (; written < due; ) {
    written += 1
    console.log(JSON.stringify({level: 'info', time: new Date().toISOString(), msg: name, n: written, pad: 'x'.repeat(Number(padding))}))
  }
  if (written === Number(lines)) clearInterval(timer)
}, Number(everyMs))
`

const docker = async (...argv: string[]) => (await run('docker', argv)).trim()

/** What became of the lines of one writer. */
export interface Fate {
  readonly written: number
  readonly lost: readonly number[]
  readonly doubled: number
  readonly rotations: number
}

/** Who writes, what dies, and where it is looked up. */
export interface LossRun {
  readonly project: string
  readonly store: Store
  /** Services that are killed and then paused, in this order, each for the length of an outage. */
  readonly outages: readonly string[]
}

/** Long enough for every outage to fall into it, with what each service needs to come up again. */
const writingS = ({outages}: LossRun) => 45 + outages.length * (15 + 3 * OUTAGE_S)

/** Starts the containers that write, as compose would for services of the project but with smaller log files. */
export async function startWriters(loss: LossRun): Promise<ReadonlyMap<Writer, string>> {
  const image = imageRef(stackSchema.parse({version: 1, project: loss.project, images: {source: 'debian'}}), 'node')
  const ids = new Map<Writer, string>()
  for (const name of writerNames) {
    const {everyMs, padding} = writers[name]
    const labels = {
      opsctl_project: loss.project,
      opsctl_dataset: datasetOf(loss.project, name),
      opsctl_service: name,
      opsctl_layout: 'auto',
    }
    const flags = Object.entries(labels).flatMap(([label, value]) => ['--label', `${label}=${value}`])
    const logging = ['max-size=4m', 'max-file=10', `labels=${Object.keys(labels).join(',')}`]
    const argv = [name, linesOf(name), writingS(loss), everyMs, padding].map(String)
    const id = await docker(
      ...['run', '-d', '--name', `${loss.project}-${name}`, '--network=none', '--memory=128m', ...flags],
      ...['--log-driver=json-file', ...logging.flatMap((option) => ['--log-opt', option])],
      ...[image, 'node', '-e', PROGRAM, ...argv],
    )
    ids.set(name, id)
  }

  return ids
}

/** Kills, pauses and starts again what is on the way, one after the other, while lines keep coming. */
export async function disturb({outages, project, store}: LossRun): Promise<void> {
  const filebeat = await containerOf(project, 'filebeat')
  for (const service of outages) {
    const id = await containerOf(project, service)
    await sleep(5000)
    await docker('kill', id)
    await sleep(OUTAGE_S * 1000)
    await docker('start', id)
    await until('the store answers', 180_000, () => isUp(store))
    // It has just begun to send what has piled up.
    await docker('kill', filebeat)
    await docker('start', filebeat)
    await sleep(5000)
    await docker('pause', id)
    await sleep(OUTAGE_S * 1000)
    await docker('unpause', id)
    await docker('kill', filebeat)
    await docker('start', filebeat)
  }
}

async function isUp(store: Store): Promise<true | undefined> {
  return (await store.ask('/_cluster/health')).status === 200 ? true : undefined
}

/** Waits until the writers are done and nothing more comes, and returns how long that took after the last line was written. */
export async function settle({project, store}: LossRun, ids: ReadonlyMap<Writer, string>): Promise<number> {
  const ends = await run('docker', ['wait', ...ids.values()], {timeoutMs: 900_000})
  if (!/^(0\n?)+$/.test(ends)) throw new Error(`writers ended with ${ends}`)
  const written = Date.now()
  let last = -1
  let changedAt = written
  await until('the store has settled', 600_000, async () => {
    let stored = 0
    for (const name of writerNames) stored += await store.count(streamsOf(project, name), '*')
    if (stored !== last) changedAt = Date.now()
    last = stored
    // When nothing comes any more, the numbers say what is missing.
    return stored >= LINES || Date.now() - changedAt > 60_000 ? true : undefined
  })
  // A document is shown up to five seconds after it was taken: doubles would come now.
  await sleep(10_000)
  return changedAt - written
}

/** What became of the lines of each writer. */
export async function readFates(loss: LossRun, ids: ReadonlyMap<Writer, string>): Promise<ReadonlyMap<Writer, Fate>> {
  const root = await docker('info', '--format', '{{.DockerRootDir}}')
  const fates = new Map<Writer, Fate>()
  for (const [name, id] of ids) {
    const numbers = await readNumbers(loss, name)
    const distinct = new Set(numbers)
    const files = await readdir(join(root, 'containers', id))
    fates.set(name, {
      written: linesOf(name),
      lost: Array.from({length: linesOf(name)}, (_, index) => index + 1).filter((n) => !distinct.has(n)),
      doubled: numbers.length - distinct.size,
      rotations: files.filter((file) => /-json\.log\.\d+$/.test(file)).length,
    })
  }

  return fates
}

interface Page {
  readonly _scroll_id: string
  readonly hits: {readonly hits: readonly {readonly _source: {readonly app: {readonly n: number}}}[]}
}

/** Every number that is stored for a writer, with repetitions. */
async function readNumbers({project, store}: LossRun, name: Writer): Promise<readonly number[]> {
  const path = `/${streamsOf(project, name)}/_search?scroll=1m`
  const numbers: number[] = []
  let page = (await store.ask<Page>(path, {size: 10_000, _source: ['app.n']})).json
  while (page.hits.hits.length > 0) {
    numbers.push(...page.hits.hits.map((hit) => Number(hit._source.app.n)))
    page = (await store.ask<Page>('/_search/scroll', {scroll: '1m', scroll_id: page._scroll_id})).json
  }

  return numbers
}

const streamsOf = (project: string, name: string) => `logs-${datasetOf(project, name)}-*`
