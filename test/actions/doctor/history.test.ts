import {mkdir, readdir, readFile, stat, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {expect, test} from 'vitest'

import {diffReports, readBaseline, saveBaseline} from '../../../src/actions/doctor/compare.js'
import {readFacts, saveFacts} from '../../../src/actions/doctor/facts-file.js'
import {earlierLooks, keepRun, listRuns, readRun} from '../../../src/actions/doctor/history.js'
import {failure} from '../../../src/doctor/check.js'
import type {FactFile} from '../../../src/doctor/facts.js'
import {type Project, projectAt} from '../../../src/project.js'
import {toWrittenStack} from '../../../src/render/helm/written-stack.js'
import {FIXTURE_NOW, fixtureStack} from '../../doctor/fixture.js'
import {madeUp, reportOn, room, well} from '../../doctor/made-up.js'
import {tempDir} from '../../temp-dir.js'

const down = failure({en: 'is down', zh: '已停止'})
const stack = fixtureStack()

function factsAt(time: number, project = 'shop'): FactFile {
  return {
    schema: 'opsctl.facts/v1',
    takenAt: new Date(time).toISOString(),
    opsctl: '0.1.0',
    project,
    stack: {...toWrittenStack(stack)},
    checks: ['redis.up'],
    facts: {'test.number': {ok: true, value: time, ms: 1}},
  }
}

function runAt(time: number, parts = [room('a', [well('a.up')])]) {
  const id = `${new Date(time).toISOString().replace(/\.\d+/, '').replaceAll(/[-:]/g, '')}-00ff`
  const report = reportOn(parts)
  return {...report, run: {...report.run, id, startedAt: new Date(time).toISOString()}}
}

async function keep(
  project: Project,
  agoS: number,
  {parts, name}: {parts?: ReturnType<typeof room>[]; name?: string} = {},
) {
  const time = FIXTURE_NOW - agoS * 1000
  await keepRun(project, {facts: factsAt(time, name), report: runAt(time, parts)})
}

test('the last twenty runs are kept, for the person alone', async () => {
  const project = projectAt(await tempDir())
  for (let index = 25; index > 0; index--) await keep(project, index * 100)
  const ids = await listRuns(project)
  expect(ids).toHaveLength(20)
  expect(ids[0]).toBe(runAt(FIXTURE_NOW - 100_000).run.id)
  const folder = join(project.state, 'doctor/runs')
  expect(await readdir(folder)).toHaveLength(20)
  expect((await stat(join(folder, `${ids[0]}.json`))).mode & 0o777).toBe(0o600)
  expect((await stat(folder)).mode & 0o777).toBe(0o700)
  expect((await readRun(project, ids[0] ?? '')).facts.checks).toEqual(['redis.up'])
})

test('only looks at the same stack that are a minute old are compared with, and what can’t be read is passed over', async () => {
  const project = projectAt(await tempDir())
  await keep(project, 30)
  await keep(project, 90)
  await keep(project, 120, {name: 'other'})
  await keep(project, 300)
  const broken = join(project.state, 'doctor/runs', '20260115T115000Z-00ff.json')
  await writeFile(broken, '{"schema": "opsctl.doctor-run/v1", "facts"')
  const earlier = await earlierLooks(project, stack, FIXTURE_NOW)
  expect(earlier.map(({at}) => FIXTURE_NOW - at)).toEqual([90_000, 300_000])
})

test('the last two runs are compared when none is named, and files by their paths', async () => {
  const project = projectAt(await tempDir())
  await keep(project, 200)
  await expect(diffReports(project, undefined, undefined)).rejects.toMatchObject({code: 'OPS_DOCTOR_RUNS', exitCode: 2})
  await keep(project, 100, {parts: [room('a', [madeUp('a.up', down)])]})
  const diff = await diffReports(project, undefined, undefined)
  expect(diff.changes).toMatchObject([{kind: 'new', id: 'a.up', before: 'pass', after: 'fail'}])
  const path = join(project.root, 'report.json')
  await writeFile(path, JSON.stringify(runAt(FIXTURE_NOW)))
  const [newest] = await listRuns(project)
  expect((await diffReports(project, newest, path)).changes).toMatchObject([{kind: 'fixed'}])
})

test('a baseline holds the findings of its report', async () => {
  const project = projectAt(await tempDir())
  const path = await saveBaseline(project, reportOn([room('a', [madeUp('a.old', down), well('a.up')])]))
  expect(path).toBe('.opsctl/doctor/baseline.json')
  expect(await readBaseline(project, join(project.root, path))).toEqual([{id: 'a.old'}])
})

test('facts come back as they were written, from a file of their own or from a run', async () => {
  const project = projectAt(await tempDir())
  const path = join(project.root, 'facts.json')
  await saveFacts(path, factsAt(FIXTURE_NOW))
  expect((await readFacts(path)).stack).toEqual(stack)
  await keep(project, 100)
  const [id] = await listRuns(project)
  expect((await readFacts(join(project.state, 'doctor/runs', `${id}.json`))).file.checks).toEqual(['redis.up'])
})

test.each([
  ['does not exist', undefined],
  ['is not JSON', '{"schema": "opsctl.fa'],
  ['has the format opsctl.facts/v9', JSON.stringify({...factsAt(0), schema: 'opsctl.facts/v9'})],
  ['was not written by opsctl doctor', '{"schema": "opsctl.facts/v1"}'],
  ['was not written by opsctl doctor', '[1, 2]'],
  ['was not written by opsctl doctor', 'null'],
  ['describes a stack', JSON.stringify({...factsAt(0), stack: {version: 1, project: '../x'}})],
])('a file that %s is refused with the reason', async (reason, content) => {
  const path = join(await tempDir(), 'facts.json')
  if (content !== undefined) await writeFile(path, content)
  const error = await readFacts(path).catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({code: 'OPS_DOCTOR_FILE', exitCode: 2})
  expect((error as Error).message).toContain(reason)
})

test('a folder that can’t be written is named', async () => {
  const project = projectAt(await tempDir())
  await mkdir(join(project.root, 'x'))
  await writeFile(project.state, 'a file in its place')
  await expect(keep(project, 100)).rejects.toMatchObject({kind: 'environment'})
  expect(await readFile(project.state, 'utf8')).toBe('a file in its place')
})
