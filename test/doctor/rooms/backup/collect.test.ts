import {createHash} from 'node:crypto'
import {mkdir, mkdtemp, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {gzipSync} from 'node:zlib'
import {afterEach, beforeEach, expect, test} from 'vitest'

import type {CollectContext} from '../../../../src/doctor/collect.js'
import {backupsCollector} from '../../../../src/doctor/rooms/backup/collect.js'
import {backupsFact} from '../../../../src/doctor/rooms/backup/facts.js'
import {projectAt} from '../../../../src/project.js'
import {fixtureStack} from '../../fixture.js'

let root = ''
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'doctor-'))
  await mkdir(join(root, 'backups'), {mode: 0o700})
})
afterEach(() => rm(root, {recursive: true, force: true}))

const sql = Buffer.from(`--\n-- PostgreSQL database dump\n--\n${'INSERT INTO orders VALUES (1);\n'.repeat(400)}`)
const put = (name: string, content: string | Buffer) => writeFile(join(root, 'backups', name), content, {mode: 0o600})

async function look() {
  const access = {instance: () => ({exec: () => Promise.reject(new Error('down'))})}
  const context = {project: projectAt(root), stack: fixtureStack(), access, signal: new AbortController().signal}
  return backupsFact.schema.parse(await backupsCollector.collect(context as unknown as CollectContext))
}

test('an empty folder holds none', async () => {
  expect(await look()).toMatchObject({backups: [], partial: [], folder: {there: true, mode: 0o700}})
})

test('reads the newest to its end, and sees that it was cut off', async () => {
  await put('postgres-2026-01-15.sql.gz', gzipSync(sql).subarray(0, 90))
  const [seen] = (await look()).backups
  expect(seen).toMatchObject({kind: 'postgres', format: 'gzip', wasRead: true, checksum: 'none'})
  expect(seen?.broken).toMatch(/unexpected end of file/)
})

test('compares sums of sidecars and of SHA256SUMS', async () => {
  const dump = gzipSync(sql)
  const sum = createHash('sha256').update(dump).digest('hex')
  await put('postgres-a.sql.gz', dump)
  await put('SHA256SUMS', `${sum}  postgres-a.sql.gz\n`)
  expect((await look()).backups[0]).toMatchObject({checksum: 'match'})
  await put('postgres-a.sql.gz', gzipSync(Buffer.concat([sql, sql])))
  expect((await look()).backups[0]).toMatchObject({checksum: 'mismatch'})
})

test('takes time, kind and restore test from a manifest', async () => {
  await mkdir(join(root, 'backups/01K'))
  await put('01K/base.dump', 'PGDMP and what follows')
  const manifest = {
    endedAt: '2026-01-14T02:00:00Z',
    artifacts: [{file: 'base.dump', kind: 'postgres', sha256: 'f'.repeat(64)}],
    restoreTest: {at: '2026-01-14T03:00:00Z', ok: true},
  }
  await put('01K/manifest.json', JSON.stringify(manifest))
  await mkdir(join(root, 'backups/01L.partial'))
  const {backups, partial, restoreTest} = await look()
  expect(backups).toHaveLength(1)
  expect(backups[0]).toMatchObject({
    file: '01K/base.dump',
    at: '2026-01-14T02:00:00Z',
    inCatalog: true,
    checksum: 'mismatch',
  })
  expect(partial).toEqual(['01L.partial'])
  expect(restoreTest?.ok).toBe(true)
})
