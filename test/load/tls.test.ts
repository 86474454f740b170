import {mkdtemp, readFile, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, beforeAll, expect, test} from 'vitest'

import type {LoadPlan} from '../../src/bench/load-plan.js'
import {runLoad} from '../../src/load/engine.js'
import {makeCertificate} from '../e2e/faults/certificate.js'
import {OK, type SmallServer, startSmallServer} from './small-server.js'

let server: SmallServer
let cert: string

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'opsctl-test-'))
  await makeCertificate(folder, 30)
  cert = await readFile(join(folder, 'certificate.pem'), 'utf8')
  const key = await readFile(join(folder, 'key.pem'), 'utf8')
  await rm(folder, {recursive: true})
  server = await startSmallServer((socket) => socket.write(OK), {cert, key})
})
afterAll(() => server.close())

function plan(tls: LoadPlan['target']['tls']): LoadPlan {
  const request = {name: 'GET /', method: 'GET', path: '/', headers: {}, weight: 1, expect: {bodyContains: 'ok'}}
  return {
    target: {host: '127.0.0.1', port: server.port, ...(tls && {tls})},
    wire: {protocol: 'http', host: 'localhost', keepAlive: true, requests: [request]},
    model: {kind: 'closed', connections: 2, durationS: 0.5},
    warmupS: 0,
    drainS: 1,
    timeoutMs: 5000,
    seed: 1,
    threads: 1,
    pace: 'timer',
  }
}

test('a load goes through TLS when the CA and the name are right', async () => {
  const {run} = await runLoad(plan({ca: cert, servername: 'localhost'}))
  expect(run.failed).toBe(0)
  expect(run.completed).toBeGreaterThan(10)
})

test.each([
  ['for another name', () => ({ca: cert, servername: 'other.test'}), 'ALTNAME'],
  ['for an address that it does not name', () => ({ca: cert, servername: '127.0.0.1'}), 'ALTNAME'],
  ['of an unknown CA', () => ({servername: 'localhost'}), 'SELF_SIGNED'],
])('a certificate %s ends it before it begins', async (_, tls, words) => {
  await expect(runLoad(plan(tls()))).rejects.toMatchObject({
    code: 'OPS_BENCH_UNREACHABLE',
    detail: expect.stringContaining(words),
    ways: [{en: expect.stringContaining('CA')}],
  })
})
