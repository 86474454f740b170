import {describe, expect, test} from 'vitest'

import {parseModel, sealService} from '../../src/runtime/model.js'
import {findRisks, type PlanFacts, planChanges} from '../../src/runtime/plan-changes.js'

const compose = {
  name: 'shop',
  services: {
    redis: {
      image: 'opsctl/redis:1',
      mem_limit: '1024',
      environment: {MODE: 'store'},
      labels: {'opsctl.config-sha256': 'c1', 'opsctl.secrets-sha256': 's1'},
      secrets: [{source: 'redis-users-acl'}],
    },
    gateway: {image: 'opsctl/caddy:1', labels: {}},
  },
  volumes: {'redis-data': {name: 'shop_redis-data'}},
}

type Compose = typeof compose
const clone = () => structuredClone(compose) as Compose
const sealed = (from: Compose) =>
  Object.fromEntries(Object.entries(from.services).map(([name, service]) => [name, sealService(service)]))

/** Everything runs as it was applied; `edit` changes the model as an edit of opsctl.yaml would, which changes the hash. */
function facts(edit: (model: Compose) => void = () => {}, over: Partial<PlanFacts> = {}): PlanFacts {
  const next = clone()
  edit(next)
  const hashOf = (from: Compose, name: keyof Compose['services']) => JSON.stringify(from.services[name] ?? null)
  const names = Object.keys(next.services) as (keyof Compose['services'])[]
  return {
    model: parseModel(JSON.stringify(next)),
    sealed: sealed(next),
    hashes: new Map(names.map((name) => [name, hashOf(next, name)])),
    running: (['redis', 'gateway'] as const).map((service) => ({
      service,
      state: 'running',
      configHash: hashOf(compose, service),
      imageId: 'sha256:1',
    })),
    applied: {
      services: sealed(compose),
      secrets: {'redis-users-acl': 'd1'},
      volumes: ['shop_redis-data'],
      versions: {redis: '8', postgres: '18'},
    },
    secrets: {'redis-users-acl': 'd1'},
    imageIds: new Map([
      ['opsctl/redis:1', 'sha256:1'],
      ['opsctl/caddy:1', 'sha256:1'],
    ]),
    changedFiles: [],
    versions: {redis: '8', postgres: '18'},
    componentOf: (service) => service,
    reloads: {gateway: 'gateway'},
    ...over,
  }
}

const changes = (given: PlanFacts) => planChanges(given).filter((one) => one.action !== 'unchanged')

describe('a plan', () => {
  test('is empty when everything runs as it was applied', () => {
    expect(changes(facts())).toEqual([])
  })

  test('creates what does not run', () => {
    expect(changes(facts(undefined, {running: []})).map((one) => [one.service, one.action])).toEqual([
      ['gateway', 'create'],
      ['redis', 'create'],
    ])
  })

  test('names the key of a changed limit, of that service alone', () => {
    const given = facts((next) => {
      next.services.redis.mem_limit = '2048'
    })
    expect(changes(given)).toEqual([{service: 'redis', action: 'recreate', because: ['mem_limit']}])
  })

  test('names the variable of a changed environment, never its value', () => {
    const given = facts((next) => {
      next.services.redis.environment.MODE = 'cache'
    })
    expect(changes(given)[0]?.because).toEqual(['environment.MODE'])
    expect(JSON.stringify(given.sealed)).not.toContain('cache')
  })

  test('names the config files behind a changed hash of the configuration', () => {
    const given = facts(
      (next) => {
        next.services.redis.labels['opsctl.config-sha256'] = 'c2'
      },
      {changedFiles: ['redis/config/redis.conf', 'gateway/compose.yaml']},
    )
    expect(changes(given)).toEqual([
      {service: 'redis', action: 'recreate', because: ['deploy/redis/config/redis.conf']},
    ])
  })

  test('names the secret behind a changed hash of the secrets', () => {
    const given = facts(
      (next) => {
        next.services.redis.labels['opsctl.secrets-sha256'] = 's2'
      },
      {secrets: {'redis-users-acl': 'd2'}},
    )
    expect(changes(given)[0]?.because).toEqual(['secret redis-users-acl'])
  })

  test('still says that something differs when there is no record of what was applied', () => {
    const given = facts(
      (next) => {
        next.services.redis.mem_limit = '2048'
      },
      {applied: undefined},
    )
    expect(changes(given)).toEqual([{service: 'redis', action: 'recreate', because: ['configuration']}])
  })

  test('recreates a container whose image was built anew under the same name', () => {
    const imageIds = new Map([
      ['opsctl/redis:1', 'sha256:2'],
      ['opsctl/caddy:1', 'sha256:1'],
    ])
    expect(changes(facts(undefined, {imageIds}))).toEqual([{service: 'redis', action: 'recreate', because: ['image']}])
  })

  test('starts again what exited, with its state as the reason', () => {
    const running = facts().running.map((one) => (one.service === 'redis' ? {...one, state: 'exited'} : one))
    expect(changes(facts(undefined, {running}))).toEqual([
      {service: 'redis', action: 'restart', because: ['state: exited']},
    ])
  })

  test('reloads a component whose reloadable files alone changed', () => {
    const given = facts(undefined, {changedFiles: ['gateway/config/Caddyfile']})
    expect(changes(given)).toEqual([
      {service: 'gateway', action: 'reload', because: ['deploy/gateway/config/Caddyfile']},
    ])
  })

  test('removes a container whose service is gone', () => {
    const given = facts(undefined, {
      running: [...facts().running, {service: 'old', state: 'running', configHash: 'x', imageId: 'sha256:9'}],
    })
    expect(changes(given)).toEqual([{service: 'old', action: 'remove', because: []}])
  })
})

describe('data at risk', () => {
  test('is nothing when nothing changes', () => {
    expect(findRisks(facts())).toEqual([])
  })

  test('names a volume that would no longer be used, without stopping', () => {
    const given = facts((next) => {
      next.volumes = {} as Compose['volumes']
    })
    expect(findRisks(given)).toMatchObject([{stops: false, what: {en: expect.stringContaining('shop_redis-data')}}])
  })

  test.each([
    ['postgres', '17', true],
    ['postgres', '19', true],
    ['redis', '7', true],
    ['redis', '9', false],
  ])('says what %s %s means for the data that is there', (store, version, stops) => {
    const given = facts(undefined, {versions: {redis: '8', postgres: '18', [store]: version}})
    expect(findRisks(given)).toMatchObject([{service: store, stops}])
  })
})
