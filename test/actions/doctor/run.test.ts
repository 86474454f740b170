import {mkdir, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {afterEach, describe, expect, test, vi} from 'vitest'

import {type DoctorOptions, runDoctor} from '../../../src/actions/doctor/run.js'
import {watchDoctor} from '../../../src/actions/doctor/watch.js'
import {parts} from '../../../src/doctor/catalogue.js'
import {tiersOf} from '../../../src/doctor/select.js'
import {projectAt} from '../../../src/project.js'
import {toWrittenStack} from '../../../src/render/helm/written-stack.js'
import {fixtureStack} from '../../doctor/fixture.js'
import {tempDir} from '../../temp-dir.js'

const SOURCE = 'version: 1\nproject: opsctl-unit-doctor\nredis: {}\nprometheus: {}\n'

async function project(source = SOURCE) {
  const folder = join(await tempDir(), 'shop')
  await mkdir(folder)
  const there = projectAt(folder)
  await writeFile(there.specFile, source)
  return there
}

function asked(words: readonly string[], more: Partial<DoctorOptions> & {deep?: boolean} = {}): DoctorOptions {
  const tiers = tiersOf({preflight: false, deep: more.deep ?? false})
  return {
    selection: {words, skip: [], tags: [], tiers},
    failOn: 'fail',
    offline: true,
    signal: new AbortController().signal,
    ...more,
  }
}

function failureOf(run: Promise<unknown>): Promise<{code: string; ways: unknown; problems: unknown; exitCode: number}> {
  return run.then(
    () => {
      throw new Error('it did not fail')
    },
    (error) => error,
  )
}

/** Facts as another machine would have saved them. */
async function saved(checks: readonly string[], facts: object = {}) {
  const path = join(await tempDir(), 'facts.json')
  const file = {
    schema: 'opsctl.facts/v1',
    takenAt: '2026-01-15T12:00:00.000Z',
    opsctl: '0.0.9',
    project: 'shop',
    stack: toWrittenStack(fixtureStack()),
    checks,
    facts,
  }
  await writeFile(path, JSON.stringify(file))
  return path
}

afterEach(() => vi.unstubAllEnvs())

describe('a run of doctor', () => {
  test.each([
    ['redis.memry', 'redis.memory'],
    ['postgress', 'postgres'],
  ])('refuses %s, and names what is near', async (word, near) => {
    const error = await failureOf(runDoctor(await project(), asked([word])))
    expect(error).toMatchObject({code: 'OPS_DOCTOR_CHECK', exitCode: 2})
    expect(JSON.stringify(error.ways)).toContain(`opsctl doctor ${near}`)
  })

  test('refuses an alert that there is not, and names one that is near', async () => {
    const error = await failureOf(runDoctor(await project(), asked([], {alert: 'RedisDwn'})))
    expect(error).toMatchObject({code: 'OPS_ALERT_UNKNOWN', exitCode: 2})
    expect(JSON.stringify(error.ways)).toContain('RedisDown')
  })

  test('refuses a selection that leaves nothing', async () => {
    const {selection} = asked(['redis'])
    const options = asked([], {selection: {...selection, skip: ['redis']}})
    expect(await failureOf(runDoctor(await project(), options))).toMatchObject({
      code: 'OPS_DOCTOR_NOTHING',
      exitCode: 2,
    })
  })

  test('refuses a threshold that its check has not, with its line', async () => {
    const source = `${SOURCE}doctor:\n  thresholds:\n    redis.memory: {usd: {warn: 70}}\n`
    const error = await failureOf(runDoctor(await project(source), asked(['redis.memory'])))
    expect(error).toMatchObject({code: 'OPS_SPEC_INVALID', exitCode: 2})
    expect(JSON.stringify(error.problems)).toContain('did you mean used?')
    expect(error.problems).toMatchObject([{line: 7}])
  })

  test('runs the checks of an alert in its order', async () => {
    const path = await saved(parts.flatMap((part) => part.checks.map(({id}) => id)))
    const {report} = await runDoctor(await project(), asked([], {alert: 'RedisDown', from: path}))
    const ids = report.checks.map(({id}) => id)
    expect(ids).toContain('redis.up')
    expect(ids.length).toBeLessThan(20)
  })

  test('judges facts of another machine without looking, and says what they lack', async () => {
    const path = await saved(['redis.up', 'redis.memory'])
    const {report} = await runDoctor(await project(), asked([], {from: path}))
    expect(report.run).toMatchObject({project: 'shop', opsctl: '0.0.9', from: path})
    expect(report.checks.map(({id, status, reason}) => [id, status, reason])).toEqual([
      ['redis.up', 'unknown', 'no-data'],
      ['redis.memory', 'unknown', 'no-data'],
    ])
    expect(report.summary.exitCode).toBe(3)
  })

  test('ends in time when Docker does not answer, with that as the first cause', async () => {
    vi.stubEnv('DOCKER_HOST', 'tcp://127.0.0.1:1')
    const {report} = await runDoctor(await project(), asked(['docker', 'redis'], {collectorMs: 12_000, allMs: 20_000}))
    expect(report.checks[0]).toMatchObject({id: 'docker.daemon', status: 'fail', causedBy: null})
    const redis = report.checks.find(({id}) => id === 'redis.up')
    expect(redis).toMatchObject({status: 'skip', reason: 'dependency', causedBy: {id: 'docker.daemon'}})
    expect(report.checks.filter(({reason}) => reason === 'crashed')).toEqual([])
    expect(report.run.durationMs).toBeLessThan(21_000)
    expect(report.summary.exitCode).toBe(1)
  })

  test('asks before it writes, and stops when the answer is no', async () => {
    const writes = parts.flatMap(({collectors}) => collectors).filter(({deep, writes: said}) => deep && said)
    const needing = parts
      .flatMap(({checks}) => checks)
      .find(({needs}) => Object.values(needs).some((key) => writes.some((one) => one.key.name === key.name)))
    if (!needing) return
    const told: unknown[] = []
    const options = asked([needing.id], {
      deep: true,
      confirmDeep: async (list) => {
        told.push(...list)
        return false
      },
    })
    expect(await failureOf(runDoctor(await project(), options))).toMatchObject({exitCode: 130})
    expect(told.length).toBeGreaterThan(0)
  })
})

test('watching ends at once when nothing counts, and keeps what it found', async () => {
  const there = await project()
  const path = await saved(['redis.up'])
  const runs = []
  const options = {...asked([], {from: path, failOn: 'none'}), saveBaseline: true, saveFacts: undefined}
  for await (const run of watchDoctor(there, options, undefined)) runs.push(run)
  expect(runs).toHaveLength(1)
  expect(runs[0]?.notes.map(({en}) => en)).toEqual([
    'Saved as baseline. Next: opsctl doctor --baseline .opsctl/doctor/baseline.json',
  ])
})
