import {mkdir, readdir, readFile, stat, symlink, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {describe, expect, test} from 'vitest'

import {
  checkOut,
  listResults,
  loadResult,
  nameBaseline,
  resultId,
  saveResult,
} from '../../../src/actions/bench/store.js'
import type {OpsError} from '../../../src/errors.js'
import {projectAt} from '../../../src/project.js'
import {tempDir} from '../../temp-dir.js'
import {resultOf} from './results.js'

const first = '20261121T204113Z-http'
const second = '20261121T214113Z-redis'
const third = '20261121T224113Z-http'

async function projectWith(...ids: readonly string[]) {
  const project = projectAt(await tempDir())
  for (const id of ids) await saveResult(project, resultOf(id))
  return project
}

async function refusal(work: Promise<unknown>): Promise<OpsError> {
  return (await work.catch((error: unknown) => error)) as OpsError
}

test('an id is the time and the kind', () => {
  expect(resultId(new Date('2026-11-21T20:41:13.456Z'), 'http')).toBe(first)
})

describe('a result', () => {
  test('comes back as it was kept, for its owner only, and also where --out says', async () => {
    const project = projectAt(await tempDir())
    const out = join(project.root, 'copy.json')
    const path = await saveResult(project, resultOf(first), out)
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    expect(await loadResult(project, first)).toEqual(resultOf(first))
    expect(await loadResult(project, out)).toEqual(resultOf(first))
    expect(await readdir(join(project.state, 'bench'))).toEqual([`${first}.json`])
  })

  test('is found as the last one, of its kind too, and by the name of a baseline', async () => {
    const project = await projectWith(first, second, third)
    await nameBaseline(project, 'before-upgrade', second)
    expect((await loadResult(project, 'last')).id).toBe(third)
    expect((await loadResult(project, 'last:redis')).id).toBe(second)
    expect((await loadResult(project, 'before-upgrade')).id).toBe(second)
  })

  test('that is not there is answered with the nearest name', async () => {
    const project = await projectWith(first)
    await nameBaseline(project, 'nightly', first)
    const error = await refusal(loadResult(project, 'nigthly'))
    expect(error.code).toBe('OPS_BENCH_RESULT_UNKNOWN')
    expect(error.text.en).toBe('There is no result "nigthly"; did you mean "nightly"?')
    expect((await refusal(loadResult(project, 'last:postgres'))).code).toBe('OPS_BENCH_RESULT_UNKNOWN')
    expect((await refusal(loadResult(await projectWith(), 'last'))).code).toBe('OPS_BENCH_RESULT_UNKNOWN')
  })

  test.each([
    ['{', 'it is not JSON'],
    ['{"format": "opsctl-bench/2"}', 'its format is opsctl-bench/2, not opsctl-bench/1'],
    [JSON.stringify({...resultOf(first), seed: 'one'}), 'seed is missing or wrong'],
    ['null', 'its format is undefined, not opsctl-bench/1'],
  ])('that is damaged as %.40s is named', async (content, why) => {
    const project = await projectWith(first)
    await writeFile(join(project.state, 'bench', `${first}.json`), content)
    const error = await refusal(loadResult(project, first))
    expect(error.code).toBe('OPS_BENCH_RESULT_INVALID')
    expect(error.text.en).toContain(why)
  })
})

test('a list has the newest first, names, and what can’t be read', async () => {
  const project = await projectWith(first, second)
  await nameBaseline(project, 'b', first)
  await nameBaseline(project, 'a', first)
  await writeFile(join(project.state, 'bench', `${third}.json`), '{}')
  const list = await listResults(project)
  expect(list.map(({id, baselines, result}) => [id, baselines, result?.kind])).toEqual([
    [third, [], undefined],
    [second, [], 'http'],
    [first, ['a', 'b'], 'http'],
  ])
  expect(await listResults(await projectWith())).toEqual([])
})

test('a baseline is renamed to the newer result, and bad names are refused', async () => {
  const project = await projectWith(first, third)
  await nameBaseline(project, 'nightly', first)
  await nameBaseline(project, 'nightly', third)
  expect(JSON.parse(await readFile(join(project.state, 'bench/baselines.json'), 'utf8'))).toEqual({nightly: third})
  for (const name of ['last', 'last:http', 'a/b', 'a.json', '', '-x', 'é']) {
    expect((await refusal(nameBaseline(project, name, first))).code, name).toBe('OPS_BENCH_NAME')
  }
})

test('a second place must be able to take a file', async () => {
  const folder = await tempDir()
  await mkdir(join(folder, 'sub'))
  await symlink('/dev/null', join(folder, 'null'))
  await writeFile(join(folder, 'old.json'), 'old')
  await checkOut(join(folder, 'new.json'))
  await checkOut(join(folder, 'old.json'))
  for (const out of ['sub', 'null', 'missing/new.json']) {
    expect((await refusal(checkOut(join(folder, out)))).code, out).toBe('OPS_BENCH_OUT')
  }
  expect((await refusal(checkOut('/dev/null'))).exitCode).toBe(2)
})
