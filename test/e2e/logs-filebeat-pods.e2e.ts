/** The configuration for a cluster in a real Filebeat: of the same lines in the files of a kubelet it makes the same events. */
import {appendFileSync, mkdtempSync, renameSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'
import {afterAll, afterEach, beforeAll, describe, expect, test} from 'vitest'

import {settings} from '../../src/components/filebeat/config.js'
import {loadMultiline, passesOf} from '../../src/components/filebeat/multiline.js'
import {renderTemplate} from '../../src/render/engine.js'
import {type Stack, stackSchema} from '../../src/spec/stack.js'
import {type CorpusEntry, loadCorpus} from '../logs/corpus/load.js'
import {attributesOf, type ContainerLine, criLines, FilebeatRun, type StoredEvent} from './filebeat-run.js'
import {filebeatBinary, toolsAbsent} from './tools/tools.js'

const folder = mkdtempSync(join(tmpdir(), 'opsctl-filebeat-pods-'))
const project = 'demo-logs'
const time = '2026-11-21T10:00:00.123456789Z'
let binary = ''
const runs: FilebeatRun[] = []

function open(target: Stack['target'], logs: 'full' | 'light'): FilebeatRun {
  const stack = stackSchema.parse({version: 1, project, target, elasticsearch: {}, logstash: {}, filebeat: {}, logs})
  const passes = passesOf(loadMultiline(renderTemplate))
  const run = new FilebeatRun(binary, `${folder}/${runs.length}`, stack, patient(settings(stack, passes)))
  runs.push(run)
  return run
}

/** Waits longer for the lines of a trace: on a busy machine it would be torn, on either target. */
function patient(wanted: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const text = JSON.stringify(wanted['filebeat.inputs'])
  return {
    'filebeat.inputs': JSON.parse(text.replaceAll(/"timeout":"(\d+)s"/g, (_, s) => `"timeout":"${Number(s) * 3}s"`)),
  }
}

const id = (number: number) => number.toString(16).padStart(64, '0')

/** The number of a container is in the name of its pod. */
function numberOf({container}: StoredEvent): number {
  const {id: name = ''} = container as {id?: string}
  return /^[0-9a-f]{64}$/.test(name) ? Number.parseInt(name, 16) : Number(/^pod-(\d+)_/.exec(name)?.[1])
}

/** An event without what differs by where its line stood. */
function whatItSays(event: StoredEvent): unknown {
  const {'@metadata': _, container: __, log, ...rest} = event
  const {file: ___, offset: ____, ...ownLog} = (log ?? {}) as Record<string, unknown>
  return {...rest, log: ownLog}
}

async function eventsOf(
  target: Stack['target'],
  logs: 'full' | 'light',
  lines: readonly (readonly ContainerLine[])[],
  who: readonly CorpusEntry['source'][],
  expected: number,
) {
  const run = open(target, logs)
  for (const [at, own] of lines.entries()) {
    const {service, layout} = who[at] ?? {service: 'web', layout: 'auto'}
    if (target === 'compose') run.write(id(at), own, attributesOf(project, service, layout))
    else appendFileSync(run.podLog(project, `pod-${at}`, service), criLines(own))
  }
  run.start()
  await run.waitFor((found) => found.length >= expected, 180)
  await sleep(3000)
  const events = run.events()
  await run.end()
  const said = lines.map((_, at) => events.filter((event) => numberOf(event) === at).map(whatItSays))
  return {said, ids: new Set(events.map((event) => event['@metadata']._id)), complaints: run.complaints()}
}

describe.skipIf(toolsAbsent('filebeat'))('Filebeat on a node of a cluster', () => {
  beforeAll(async () => {
    binary = await filebeatBinary()
  }, 900_000)
  afterEach(async () => {
    for (const run of runs) await run.end()
  })
  afterAll(() => rmSync(folder, {recursive: true, force: true}))

  test.each(['full', 'light'] as const)(
    'makes the events of Compose on the %s path',
    {timeout: 300_000},
    async (logs) => {
      // A layout that no table gives is one that only a label could tell.
      const known: Readonly<Record<string, string>> = {gateway: 'gateway', postgres: 'postgres', redis: 'redis'}
      const corpus = loadCorpus().filter(({source}) => (known[source.service] ?? 'auto') === source.layout)
      const long = [{line: 'x'.repeat(40_000), time}]
      const lines = [
        ...corpus.map((entry) => entry.lines.map((line) => ({line: line.toString('utf8'), time: entry.dockerTime}))),
        long,
      ]
      const who = corpus.map(({source}) => source)
      const onCompose = await eventsOf('compose', logs, lines, who, lines.length)
      const inPods = await eventsOf('helm', logs, lines, who, lines.length)
      for (const [at, said] of onCompose.said.entries()) {
        expect(inPods.said[at], corpus[at]?.name ?? 'a long line').toEqual(said)
      }
      expect(inPods.ids.size).toBe(lines.length)
      process.stdout.write(`${lines.length} lines make the same events on the ${logs} path\n`)
    },
  )

  test('joins the traces that it joins on Compose', {timeout: 120_000}, async () => {
    const {runtimes} = loadMultiline(renderTemplate)
    const samples = Object.values(runtimes).flatMap(({samples: texts = []}) => texts)
    const lines = samples.map((sample, at) =>
      ['a line before', ...sample.split('\n'), 'a line after'].flatMap((line) => [
        {line, stream: 'stderr' as const, time},
        {line: `{"request":${at}}`, time},
      ]),
    )
    const run = open('helm', 'full')
    for (const [at, own] of lines.entries()) appendFileSync(run.podLog(project, `pod-${at}`, 'web'), criLines(own))
    run.start()
    await run.waitFor((found) => found.filter(({stream}) => stream === 'stderr').length >= 3 * samples.length, 60)
    for (const [at, sample] of samples.entries()) {
      const own = run.events().filter((event) => event.stream === 'stderr' && numberOf(event) === at)
      expect(own.map(({message}) => message)).toEqual(['a line before', sample, 'a line after'])
    }
  })

  test('drops the lines of other namespaces and of the log path itself', {timeout: 60_000}, async () => {
    const run = open('helm', 'full')
    const write = (namespace: string, service: string, line: string) =>
      appendFileSync(run.podLog(namespace, `${service}-0`, service), criLines([{line, time}]))
    write(`${project}-2`, 'web', 'of another namespace')
    write(project, 'logstash', 'of the log path itself')
    write(`${project}-agents`, 'filebeat-exporter', 'of its exporter')
    write(project, 'web', 'of an app')
    write(`${project}-agents`, 'node-exporter', 'of an agent')
    run.start()
    await run.waitFor((found) => found.length > 1, 30)
    await sleep(5000)
    expect(
      run
        .events()
        .map(({message}) => message)
        .toSorted(),
    ).toEqual(['of an agent', 'of an app'])
  })

  test('loses no line over rotations and kills, and gives a line it reads again the same id', {
    timeout: 120_000,
  }, async () => {
    const run = open('helm', 'full')
    const [parts, each] = [6, 1500]
    for (let part = 0; part < parts; part++) {
      const file = run.podLog(project, 'pod-1', 'web')
      // As a kubelet does it.
      if (part === 2 || part === 4) renameSync(file, `${file}.20261121-10000${part}`)
      const lines = Array.from({length: each}, (_, n) => ({line: `line ${part * each + n}`, time}))
      appendFileSync(file, criLines(lines))
      if (part === 0) run.start()
      if (part === 2) {
        await run.end('SIGKILL')
        run.start()
      }
      await sleep(1000)
    }
    const total = parts * each
    const unique = (events: readonly StoredEvent[]) => new Set(events.map(({message}) => message)).size
    const events = await run.waitFor((found) => unique(found) >= total, 60)
    expect(unique(events), run.complaints()).toBe(total)
    expect(new Set(events.map((event) => event['@metadata']._id)).size).toBe(total)
  })
})
