/** The generated configuration in a real Filebeat: what it reads, joins, drops and makes of lines, and that it loses none. */
import {mkdtempSync, renameSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'
import {afterAll, afterEach, beforeAll, describe, expect, test} from 'vitest'

import {loadMultiline} from '../../src/components/filebeat/multiline.js'
import {renderTemplate} from '../../src/render/engine.js'
import {type Stack, stackSchema} from '../../src/spec/stack.js'
import {inMilliseconds} from '../components/filebeat/light.js'
import {flatten, loadCorpus, type Value} from '../logs/corpus/load.js'
import {attributesOf, FilebeatRun, type StoredEvent} from './filebeat-run.js'
import {filebeatBinary, toolsAbsent} from './tools/tools.js'

const folder = mkdtempSync(join(tmpdir(), 'opsctl-filebeat-'))
const project = 'demo-logs'
const time = '2026-11-21T10:00:00.123456789Z'
let binary = ''
let runs = 0
let run: FilebeatRun

function stackOf(logs: 'full' | 'light'): Stack {
  return stackSchema.parse({version: 1, project, elasticsearch: {}, logstash: {}, filebeat: {}, logs})
}

function open(logs: 'full' | 'light'): FilebeatRun {
  runs++
  run = new FilebeatRun(binary, `${folder}/${runs}`, stackOf(logs))
  return run
}

const id = (number: number) => number.toString(16).padStart(64, '0')

describe.skipIf(toolsAbsent('filebeat'))('Filebeat as opsctl sets it up', () => {
  beforeAll(async () => {
    binary = await filebeatBinary()
  }, 900_000)
  afterEach(() => run.end())
  afterAll(() => rmSync(folder, {recursive: true, force: true}))

  test('makes the documents of the golden corpus on the light path', {timeout: 240_000}, async () => {
    open('light')
    const corpus = loadCorpus()
    for (const [at, {lines, dockerTime, source}] of corpus.entries()) {
      const texts = lines.map((line) => ({line: line.toString('utf8'), time: dockerTime}))
      run.write(id(at), texts, attributesOf(project, source.service, source.layout))
    }
    run.start()
    const events = await run.waitFor((found) => found.length >= corpus.length, 180)
    await sleep(3000)
    expect(run.events().length, run.complaints()).toBe(corpus.length)
    for (const [at, entry] of corpus.entries()) {
      const event = events.find(({container}) => (container as {id: string}).id === id(at))
      expect(document(event), entry.name).toEqual(entry.document)
    }
  })

  test('ships lines as they are to Logstash, with the names of their service', {timeout: 60_000}, async () => {
    open('full')
    run.write(id(1), [{line: '{"level":"info"}', time}], attributesOf(project, 'web-1', 'gateway'))
    run.start()
    const [event] = await run.waitFor((found) => found.length > 0, 30)
    const {'@metadata': metadata, ecs, log, ...rest} = event as StoredEvent
    expect(metadata._id).toMatch(/^[0-9a-f]{64}$/)
    expect(ecs).toHaveProperty('version')
    expect(log).toMatchObject({offset: 0, file: {path: expect.stringContaining(id(1))}})
    expect(rest).toEqual({
      '@timestamp': '2026-11-21T10:00:00.123Z',
      container: {id: id(1)},
      data_stream: {dataset: 'demo_logs.web_1', namespace: 'production', type: 'logs'},
      message: '{"level":"info"}',
      opsctl: {layout: 'gateway'},
      service: {name: 'web-1'},
      stream: 'stdout',
    })
  })

  test('drops the lines of other stacks and of what is not collected', {timeout: 60_000}, async () => {
    open('full')
    run.write(id(1), [{line: 'of another', time}], attributesOf('other', 'web'))
    run.write(id(2), [{line: 'of the log path itself', time}], undefined)
    run.write(id(3), [{line: 'of ours', time}], attributesOf(project, 'web'))
    run.start()
    await run.waitFor((found) => found.length > 0, 30)
    await sleep(5000)
    expect(run.events().map(({message}) => message)).toEqual(['of ours'])
  })

  test('joins the traces of each runtime, also where the other stream writes between', {timeout: 90_000}, async () => {
    open('full')
    const {runtimes} = loadMultiline(renderTemplate)
    const samples = Object.values(runtimes).flatMap(({samples: texts = []}) => texts)
    for (const [at, sample] of samples.entries()) {
      const trace = sample.split('\n').flatMap((line) => [
        {line, stream: 'stderr' as const, time},
        {line: `{"request":${at}}`, time},
      ])
      const around = (line: string) => ({line, stream: 'stderr' as const, time})
      const lines = [around('a line before'), ...trace, around('a line after')]
      run.write(id(at), lines, attributesOf(project, 'web'))
    }
    run.start()
    const isEnough = (found: readonly StoredEvent[]) =>
      found.filter(({stream}) => stream === 'stderr').length >= 3 * samples.length
    await run.waitFor(isEnough, 60)
    for (const [at, sample] of samples.entries()) {
      const own = run
        .events()
        .filter(({container, stream}) => stream === 'stderr' && (container as {id: string}).id === id(at))
      expect(own.map(({message}) => message)).toEqual(['a line before', sample, 'a line after'])
    }
  })

  test('loses no line over rotations and kills, and gives a line it reads again the same id', {
    timeout: 180_000,
  }, async () => {
    open('full')
    const total = 3 * 9000
    for (let part = 0; part < 9; part++) {
      for (const container of [1, 2, 3]) {
        const lines = Array.from({length: 1000}, (_, n) => ({line: `line ${container} ${part * 1000 + n}`, time}))
        if (part === 3 || part === 6) rotate(run.logFile(id(container)))
        run.write(id(container), lines, attributesOf(project, `web${container}`))
      }
      if (part === 0) run.start()
      // Two seconds before a rotation: what Filebeat has seen by its inode, it opens by its name, some milliseconds later.
      if (part === 1 || part === 4) {
        await run.end('SIGKILL')
        run.start()
      }
      await sleep(1000)
    }
    const unique = (events: readonly StoredEvent[]) => new Set(events.map(({message}) => message)).size
    const events = await run.waitFor((found) => unique(found) >= total, 90)
    expect(unique(events), run.complaints()).toBe(total)
    expect(new Set(events.map((event) => event['@metadata']._id)).size).toBe(total)
    process.stdout.write(`${total} lines, ${events.length - total} of them sent twice with the same id\n`)
  })
})

/** As Docker's driver does it with `max-file`: the oldest goes, each gets the next number. */
function rotate(file: string): void {
  for (const number of [3, 2, 1]) {
    try {
      renameSync(`${file}.${number}`, `${file}.${number + 1}`)
    } catch {
      // Not that many yet.
    }
  }
  renameSync(file, `${file}.1`)
}

/** The fields of an event that the corpus is about. */
function document(event: StoredEvent | undefined) {
  const {
    '@metadata': _,
    container,
    data_stream,
    ecs,
    log,
    service,
    stream,
    ...rest
  } = (event ?? {}) as Record<string, Value>
  const {offset, file, flags, ...ownLog} = (log ?? {}) as Record<string, Value>
  return inMilliseconds(flatten({...rest, ...(Object.keys(ownLog).length > 0 ? {log: ownLog} : {})}))
}
