/**
 * No line is lost and none is doubled between Docker's log files and the store, whatever dies on the way: numbered lines of
 * three containers, the store killed and paused, Filebeat killed, log files rotated all the while.
 *
 * LOSS_LINES and LOSS_OUTAGE_S make it longer; 100000 lines and outages of 60 s are what the light path promises.
 */
import {readdir, rm, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'

import {imageRef} from '../../src/images/image-refs.js'
import {datasetOf} from '../../src/spec/log-streams.js'
import {stackSchema} from '../../src/spec/stack.js'
import {run} from '../../src/system/run.js'
import {makeFolder, mustRun, opsctl} from './opsctl.js'
import {ensureTestImages} from './tools/images.js'
import {containerOf, lightLogs, openStore, type Store, until} from './tools/log-stack.js'
import {toolsAbsent} from './tools/tools.js'

const PROJECT = 'tl-loss'
const PORT = 26_200
const LINES = Number(process.env.LOSS_LINES ?? 100_000)
const OUTAGE_S = Number(process.env.LOSS_OUTAGE_S ?? 15)
/** Long enough for every outage to fall into it, with what the store needs to come up again. */
const WRITING_S = 60 + 3 * OUTAGE_S

/** Share of all lines, and how they come: one by one, or many at once with silence between. */
const writers = {
  steady: {share: 0.6, everyMs: 10, padding: 40},
  bursts: {share: 0.3, everyMs: 4000, padding: 120},
  wordy: {share: 0.1, everyMs: 100, padding: 900},
} as const

type Writer = keyof typeof writers
const names = Object.keys(writers) as Writer[]
const linesOf = (name: Writer) => Math.round(LINES * writers[name].share)

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
const say = (line: string) => process.stdout.write(`${line}\n`)
const streams = `logs-${datasetOf(PROJECT, '*')}`

describe.skipIf(toolsAbsent('elasticsearch8', 'filebeat'))('numbered lines of three containers', () => {
  let home: string
  let folder: string
  let store: Store
  const containers = new Map<Writer, string>()

  beforeAll(async () => {
    home = await makeFolder()
    folder = join(home, PROJECT)
    await ensureTestImages()
    await mustRun('init', folder, '--preset', 'core', '--images', 'registry', '--yes', '--set', `project=${PROJECT}`)
    await writeFile(join(folder, 'opsctl.yaml'), `version: 1\nproject: ${PROJECT}\n${lightLogs(PORT)}`)
    await mustRun('-C', folder, 'up', '--yes')
    store = openStore(folder, PORT)
  })

  afterAll(async () => {
    for (const id of containers.values()) await docker('rm', '-f', id)
    await opsctl(['-C', folder, 'destroy', '--yes', '--project', PROJECT])
    await rm(home, {recursive: true, force: true})
  })

  /** A container as compose would make it for a service of this project, but with smaller files. */
  async function startWriter(name: Writer): Promise<void> {
    const {everyMs, padding} = writers[name]
    const labels = {
      opsctl_project: PROJECT,
      opsctl_dataset: datasetOf(PROJECT, name),
      opsctl_service: name,
      opsctl_layout: 'auto',
    }
    const image = imageRef(stackSchema.parse({version: 1, project: PROJECT, images: {source: 'debian'}}), 'node')
    const flags = Object.entries(labels).flatMap(([label, value]) => ['--label', `${label}=${value}`])
    const logging = ['max-size=4m', 'max-file=10', `labels=${Object.keys(labels).join(',')}`]
    const argv = [name, linesOf(name), WRITING_S, everyMs, padding].map(String)
    const id = await docker(
      ...['run', '-d', '--name', `${PROJECT}-${name}`, '--network=none', '--memory=128m', ...flags],
      ...['--log-driver=json-file', ...logging.flatMap((option) => ['--log-opt', option])],
      ...[image, 'node', '-e', PROGRAM, ...argv],
    )
    containers.set(name, id)
  }

  /** Kills, pauses and starts again what is on the way, one after the other, while lines keep coming. */
  async function disturb(): Promise<void> {
    const [elasticsearch, filebeat] = [
      await containerOf(PROJECT, 'elasticsearch'),
      await containerOf(PROJECT, 'filebeat'),
    ]
    await sleep(8000)
    await docker('kill', elasticsearch)
    await sleep(OUTAGE_S * 1000)
    await docker('start', elasticsearch)
    await until('the store is back', 120_000, async () =>
      (await store.ask('/_cluster/health')).status === 200 ? true : undefined,
    )
    await docker('kill', filebeat)
    await sleep(3000)
    await docker('start', filebeat)
    await sleep(5000)
    await docker('pause', elasticsearch)
    await sleep(OUTAGE_S * 1000)
    await docker('unpause', elasticsearch)
    await docker('kill', filebeat)
    await docker('start', filebeat)
  }

  /** Every number that is stored for a writer, with repetitions. */
  async function readNumbers(name: Writer): Promise<readonly number[]> {
    interface Page {
      readonly _scroll_id: string
      readonly hits: {readonly hits: readonly {readonly _source: {readonly app: {readonly n: number}}}[]}
    }
    const path = `/logs-${datasetOf(PROJECT, name)}-*/_search?scroll=1m`
    const numbers: number[] = []
    let page = (await store.ask<Page>(path, {size: 10_000, _source: ['app.n']})).json
    while (page.hits.hits.length > 0) {
      numbers.push(...page.hits.hits.map((hit) => Number(hit._source.app.n)))
      page = (await store.ask<Page>('/_search/scroll', {scroll: '1m', scroll_id: page._scroll_id})).json
    }
    return numbers
  }

  test(`all ${LINES} are stored once, though the store and Filebeat die on the way`, {timeout: 900_000}, async () => {
    const started = Date.now()
    for (const name of names) await startWriter(name)
    await disturb()
    for (const id of containers.values()) expect(await docker('wait', id)).toBe('0')
    const written = Date.now()
    let last = -1
    let changedAt = Date.now()
    await until('every line is stored', 300_000, async () => {
      const stored = await store.count(streams, 'message:(steady OR bursts OR wordy)')
      if (stored !== last) changedAt = Date.now()
      last = stored
      // When nothing comes any more, the numbers below say what is missing.
      return stored >= LINES || Date.now() - changedAt > 60_000 ? true : undefined
    })
    // The store shows a document up to five seconds after it has it: doubles would come now.
    await sleep(10_000)
    const duration = (from: number, to: number) => `${Math.round((to - from) / 1000)} s`
    say(`${LINES} lines in ${duration(started, written)}, the last stored ${duration(written, changedAt)} later`)
    for (const name of names) {
      const numbers = await readNumbers(name)
      const distinct = new Set(numbers)
      const lost = Array.from({length: linesOf(name)}, (_, index) => index + 1).filter((n) => !distinct.has(n))
      say(`${name}: ${linesOf(name)} written, ${lost.length} lost, ${numbers.length - distinct.size} doubled`)
      expect(lost.slice(0, 20)).toEqual([])
      expect(numbers.length).toBe(linesOf(name))
    }
  })

  test('their files were rotated several times meanwhile', async () => {
    const root = await docker('info', '--format', '{{.DockerRootDir}}')
    for (const id of containers.values()) {
      const files = (await readdir(join(root, 'containers', id))).filter((file) => /-json\.log\.\d+$/.test(file))
      say(`${id.slice(0, 12)}: rotated ${files.length} times`)
      if (LINES >= 100_000) expect(files.length).toBeGreaterThan(1)
    }
  })
})
