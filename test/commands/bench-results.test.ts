import {mkdir, readFile, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {beforeEach, describe, expect, test} from 'vitest'

import BenchBaseline from '../../src/commands/bench/baseline.js'
import BenchCompare from '../../src/commands/bench/compare.js'
import BenchList from '../../src/commands/bench/list.js'
import BenchReport from '../../src/commands/bench/report.js'
import Schema from '../../src/commands/schema.js'
import {capacityResult, httpResult} from '../bench/fixtures/results.js'
import {tempDir} from '../temp-dir.js'
import {runCommand} from './run-command.js'

const OLDER = '20261121T204113Z-http'
const NEWER = '20261122T080000Z-http'
const DAMAGED = '20261120T080000Z-http'

let folder: string

beforeEach(async () => {
  folder = await tempDir()
  const store = join(folder, '.opsctl', 'bench')
  await mkdir(store, {recursive: true})
  const slower = httpResult({serviceUs: 9600, seed: 9, pausesAtS: [], durationS: 20}, {id: NEWER})
  for (const result of [httpResult({pausesAtS: [], durationS: 20}), slower, capacityResult()])
    await writeFile(join(store, `${result.id}.json`), JSON.stringify(result))
  await writeFile(join(store, `${DAMAGED}.json`), '{"format":"opsctl-bench/1","id":')
})

const run = (command: Parameters<typeof runCommand>[0], ...words: readonly string[]) =>
  runCommand(command, [...words, '-C', folder])

describe('bench list', () => {
  test('names results newest first, their baselines, and those that can’t be read', async () => {
    await run(BenchBaseline, 'before', OLDER)
    const {stdout} = await run(BenchList)
    const [, ...lines] = stdout.trimEnd().split('\n')
    expect(lines.map((line) => line.slice(2, 24).trim().split(' ')[0])).toEqual([
      NEWER,
      '20261121T211502Z-capac',
      OLDER,
      DAMAGED,
    ])
    expect(lines[2]).toMatch(/before +\d+\/s {2}p99 /)
    expect(lines[3]).toMatch(/^! .*can’t be read/)
  })

  test('says how to begin where there is nothing', async () => {
    expect((await runCommand(BenchList, ['-C', await tempDir()])).stdout).toContain('opsctl bench http')
  })
})

describe('bench compare', () => {
  test('ends with exit code 1 on a regression, and with 0 without', async () => {
    expect(await run(BenchCompare, OLDER)).toMatchObject({
      exitCode: 1,
      stdout: expect.stringContaining('✗ response p99'),
    })
    expect(await run(BenchCompare, OLDER, NEWER, '--max-regression', '60%')).toMatchObject({exitCode: 0})
    expect(await run(BenchCompare, NEWER, OLDER)).toMatchObject({exitCode: 0})
  })

  test('answers a script in short', async () => {
    const {stdout, exitCode} = await run(BenchCompare, OLDER, 'last', '--json')
    expect(exitCode).toBe(1)
    expect(stdout.length).toBeLessThan(6000)
    expect(JSON.parse(stdout)).toMatchObject({before: {id: OLDER}, after: {id: NEWER}, ok: false})
  })

  test('prints Markdown', async () => {
    expect((await run(BenchCompare, OLDER, 'last', '--format', 'md')).stdout).toContain('| response p99 |')
  })

  test('refuses results of different loads with the reason', async () => {
    const {exitCode, stderr} = await run(BenchCompare, OLDER, 'last:capacity')
    expect(exitCode).toBe(2)
    expect(stderr).toContain('the kind differs: http before, capacity after')
  })

  test.each(['10', '-5%', 'much'])('refuses a bound of %s', async (bound) => {
    expect(await run(BenchCompare, OLDER, 'last', `--max-regression=${bound}`)).toMatchObject({exitCode: 2})
  })
})

describe('bench report', () => {
  test('writes a page beside the result, or where it is told', async () => {
    await run(BenchReport)
    expect(await readFile(join(folder, '.opsctl', 'bench', `${NEWER}.html`), 'utf8')).toMatch(/^<!doctype html>/)
    const out = join(folder, 'report.html')
    await run(BenchReport, OLDER, '--baseline', NEWER, '--out', out, '--lang', 'zh')
    expect(await readFile(out, 'utf8')).toContain('lang="zh-Hans"')
  })

  test('prints Markdown and JSON, and a page when asked to', async () => {
    expect((await run(BenchReport, OLDER, '--format', 'md')).stdout).toMatch(/^# Load test/)
    expect(JSON.parse((await run(BenchReport, OLDER, '--format', 'json')).stdout)).toMatchObject({id: OLDER})
    expect((await run(BenchReport, OLDER, '--out', '-')).stdout).toMatch(/^<!doctype html>/)
  })

  test('keeps the report of a comparison out of the result’s own format', async () => {
    const {exitCode, stderr} = await run(BenchReport, NEWER, '--format', 'json', '--baseline', OLDER)
    expect(exitCode).toBe(2)
    expect(stderr).toContain(`opsctl bench compare ${OLDER} ${NEWER} --json`)
  })

  test.each([
    ['an id that is nearly right', '20261121T204113Z-htp', `did you mean "${OLDER}"`],
    ['a damaged file', DAMAGED, 'it is not JSON'],
  ])('says in one error what is wrong with %s', async (_, ref, words) => {
    const {exitCode, stderr} = await run(BenchReport, ref)
    expect(exitCode).toBe(2)
    expect(stderr).toContain(words)
  })

  test('says so when a file is of a newer format', async () => {
    const path = join(folder, 'newer.json')
    await writeFile(path, JSON.stringify({...httpResult(), format: 'opsctl-bench/2'}))
    const {exitCode, stderr} = await run(BenchReport, path)
    expect(exitCode).toBe(2)
    expect(stderr).toContain('its format is opsctl-bench/2')
  })
})

describe('bench baseline', () => {
  test('keeps a result from elsewhere before it names it', async () => {
    const path = join(folder, 'from-ci.json')
    await writeFile(path, JSON.stringify(httpResult({durationS: 10}, {id: '20261101T000000Z-http'})))
    await run(BenchBaseline, 'ci', path)
    expect((await run(BenchReport, 'ci', '--format', 'json')).stdout).toContain('20261101T000000Z-http')
  })

  test('refuses a name that means something else', async () => {
    expect(await run(BenchBaseline, 'last')).toMatchObject({exitCode: 2})
  })
})

test('the schema of a result is published', async () => {
  const {stdout} = await runCommand(Schema, ['bench-result'])
  expect(JSON.parse(stdout)).toMatchObject({type: 'object', required: expect.arrayContaining(['format', 'trust'])})
})
