import {chmod, mkdir, mkdtemp, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterEach, beforeEach, expect, test} from 'vitest'

import type {CollectContext} from '../../../../src/doctor/collect.js'
import {bitsOf, isSample, secretsCollector} from '../../../../src/doctor/rooms/project/collect-secrets.js'
import {secretsFact} from '../../../../src/doctor/rooms/project/facts.js'
import {projectAt} from '../../../../src/project.js'
import {drawSecret} from '../../../../src/system/secret-value.js'
import {fixtureStack} from '../../fixture.js'

let root = ''
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'doctor-'))
})
afterEach(() => rm(root, {recursive: true, force: true}))

async function look() {
  const context = {project: projectAt(root), stack: fixtureStack()} as unknown as CollectContext
  return secretsFact.schema.parse(await secretsCollector.collect(context))
}

test('sees modes, samples and twins, and keeps no value', async () => {
  const values = {a: drawSecret(), b: 'changeme-please-123'}
  await mkdir(join(root, 'secrets'), {mode: 0o755})
  await chmod(join(root, 'secrets'), 0o755)
  await writeFile(join(root, 'secrets', '.gitignore'), '*\n')
  await writeFile(join(root, 'secrets', '.created'), 'redis-app-password\npostgres-owner-password\n')
  for (const name of ['redis-app-password', 'redis-admin-password'])
    await writeFile(join(root, 'secrets', name), values.a)
  await writeFile(join(root, 'secrets', 'postgres-app-password'), `${values.b}\n`)
  const {folder, secrets} = await look()
  const named = (name: string) => secrets.find((one) => one.name === name)
  expect(folder).toEqual({state: 'there', mode: 0o755, ignored: true})
  expect(named('postgres-app-password')).toMatchObject({sample: true, length: 19})
  expect(named('redis-app-password')).toMatchObject({sample: false, length: 43, twin: 0, known: true})
  expect(named('redis-admin-password')?.twin).toBe(0)
  expect(named('postgres-owner-password')).toMatchObject({state: 'missing', known: true})
  const kept = JSON.stringify(secrets)
  for (const value of Object.values(values)) expect(kept).not.toContain(value)
})

test('a project without a folder has none yet', async () => {
  const {folder, secrets} = await look()
  expect(folder.state).toBe('missing')
  expect(secrets.every(({state, known}) => state === 'missing' && !known)).toBe(true)
})

test('knows samples of manuals, and takes nothing drawn for one', () => {
  const samples = [
    'your-secret-key',
    'minioadmin',
    'ChangeMe123',
    'postgres',
    'https://hooks.slack.com/services/YOUR/SLACK/WEBHOOK',
    'https://hooks.example.com/x',
    'aaaaaaaaaaaa',
    '<your token>',
  ]
  for (const sample of samples) expect(isSample(sample), sample).toBe(true)
  for (let draw = 0; draw < 500; draw++) expect(isSample(drawSecret())).toBe(false)
})

test('bits follow length and kinds of characters', () => {
  expect(bitsOf('')).toBe(0)
  expect(bitsOf('1234567890')).toBe(33)
  expect(bitsOf('aaaaaaaaaaaaaaaa')).toBeLessThan(20)
  expect(bitsOf(drawSecret())).toBeGreaterThan(200)
})
