/** Load on real stores: what is measured, that nothing of it stays, and what is said when it can't be. */
import {mkdir, readFile, rm, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'

import {type BenchResult, benchResultSchema} from '../../src/bench/result.js'
import {projectAt} from '../../src/project.js'
import {capture, run} from '../../src/system/run.js'
import {askJson, makeFolder, mustRun, opsctl} from './opsctl.js'

const NAME = 'benchst'
const SPEC = `version: 1
project: ${NAME}
images: {source: debian}
postgres: {port: 18700, limits: {memory: 256MiB}}
redis: {port: 18701, limits: {memory: 128MiB}}
`

const project = projectAt(join(await makeFolder(), NAME))
const folder = project.root

beforeAll(async () => {
  await mkdir(folder, {recursive: true})
  await writeFile(project.specFile, SPEC)
  await mustRun('-C', folder, 'up', '--yes')
})

afterAll(async () => {
  await opsctl(['-C', folder, 'destroy', '--yes', '--project', NAME])
  await rm(folder, {recursive: true, force: true})
})

const bench = (...words: readonly string[]) => askJson('-C', folder, 'bench', ...words)

/** A bench that ends well; its result is as published. */
async function measure(...words: readonly string[]): Promise<BenchResult> {
  const {code, json} = await bench(...words)
  expect(json.error, JSON.stringify(json.error)).toBeUndefined()
  expect(code).toBe(0)
  return benchResultSchema.parse(json)
}

/** What is said where it is refused. */
async function refusal(...words: readonly string[]) {
  const {code, json} = await bench(...words)
  return {...(json.error as {code: string; message: string; detail?: string}), exit: code}
}

/** Begins a long bench and presses Ctrl+C once `isLoaded` says that it is on its way. */
async function interrupt(words: readonly string[], isLoaded: () => Promise<boolean>) {
  const abort = new AbortController()
  const answer = opsctl(['-C', folder, 'bench', ...words, '--json'], {signal: abort.signal})
  for (let tries = 0; tries < 100 && !(await isLoaded()); tries++) await sleep(200)
  await sleep(2500)
  abort.abort()
  const {code, stdout} = await answer
  return {code, json: JSON.parse(stdout) as Partial<BenchResult>}
}

async function sql(statement: string): Promise<string> {
  return (
    await run('docker', ['exec', `${NAME}-postgres-1`, 'psql', '-U', 'postgres', '-X', '-A', '-t', '-c', statement])
  ).trim()
}

const databases = () => sql('SELECT datname FROM pg_database ORDER BY 1')

async function redisAsAdmin(command: string): Promise<string> {
  const password = await readFile(join(project.secrets, 'redis-admin-password'), 'utf8')
  const script = 'IFS= read -r REDISCLI_AUTH; export REDISCLI_AUTH; exec redis-cli -h redis --user admin'
  const argv = ['exec', '-i', `${NAME}-redis-1`, 'sh', '-c', script]
  return (await capture('docker', argv, {stdin: `${password.trim()}\n${command}\n`})).stdout.trim()
}

describe('bench postgres', () => {
  test('measures an open model with every percentile, and leaves neither database nor file', async () => {
    const words = ['-d', '3s', '--warmup', '1s', '-s', '1', '-c', '4', '--rate', '100', '-w', 'select-only']
    const {run: record, environment, ...result} = await measure('postgres', ...words)
    expect(result).toMatchObject({kind: 'postgres', status: 'complete', target: 'postgres select-only'})
    expect(environment.engine).toMatch(/^pgbench \d+/)
    expect(record).toMatchObject({model: 'open', arrivals: 'poisson', connections: 4, failed: 0, extra: {scale: 1}})
    expect(record?.durationS).toBeCloseTo(3, 0)
    expect(record?.offered).toBeGreaterThan(220)
    expect(record?.offered).toBeLessThan(380)
    expect(record?.response.p9999).toBeGreaterThanOrEqual(record?.response.p50 ?? 0)
    expect(record?.response.p50).toBeGreaterThan(0)
    expect(record?.seconds).toHaveLength(3)
    expect(await databases()).not.toContain('opsctl_bench')
    const files = await run('docker', ['exec', `${NAME}-postgres-1`, 'sh', '-c', 'ls "$(dirname "$PGDATA")"'])
    expect(files).not.toContain('opsctl-bench')
  })

  test('keeps what there is after Ctrl+C, and removes the rest', async () => {
    const isLoaded = async () =>
      (await sql(
        "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'opsctl' AND query LIKE '%pgbench_accounts SET%'",
      )) !== '0'
    const {code, json} = await interrupt(['postgres', '-d', '60s', '--warmup', '0s', '-s', '1', '-c', '2'], isLoaded)
    expect(code).toBe(130)
    expect(json).toMatchObject({status: 'interrupted'})
    expect(json.run?.completed).toBeGreaterThan(0)
    expect(await databases()).not.toContain('opsctl_bench')
  })

  test('names the script that is wrong with what pgbench says of it', async () => {
    await Promise.all([
      writeFile(join(folder, 'typo.sql'), '\\sett x 1\nSELECT 1;\n'),
      writeFile(join(folder, 'wrong.sql'), 'SELECT * FROM nothing;\n'),
    ])
    const typo = await refusal('postgres', '-s', '0', '-d', '1s', '-f', join(folder, 'typo.sql'))
    expect(typo).toMatchObject({exit: 2, message: expect.stringContaining('typo.sql')})
    expect(typo.detail).toMatch(/typo\.sql:1: invalid command.*sett/)
    const wrong = await refusal('postgres', '-s', '0', '-d', '1s', '-f', join(folder, 'wrong.sql'))
    expect(wrong.detail).toContain('relation "nothing" does not exist')
    expect(await databases()).not.toContain('opsctl_bench')
  })

  test('leaves a database of that name alone that it did not make', async () => {
    await sql('CREATE DATABASE opsctl_bench')
    expect(await refusal('postgres', '-s', '1', '-d', '1s')).toMatchObject({
      exit: 2,
      message: expect.stringContaining('opsctl_bench'),
    })
    expect(await databases()).toContain('opsctl_bench')
    await sql('DROP DATABASE opsctl_bench')
  })
})

describe('bench redis', () => {
  test('measures a mix at a rate, and leaves no key of it', async () => {
    await redisAsAdmin('SET of-an-app 1')
    const mix = ['--mix', 'get=5,set=3,hget=1', '--command', 'LPUSH {key}:l {value}', '--keys', '500']
    const {run: record} = await measure('redis', '-d', '2s', '--warmup', '1s', '--rate', '500', ...mix)
    expect(record).toMatchObject({model: 'open', offered: 1000, failed: 0, unfinished: 0})
    expect(record?.requests.map(({name}) => name)).toEqual(['get', 'set', 'hget', 'LPUSH {key}:l {value}'])
    expect(record?.requests.every(({completed}) => completed > 0)).toBe(true)
    expect(await redisAsAdmin('KEYS *')).toBe('of-an-app')
  })

  test('removes its keys after Ctrl+C too', async () => {
    const isLoaded = async () => Number(await redisAsAdmin('DBSIZE')) > 400
    const {code, json} = await interrupt(['redis', '-d', '60s', '--warmup', '0s', '--keys', '500'], isLoaded)
    expect(code).toBe(130)
    expect(json).toMatchObject({status: 'interrupted'})
    expect(json.run?.completed).toBeGreaterThan(0)
    expect(await redisAsAdmin('KEYS *')).toBe('of-an-app')
  })

  test('removes what a run that was killed left', async () => {
    await redisAsAdmin(`SET opsctl:bench:keys ${JSON.stringify(JSON.stringify({keys: 2, words: ['{key}:old']}))}`)
    await redisAsAdmin('SET opsctl:bench:1:old 1')
    await measure('redis', '-d', '1s', '--warmup', '0s', '--keys', '10')
    expect(await redisAsAdmin('KEYS *')).toBe('of-an-app')
  })

  test('refuses keys that there is no room for, and what the app may not do', async () => {
    expect(await refusal('redis', '--keys', '5000000')).toMatchObject({
      exit: 3,
      message: expect.stringContaining('free'),
    })
    expect(await refusal('redis', '--command', 'FLUSHALL {key}')).toMatchObject({
      exit: 4,
      message: expect.stringContaining('NOPERM'),
    })
    expect(await redisAsAdmin('KEYS *')).toBe('of-an-app')
  })
})

test('bench logs follows each line through what there is of the log path', async () => {
  const {run: record, target} = await measure('logs', '-d', '2s', '--rate', '50', '--service', 'redis')
  expect(target).toBe('logs redis → container log')
  expect(record).toMatchObject({offered: 100, completed: 100, failed: 0, extra: {lost: 0, doubled: 0}})
})

describe('a bench that can not be', () => {
  test.each([
    [['postgres', '--rate', '0'], 2, 'OPS_FLAG_RATE'],
    [['redis', '--rate', '0'], 2, 'OPS_FLAG_RATE'],
    [['postgres', '-c', '500'], 2, 'OPS_BENCH_CLIENTS'],
    [['postgres', '-s', '100000'], 3, 'OPS_BENCH_DISK_FULL'],
    [['redis', '--mix', 'gett'], 2, 'OPS_BENCH_MIX'],
    [['logs', '--service', 'nobody'], 2, 'OPS_BENCH_NO_WRITER'],
  ])('%j ends with %i', async (words, exit, error) => {
    const {code, json} = await bench(...words)
    expect([code, (json.error as {code: string}).code]).toEqual([exit, error])
  })

  test('says which store the stack lacks, and which one is down', async () => {
    const other = join(await makeFolder(), 'other')
    await mkdir(other)
    await writeFile(
      join(other, 'opsctl.yaml'),
      'version: 1\nproject: benchst-other\nimages: {source: debian}\nredis: {}\n',
    )
    const none = await askJson('-C', other, 'bench', 'postgres')
    expect([none.code, (none.json.error as {code: string}).code]).toEqual([2, 'OPS_BENCH_NO_STORE'])
    await rm(other, {recursive: true, force: true})

    await run('docker', ['stop', `${NAME}-redis-1`])
    const down = await refusal('redis', '-d', '1s')
    await run('docker', ['start', `${NAME}-redis-1`])
    expect(down.exit).toBe(4)
  })
})
