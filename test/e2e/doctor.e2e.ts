/**
 * Doctor on a running demo stack. Well: it finds nothing. Sick, by one illness after the other: it names each before
 * anything else; SICK=all tries every one. For another person: the bundle says the same and holds no secret.
 */
import {readFile, rm} from 'node:fs/promises'
import {join} from 'node:path'
import {afterAll, beforeAll, expect, test} from 'vitest'

import {unpackArchive} from '../../src/doctor/bundle/archive.js'
import type {World} from './faults/fault.js'
import {askJson, mustRun, opsctl} from './opsctl.js'
import {plantCanaries} from './sick/canaries.js'
import {containerIllnesses} from './sick/containers.js'
import {type Diagnosis, diagnose, findCauses, isRight, printDiagnoses, waitForHealth} from './sick/illness.js'
import {monitoringIllnesses} from './sick/monitoring.js'
import {postgresIllnesses} from './sick/postgres.js'
import {projectIllnesses} from './sick/project.js'
import {redisIllnesses} from './sick/redis.js'
import {endSickStack, startSickStack} from './sick/stack.js'

const all = [
  ...containerIllnesses,
  ...postgresIllnesses,
  ...redisIllnesses,
  ...monitoringIllnesses,
  ...projectIllnesses,
].toSorted((a, b) => Number(a.lingers === true) - Number(b.lingers === true))
const wanted = process.env.SICK
const illnesses = all.filter(({name, quick}) =>
  wanted === undefined ? quick : wanted === 'all' || name.includes(wanted),
)
/** Looks at the healthy stack; each takes some seconds. */
const LOOKS = Number(process.env.LOOKS ?? (wanted === 'all' ? 100 : 3))
const diagnoses: Diagnosis[] = []
let world: World
let healthy: Awaited<ReturnType<typeof findCauses>>

beforeAll(async () => {
  world = await startSickStack()
  healthy = await waitForHealth(world, [], 90)
}, 600_000)

afterAll(async () => {
  process.stdout.write(`${printDiagnoses(diagnoses)}\n`)
  if (world) await endSickStack(world)
}, 200_000)

test('a fresh stack fails no check', () => {
  expect(healthy.filter(({status}) => status === 'fail')).toEqual([])
})

test(`and raises no false alarm in ${LOOKS} looks`, async () => {
  for (let look = 0; look < LOOKS; look += 1) {
    const causes = await findCauses(world)
    // A busy machine makes answers slow, which a warning may say.
    expect(causes.filter(({id, status}) => status === 'fail' && !healthy.some((one) => one.id === id))).toEqual([])
  }
}, 1_200_000)

test('a bundle says the same on another machine, and holds no secret in any form', async () => {
  const forms = await plantCanaries(world)
  const path = join(world.root, 'bundle.tar.gz')
  await mustRun('-C', world.root, 'doctor', 'bundle', '-o', path)
  const files = await unpackArchive(await readFile(path))
  const found = [...files].flatMap(([name, text]) => forms.filter((form) => text.includes(form)).map(() => name))
  expect(found).toEqual([])
  expect([...files.keys()]).toEqual(
    expect.arrayContaining(['report.md', 'facts.json', 'logs/web.log', 'config/opsctl.yaml']),
  )

  const written = JSON.parse(files.get('report.json') ?? '') as {checks: readonly {id: string; status: string}[]}
  const {json} = await askJson('-C', '/', 'doctor', '--from', path)
  const verdicts = (checks: readonly {id: string; status: string}[]) =>
    checks.map(({id, status}) => `${id} ${status}`).toSorted()
  expect(verdicts(json.checks as typeof written.checks)).toEqual(verdicts(written.checks))
  await rm(path)
})

test('with Docker gone it still ends in time, and says what it could not see', async () => {
  const began = Date.now()
  const {code, stdout} = await opsctl(['-C', world.root, 'doctor', '--json'], {
    env: {DOCKER_HOST: 'unix:///nowhere.sock'},
  })
  expect(Date.now() - began).toBeLessThan(60_000)
  expect(code).toBe(1)
  const {checks} = JSON.parse(stdout) as {checks: readonly {id: string; status: string; causedBy: unknown}[]}
  expect(checks.find(({status, causedBy}) => status === 'fail' && causedBy === null)?.id).toBe('docker.daemon')
})

test.each(illnesses.map((illness) => [illness.name, illness] as const))(
  '%s',
  // Once more where a busy machine hid it.
  {retry: 1, timeout: 300_000},
  async (_, illness) => {
    const before = await waitForHealth(world, healthy)
    const diagnosis = await diagnose(world, illness, before)
    diagnoses.push(diagnosis)
    expect(
      isRight(diagnosis),
      `${diagnosis.named ?? 'nothing'} was named first, not ${diagnosis.expected}: ${diagnosis.said ?? ''}`,
    ).toBe(true)
  },
)
