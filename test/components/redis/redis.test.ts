import {createHash} from 'node:crypto'
import {describe, expect, test} from 'vitest'

import {renderAcl} from '../../../src/components/redis/acl.js'
import {errorOf} from '../../../src/components/redis/client.js'
import {redis} from '../../../src/components/redis/index.js'
import {deriveSettings} from '../../../src/components/redis/settings.js'
import {renderTemplate} from '../../../src/render/engine.js'
import {type StackInput, stackSchema} from '../../../src/spec/stack.js'

const stackOf = (own: StackInput['redis'], images: StackInput['images'] = {}) =>
  stackSchema.parse({version: 1, project: 'shop', images, redis: own, apps: {web: {build: '.', uses: ['redis']}}})

const problemsOf = (own: StackInput['redis'], images?: StackInput['images']) =>
  (redis.validate?.(stackOf(own, images)) ?? []).map(({path, level = 'error'}) => `${path.join('.')} ${level}`)

const confOf = (own: StackInput['redis']) =>
  renderTemplate('redis/config/redis.conf.hbs', deriveSettings(stackOf(own).redis))

describe('the ACL file', () => {
  const acl = renderAcl((name) => `secret of ${name}`)
  const lineOf = (user: string) => acl.split('\n').find((line) => line.startsWith(`user ${user} `))

  test('holds hashes and no password', () => {
    const hash = createHash('sha256').update('secret of redis-app-password').digest('hex')

    expect(lineOf('app')).toContain(`#${hash}`)
    expect(acl).not.toContain('secret of')
    expect(acl).not.toMatch(/ >/)
  })

  test('turns the default user off and lets health do nothing but ping', () => {
    expect(lineOf('default')).toBe('user default off resetpass resetkeys resetchannels -@all')
    expect(lineOf('health')).toBe('user health on nopass resetkeys resetchannels -@all +ping')
  })

  test('gives no key to the exporter and no administration to the app', () => {
    expect(lineOf('exporter')).not.toMatch(/~|\+@/)
    expect(lineOf('app')).toMatch(/-@admin -@dangerous/)
  })
})

describe('redis.conf', () => {
  test('of a store refuses writes when full and keeps an append-only file', () => {
    const conf = confOf({role: 'store', limits: {memory: '1GiB'}})

    expect(conf).toContain('\nmaxmemory 614mb\n')
    expect(conf).toContain('\nmaxmemory-policy noeviction\n')
    expect(conf).toContain('\nappendonly yes\n')
  })

  test('of a cache drops keys and writes nothing to disk', () => {
    const conf = confOf({role: 'cache', maxMemory: '100MiB'})

    expect(conf).toContain('\nmaxmemory 100mb\n')
    expect(conf).toContain('\nmaxmemory-policy allkeys-lfu\n')
    expect(conf).toContain('\nappendonly no\n')
    expect(conf).toContain('\nsave ""\n')
  })

  test('has no directive that version 7 does not know', () => {
    expect(confOf({version: '7'})).not.toContain('hide-user-data-from-log')
    expect(confOf({version: '8'})).toContain('hide-user-data-from-log yes')
  })
})

test('a store and a cache have alerts of their own, and replication only what can be reached from outside', () => {
  const always = ['alerts/redis.yaml', 'alerts/performance.yaml', 'alerts/security.yaml']

  expect(redis.rules?.(stackOf({}))).toEqual([...always, 'alerts/store.yaml', 'alerts/persistence.yaml'])
  expect(redis.rules?.(stackOf({role: 'cache'}))).toEqual([...always, 'alerts/cache.yaml'])
  expect(redis.rules?.(stackOf({port: 6379}))).toContain('alerts/replication.yaml')
})

test('more memory for data than the container has is refused, and little room for saves is a warning', () => {
  expect(problemsOf({maxMemory: '300MiB'})).toEqual(['redis.maxMemory error'])
  expect(problemsOf({maxMemory: '230MiB'})).toEqual(['redis.maxMemory warning'])
  expect(problemsOf({maxMemory: '230MiB', role: 'cache'})).toEqual([])
  expect(problemsOf({version: '7'}, {source: 'debian'})).toEqual(['redis.version error'])
})

test('the exporter gets its password as the JSON map it reads, with the user in the key', () => {
  const map = redis.secrets?.(stackOf({}), {}).find(({name}) => name === 'redis-exporter-passwords')

  expect(JSON.parse(String(map?.derive?.(() => 'pw', undefined)))).toEqual({'redis://exporter@redis:6379': 'pw'})
})

test('an error is seen whatever exit code redis-cli gives it', () => {
  expect(errorOf({exitCode: 0, stdout: '(error) NOPERM no permission\n', stderr: ''})).toBe('NOPERM no permission')
  expect(errorOf({exitCode: 0, stdout: 'OK\n"x"\n', stderr: ''})).toBe('')
  expect(errorOf({exitCode: 1, stdout: '', stderr: 'AUTH failed: WRONGPASS invalid'})).toContain('WRONGPASS')
})
