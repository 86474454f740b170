/** Postgres and Redis as they really run: who gets in, what each role may do, what the checks see, how a password changes. */
import {chmod, mkdir, readFile, rm, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'

import {type OpenStack, openStack, prepareFiles} from '../../src/actions/pipeline.js'
import {rotateSecret} from '../../src/actions/secrets/rotate.js'
import type {CheckResult} from '../../src/checks/check.js'
import {ensureImages} from '../../src/images/ensure-images.js'
import {imageRef} from '../../src/images/image-refs.js'
import {projectAt} from '../../src/project.js'
import {askHealth, listHealthChecks} from '../../src/runtime/semantic-health.js'
import {capture, run} from '../../src/system/run.js'
import {makeFolder} from './opsctl.js'

const NAME = 'storetest'
const SPEC = `version: 1
project: ${NAME}
images: {source: debian}
postgres: {settings: {log_statement: all}}
redis: {}
`

const project = projectAt(join(await makeFolder(), NAME))
const services = ['postgres', 'postgres-exporter', 'redis', 'redis-exporter'].map((name) => `${NAME}-${name}-1`)
let stack: OpenStack

async function apply() {
  stack = await openStack(project)
  await ensureImages(stack.stack, project)
  const {staged, rendered} = await prepareFiles(stack, {force: true})
  await staged.commit()
  await stack.runtime.up({changedFiles: [], secrets: rendered.secrets}, {timeoutS: 120})
}

beforeAll(async () => {
  await mkdir(project.root, {recursive: true})
  await writeFile(project.specFile, SPEC)
  await apply()
})

afterAll(async () => {
  await stack?.runtime.down({})
  await stack?.runtime.removeVolumes([`${NAME}_postgres-data`, `${NAME}_redis-data`])
  await rm(project.root, {recursive: true, force: true})
})

/** Runs a shell line in another container on the stores' network, as a compromised neighbour would. */
function fromNeighbour(image: 'postgres' | 'redis', script: string, stdin = '') {
  const argv = ['run', '--rm', '-i', '--network', `${NAME}_data`, '--entrypoint', 'sh', imageRef(stack.stack, image)]
  return capture('docker', [...argv, '-c', script], {stdin, timeoutMs: 60_000})
}

/** Runs SQL from the neighbour; the password goes by stdin, as everywhere. */
async function sqlAs(role: string, sql: string, password?: string) {
  const secret = password ?? (await stack.access.secret(`postgres-${role === 'app_owner' ? 'owner' : role}-password`))
  const script = `IFS= read -r PGPASSWORD; export PGPASSWORD; exec psql -X -q -A -t -v ON_ERROR_STOP=1 -w -h postgres -U ${role} -d app`
  return fromNeighbour('postgres', script, `${secret}\n${sql}\n`)
}

async function redisAs(user: string, command: string, password?: string) {
  const secret = password ?? (await stack.access.secret(`redis-${user}-password`))
  const script = `IFS= read -r REDISCLI_AUTH; export REDISCLI_AUTH; exec redis-cli -e -h redis --user ${user}`
  const answer = await fromNeighbour('redis', script, `${secret}\n${command}\n`)
  return `${answer.stdout}\n${answer.stderr}`.trim()
}

async function health(patienceMs = 0): Promise<Record<string, CheckResult['verdict']>> {
  // A new door each time: it must not remember containers or values of before.
  const {access} = await openStack(project)
  const results = await askHealth(access, listHealthChecks(access), {patienceMs})
  return Object.fromEntries(results.map(({id, verdict}) => [id, verdict]))
}

async function expectHealthy() {
  const verdicts = await health(30_000)
  expect(Object.entries(verdicts).filter(([, verdict]) => verdict.status !== 'pass')).toEqual([])
}

test('every semantic check passes after the first start', async () => {
  await expectHealthy()
  expect(Object.keys(await health())).toHaveLength(5)
})

describe('a neighbour on the same network', () => {
  test('is refused by Postgres without a password and with a wrong one', async () => {
    const none = await fromNeighbour('postgres', 'exec psql -w -h postgres -U app -d app -c "SELECT 1"')
    const wrong = await sqlAs('app', 'SELECT 1;', 'not-the-password-of-app')

    expect(none.exitCode).not.toBe(0)
    expect(none.stderr).toContain('no password supplied')
    expect(wrong.exitCode).not.toBe(0)
    expect(wrong.stderr).toContain('password authentication failed')
  })

  test('is refused as superuser even with the right password', async () => {
    const answer = await sqlAs('postgres', 'SELECT 1;', await stack.access.secret('postgres-admin-password'))

    expect(answer.exitCode).not.toBe(0)
    expect(answer.stderr).toContain('pg_hba.conf rejects connection')
  })

  test('is refused by Redis without a password and with a wrong one', async () => {
    const none = await fromNeighbour('redis', 'redis-cli -h redis GET key')

    expect(none.stdout).toContain('NOAUTH')
    expect(await redisAs('app', 'GET key', 'not-the-password-of-app')).toContain('WRONGPASS')
    expect(await redisAs('default', 'GET key', 'anything-at-all-here')).toContain('WRONGPASS')
  })
})

describe('a role of Postgres', () => {
  test('app makes and uses its own tables, and nothing beyond', async () => {
    const own = await sqlAs(
      'app',
      'CREATE TABLE things (n int); INSERT INTO things VALUES (41), (1); SELECT sum(n) FROM things;',
    )
    expect(own.stdout.trim()).toBe('42')
    for (const forbidden of [
      'DROP DATABASE app;',
      'CREATE ROLE intruder;',
      'SELECT rolpassword FROM pg_authid;',
      "COPY (SELECT 1) TO PROGRAM 'id';",
      "SELECT pg_read_file('/run/secrets/postgres-admin-password');",
      'DELETE FROM opsctl.initialized;',
      '\\c postgres',
    ]) {
      expect((await sqlAs('app', forbidden)).exitCode, forbidden).not.toBe(0)
    }
  })

  test('app_owner migrates, and app may use what it made but not drop it', async () => {
    expect((await sqlAs('app_owner', 'CREATE TABLE migrated (n int);')).exitCode).toBe(0)

    expect((await sqlAs('app', 'INSERT INTO migrated VALUES (1);')).exitCode).toBe(0)
    expect((await sqlAs('app', 'DROP TABLE migrated;')).stderr).toContain('must be owner')
  })

  test('exporter reads statistics but no row, and backup reads every row but writes none', async () => {
    expect((await sqlAs('exporter', 'SELECT count(*) FROM pg_stat_activity;')).exitCode).toBe(0)
    expect((await sqlAs('exporter', 'SELECT * FROM migrated;')).stderr).toContain('permission denied')
    expect((await sqlAs('backup', 'SELECT n FROM migrated;')).stdout.trim()).toBe('1')
    expect((await sqlAs('backup', 'INSERT INTO migrated VALUES (2);')).stderr).toContain('permission denied')
  })
})

test('a user of Redis may do its task and no more', async () => {
  expect(await redisAs('app', 'SET greeting hello')).toBe('OK')
  for (const command of ['FLUSHALL', 'CONFIG GET *', 'ACL LIST', 'SHUTDOWN', 'KEYS *', 'DEBUG SLEEP 0']) {
    expect(await redisAs('app', command), command).toMatch(/NOPERM|not allowed/)
  }

  expect(await redisAs('exporter', 'GET greeting')).toContain('NOPERM')
  expect(await redisAs('health', 'PING', 'x')).toBe('PONG')
  expect(await redisAs('health', 'GET greeting', 'x')).toContain('NOPERM')
})

test('both exporters give statistics, with no collector failing', async () => {
  const ask = async (service: string, port: number) =>
    (await stack.access.instance(service).http({port, path: '/metrics'})).body
  const postgres = await ask('postgres-exporter', 9187)
  const redis = await ask('redis-exporter', 9121)

  expect(postgres).toMatch(/^pg_up 1$/m)
  expect(postgres).toMatch(/^pg_stat_checkpointer_num_timed_total\b/m)
  expect(postgres.match(/^pg_scrape_collector_success\{.*\} 0$/gm)).toBeNull()
  expect(redis).toMatch(/^redis_up 1$/m)
  expect(redis).toMatch(/^redis_memory_max_bytes 1\.6\d+e\+08$/m)
  expect(redis).toMatch(/^redis_exporter_last_scrape_error\{err=""\} 0$/m)
})

test('data outlive the containers', async () => {
  await stack.runtime.down({})
  await apply()

  expect((await sqlAs('app', 'SELECT sum(n) FROM things;')).stdout.trim()).toBe('42')
  expect(await redisAs('app', 'GET greeting')).toContain('hello')
  await expectHealthy()
})

describe('the checks see', () => {
  test('a store that is stopped, and say which', async () => {
    await run('docker', ['stop', `${NAME}-redis-1`])
    const verdicts = await health()
    await run('docker', ['start', `${NAME}-redis-1`])

    expect(verdicts['redis.roundtrip']?.status).toBe('fail')
    expect(verdicts['redis.exporter']?.status).toBe('fail')
    expect(verdicts['postgres.roundtrip']?.status).toBe('pass')
    await expectHealthy()
  })

  test('a password that is not the one the store knows, and how to go on', async () => {
    const file = join(project.secrets, 'postgres-app-password')
    const right = await readFile(file, 'utf8')
    await chmod(file, 0o644)
    await writeFile(file, 'Another0Password1That2Is3Long4Enough5')
    const verdict = (await health())['postgres.roundtrip']
    await writeFile(file, right)

    expect(verdict).toMatchObject({status: 'fail', fix: {en: expect.stringContaining('secrets rotate')}})
  })

  test('an initialisation that did not end', async () => {
    const admin = ['exec', '-i', `${NAME}-postgres-1`, 'psql', '-U', 'postgres', '-d', 'app', '-c']
    await run('docker', [...admin, 'ALTER TABLE opsctl.initialized RENAME TO aside'])
    const verdict = (await health())['postgres.initialized']
    await run('docker', [...admin, 'ALTER TABLE opsctl.aside RENAME TO initialized'])

    expect(verdict?.status).toBe('fail')
    await expectHealthy()
  })
})

test('Postgres refuses to start on an initialisation that was cut short', async () => {
  const volume = `${NAME}_half`
  const scripts = join(project.root, 'half')
  await mkdir(scripts)
  await writeFile(join(scripts, '10-fails.sql'), 'SELECT 1/0;\n')
  await writeFile(join(scripts, 'password'), 'a-password-for-this-test-only')
  const start = () =>
    capture('docker', [
      ...['run', '--rm', '--user', '999:999', '-v', `${volume}:/var/lib/postgresql`],
      ...[
        '-v',
        `${scripts}:/docker-entrypoint-initdb.d:ro`,
        '-e',
        'POSTGRES_PASSWORD_FILE=/docker-entrypoint-initdb.d/password',
      ],
      imageRef(stack.stack, 'postgres'),
    ])
  const first = await start()
  const second = await start()
  await run('docker', ['volume', 'rm', volume])

  expect(first.exitCode).not.toBe(0)
  expect(`${first.stdout}${first.stderr}`).toContain('division by zero')
  expect(second.exitCode).not.toBe(0)
  expect(second.stderr).toContain('did not end')
})

describe('a rotation', () => {
  const rotate = (name: string) => rotateSecret(project, name, {timeoutS: 120, signal: new AbortController().signal})

  test.each(['postgres-app-password', 'postgres-admin-password', 'postgres-exporter-password'])(
    'of %s gives Postgres a password that works, and the old one is refused',
    async (name) => {
      const before = await stack.access.secret(name)
      const report = await rotate(name)

      expect(report).toMatchObject({ok: true, oldRefused: true, name})
      expect(await stack.access.secret(name)).not.toBe(before)
      const role = name.split('-')[1] ?? ''
      if (role !== 'admin') expect((await sqlAs(role, 'SELECT 1;', before)).stderr).toContain('authentication failed')
      await expectHealthy()
    },
  )

  test.each(['redis-app-password', 'redis-admin-password', 'redis-exporter-password'])(
    'of %s gives Redis a password that works, and the old one is refused',
    async (name) => {
      const before = await stack.access.secret(name)
      const report = await rotate(name)

      expect(report).toMatchObject({ok: true, oldRefused: true, name})
      expect(await redisAs(name.split('-')[1] ?? '', 'PING', before)).toContain('WRONGPASS')
      await expectHealthy()
    },
  )

  test('that was cut short after the store took the new password is finished by the next one', async () => {
    const store = await import('../../src/system/secret-store.js')
    const {listSecrets} = await import('../../src/spec/secrets.js')
    const specs = listSecrets(stack.stack)
    const spec = specs.find(({name}) => name === 'postgres-app-password')
    const next = 'Next0Value1That2The3Server4Knows5Already'
    await store.openSecretStore(project, specs).stage('postgres-app-password', next)
    await spec?.rotate?.(stack.access, next)
    expect((await health())['postgres.roundtrip']?.status).toBe('fail')

    const report = await rotate('postgres-app-password')

    expect(report.ok).toBe(true)
    expect(await stack.access.secret('postgres-app-password')).toBe(next)
    await expectHealthy()
  })

  test('of a value that follows others is refused', async () => {
    await expect(rotate('redis-users-acl')).rejects.toMatchObject({code: 'OPS_SECRET_DERIVED'})
    await expect(rotate('no-such-secret')).rejects.toMatchObject({code: 'OPS_SECRET_UNKNOWN'})
  })
})

test('no secret is in docker inspect, in the process list or in a log, although every statement is logged', async () => {
  const seen: string[] = [await run('docker', ['inspect', ...services])]
  for (const service of services) {
    seen.push(await run('docker', ['top', service]))
    const {stdout, stderr} = await capture('docker', ['logs', service])
    seen.push(stdout, stderr)
  }

  const {listSecrets} = await import('../../src/spec/secrets.js')
  for (const {name} of listSecrets(stack.stack)) {
    const value = (await stack.access.secret(name)).trim()
    expect(
      seen.some((text) => text.includes(value)),
      name,
    ).toBe(false)
  }

  expect(seen.join('\n')).toContain('SELECT written FROM opsctl.probe')
})
