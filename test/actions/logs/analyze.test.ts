import {execFileSync} from 'node:child_process'
import {appendFile, mkdir, open, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {gzipSync} from 'node:zlib'
import {describe, expect, test} from 'vitest'

import {type AnalyzeOptions, analyzeLogs, followLogs} from '../../../src/actions/logs/analyze.js'
import type {Analysis} from '../../../src/logs/analysis.js'
import {projectAt} from '../../../src/project.js'
import {tempDir} from '../../temp-dir.js'

const LINE = '{"level":"error","time":"2026-11-21T10:00:00Z","msg":"no"}\n'
const BINARY = Buffer.from(Array.from({length: 4000}, (_, i) => (i * 37) % 256))

function optionsFor(files: readonly string[], more: Partial<AnalyzeOptions> = {}): AnalyzeOptions {
  return {files, components: [], failOn: [], signal: new AbortController().signal, ...more}
}

async function folderWith(files: Readonly<Record<string, string | Buffer>>) {
  const folder = await tempDir()
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content)
  await mkdir(join(folder, 'folder'))
  return {project: projectAt(folder), at: (...names: string[]) => names.map((name) => join(folder, name))}
}

describe('logs analyze', () => {
  test('refuses when nothing can be read, and names what is wrong with each', async () => {
    const {project, at} = await folderWith({binary: BINARY})
    await expect(analyzeLogs(project, optionsFor(at('none', 'folder', 'binary')))).rejects.toMatchObject({
      code: 'OPS_LOGS_UNREADABLE',
      problems: [
        {message: {en: expect.stringContaining('cannot be read: ENOENT')}},
        {message: {en: expect.stringContaining('cannot be read: EISDIR')}},
        {message: {en: 'holds no text'}},
      ],
    })
  })

  test('reads a pipe', async () => {
    const {project, at} = await folderWith({log: LINE})
    const [log = '', pipe = ''] = at('log', 'pipe')
    execFileSync('mkfifo', [pipe])
    const [{analysis}] = await Promise.all([
      analyzeLogs(project, optionsFor([pipe, log])),
      writeFile(pipe, gzipSync(LINE.repeat(3))),
    ])
    expect(analysis.sources).toMatchObject([
      {name: pipe, events: 3, compression: 'gzip'},
      {name: log, events: 1},
    ])
  })
})

test('logs analyze ends with Ctrl+C at once, though the pipe is silent', async () => {
  const {project, at} = await folderWith({})
  const [pipe = ''] = at('pipe')
  execFileSync('mkfifo', [pipe])
  const end = new AbortController()
  const reading = analyzeLogs(project, optionsFor([pipe], {signal: end.signal}))
  const writer = await open(pipe, 'w')
  await writer.write(LINE)
  setTimeout(() => end.abort(), 200)
  await expect(reading).rejects.toMatchObject({kind: 'interrupted'})
  await writer.close()
})

describe('logs analyze --follow', () => {
  test('refuses files that cannot be followed', async () => {
    const {project, at} = await folderWith({binary: BINARY, 'old.gz': gzipSync(LINE), log: LINE})
    const files = at('none', 'folder', 'binary', 'old.gz', 'log')
    await expect(followLogs(project, optionsFor(files), () => undefined, 10)).rejects.toMatchObject({
      code: 'OPS_LOGS_UNREADABLE',
      problems: [
        {message: {en: expect.stringContaining('ENOENT')}},
        {message: {en: expect.stringContaining('EISDIR')}},
        {message: {en: 'holds no text'}},
        {message: {en: 'is compressed, so nothing is added to it'}},
      ],
    })
  })

  test('shows what is added until the signal, then judges', async () => {
    const {project, at} = await folderWith({log: LINE.repeat(2)})
    const [log = ''] = at('log')
    const end = new AbortController()
    const shown: Analysis[] = []
    const show = (analysis: Analysis) => {
      shown.push(analysis)
      if (analysis.totals.lines >= 3) end.abort()
    }
    const following = followLogs(project, optionsFor([log], {signal: end.signal, failOn: ['errors>2']}), show, 20)
    await expect.poll(() => shown.at(-1)?.totals.lines ?? 0, {interval: 10}).toBeGreaterThan(0)
    await appendFile(log, LINE.repeat(3))
    const {analysis, verdicts} = await following
    expect(analysis.totals.events).toBe(5)
    expect(verdicts).toMatchObject([{failed: true, value: 5}])
  })

  test('ends with a pipe that ends, and with the signal while a pipe is silent', async () => {
    const {project, at} = await folderWith({})
    const [pipe = ''] = at('pipe')
    execFileSync('mkfifo', [pipe])
    const ended = followLogs(project, optionsFor([pipe]), () => undefined, 20)
    await writeFile(pipe, LINE)
    expect((await ended).analysis.totals.events).toBe(1)
    const end = new AbortController()
    const silent = followLogs(project, optionsFor([pipe], {signal: end.signal}), () => undefined, 20)
    const writer = await open(pipe, 'w')
    await writer.write(LINE)
    setTimeout(() => end.abort(), 300)
    expect((await silent).analysis.totals.events).toBe(1)
    await writer.close()
  })
})
