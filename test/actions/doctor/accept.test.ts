import {readFile, writeFile} from 'node:fs/promises'
import {expect, test} from 'vitest'

import {acceptFinding} from '../../../src/actions/doctor/accept.js'
import {projectAt} from '../../../src/project.js'
import {tempDir} from '../../temp-dir.js'

const SOURCE = `# our shop
version: 1
project: shop
redis: {} # small
`

async function shop() {
  const project = projectAt(await tempDir())
  await writeFile(project.specFile, SOURCE)
  return project
}

test('accepting writes an entry, keeps comments, and replaces the entry for the same finding', async () => {
  const project = await shop()
  await acceptFinding(project, {name: 'host.swap', reason: 'small machine', until: '2999-01-31'})
  await acceptFinding(project, {name: 'compose.health/web', reason: 'being mended', until: '2999-02-28'})
  const answer = await acceptFinding(project, {name: 'host.swap', reason: 'bought in March', until: '2999-03-31'})
  expect(answer.en).toBe('host.swap is accepted until 2999-03-31: opsctl.yaml says so now.')
  expect(await readFile(project.specFile, 'utf8')).toBe(`${SOURCE}doctor:
  accepted:
    - id: host.swap
      reason: bought in March
      until: 2999-03-31
    - id: compose.health
      instance: web
      reason: being mended
      until: 2999-02-28
`)
})

test.each([
  [{name: 'host.swop', reason: 'r', until: '2999-01-31'}, 'OPS_DOCTOR_CHECK', 'opsctl doctor --accept host.swap'],
  [{name: 'host.swap', reason: undefined, until: '2999-01-31'}, 'OPS_DOCTOR_ACCEPT', '--reason'],
  [{name: 'host.swap', reason: 'r', until: 'soon'}, 'OPS_DOCTOR_ACCEPT', '--until'],
  [{name: 'host.swap', reason: 'r', until: '2999-13-01'}, 'OPS_DOCTOR_ACCEPT', '--until'],
  [{name: 'host.swap', reason: 'r', until: '2020-01-31'}, 'OPS_DOCTOR_ACCEPT', '--until'],
])('%o is refused, and the file stays', async (options, code, way) => {
  const project = await shop()
  const error = await acceptFinding(project, options).catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({code, exitCode: 2})
  expect(JSON.stringify((error as {ways: unknown}).ways)).toContain(way)
  expect(await readFile(project.specFile, 'utf8')).toBe(SOURCE)
})
