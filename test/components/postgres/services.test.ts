import {describe, expect, test} from 'vitest'
import type {Access, ExecResult} from '../../../src/components/component.js'
import {exporter, initialized, roundTrip} from '../../../src/components/postgres/health.js'
import {postgres} from '../../../src/components/postgres/index.js'
import {describeServer} from '../../../src/components/postgres/services.js'
import {type StackInput, stackSchema} from '../../../src/spec/stack.js'

const stackOf = (own: StackInput['postgres']) =>
  stackSchema.parse({version: 1, project: 'shop', postgres: own, apps: {web: {build: '.', uses: ['postgres']}}})

describe('the server', () => {
  test('keeps its data where each major version’s image wants them', () => {
    const placeOf = (version: '17' | '18') => {
      const {mounts = [], env} = describeServer(stackOf({version}))
      return [mounts.find(({kind}) => kind === 'volume')?.to, env?.PGDATA]
    }

    expect(placeOf('18')).toEqual(['/var/lib/postgresql', '/var/lib/postgresql/18/docker'])
    expect(placeOf('17')).toEqual(['/var/lib/postgresql/data', '/var/lib/postgresql/data/pgdata'])
  })

  test('is on the internal network only, unless a port of this host is asked for', () => {
    expect(describeServer(stackOf({}))).toMatchObject({networks: ['data']})
    expect(describeServer(stackOf({port: 15432}))).toMatchObject({
      networks: ['data', 'edge'],
      ports: [{bind: '127.0.0.1', host: 15432, container: 5432}],
    })
  })

  test('has processes for every connection', () => {
    expect(describeServer(stackOf({maxConnections: 500, limits: {memory: '4GiB'}})).limits.pids).toBeGreaterThan(500)
  })
})

test('an app gets a URL with its password, and reads it as a secret', () => {
  const stack = stackOf({database: 'sales'})
  const url = postgres.secrets?.(stack, {}).find(({name}) => name === 'postgres-app-url')

  expect(url?.readers).toEqual(['web'])
  expect(url?.derive?.((name) => `<${name}>`, undefined)).toBe(
    'postgres://app:<postgres-app-password>@postgres:5432/sales',
  )
})

describe('a check', () => {
  const stack = stackOf({})
  const accessWith = (answer: Partial<ExecResult>, seen: {argv?: readonly string[]; stdin?: string} = {}) =>
    ({
      stack,
      secret: async () => 'the-password-of-app',
      instance: () => ({
        exec: async (argv: readonly string[], options?: {stdin?: string}) => {
          Object.assign(seen, {argv, stdin: options?.stdin})
          return {exitCode: 0, stdout: '', stderr: '', ...answer}
        },
        http: async () => ({status: 200, headers: {}, body: '# HELP pg_up\npg_up 0\n'}),
      }),
    }) as unknown as Access

  test('sends the password by stdin and never in argv', async () => {
    const seen: {argv?: readonly string[]; stdin?: string} = {}
    await roundTrip.probe(accessWith({}, seen))

    expect(seen.argv?.join(' ')).not.toContain('the-password-of-app')
    expect(seen.stdin?.split('\n')[0]).toBe('the-password-of-app')
  })

  test('fails when the row does not come back, and says how to go on when the password is wrong', async () => {
    const facts = await roundTrip.probe(
      accessWith({exitCode: 2, stderr: 'FATAL:  password authentication failed for user "app"'}),
    )

    expect(roundTrip.judge(facts)).toMatchObject({status: 'fail', fix: {en: expect.stringContaining('secrets rotate')}})
    expect(roundTrip.judge(await roundTrip.probe(accessWith({stdout: 'another row'})))).toMatchObject({status: 'fail'})
  })

  test('fails on a half-made database and on an exporter that does not get in', async () => {
    expect(initialized.judge(await initialized.probe(accessWith({stdout: 'f'})))).toMatchObject({status: 'fail'})
    expect(initialized.judge(await initialized.probe(accessWith({stdout: 't'})))).toMatchObject({status: 'pass'})
    expect(exporter.judge(await exporter.probe(accessWith({})))).toMatchObject({status: 'fail'})
  })
})
