import {createHash, pbkdf2Sync, X509Certificate} from 'node:crypto'
import {compare} from 'bcryptjs'
import {load} from 'js-yaml'
import {describe, expect, test} from 'vitest'

import {elasticsearch} from '../../../src/components/elasticsearch/index.js'
import {formatServiceTokens, formatToken} from '../../../src/components/elasticsearch/service-token.js'
import {heapMiB} from '../../../src/components/elasticsearch/settings.js'
import {renderTemplate} from '../../../src/render/engine.js'
import {type StackInput, stackSchema} from '../../../src/spec/stack.js'

const stackOf = (own: StackInput['elasticsearch'], more: Partial<StackInput> = {}) =>
  stackSchema.parse({version: 1, project: 'my-shop', elasticsearch: own, kibana: {}, logstash: {}, ...more})
const context = (stack = stackOf({})) => ({stack, template: renderTemplate, bindings: {}})
const problemsOf = (own: StackInput['elasticsearch'], more?: Partial<StackInput>) =>
  (elasticsearch.validate?.(stackOf(own, more)) ?? []).map(({path}) => path.join('.'))
const serviceOf = (name: string, stack = stackOf({})) =>
  elasticsearch.services(context(stack)).find((service) => service.name === name)
const fileOf = (name: string, stack = stackOf({})) =>
  elasticsearch.files?.(context(stack)).find(({path}) => path === `elasticsearch/config/server/${name}`)?.content ?? ''

/** Computes derived secrets as the store does; what is drawn is told by its name. */
async function deriveAll(
  previous: Readonly<Record<string, string>> = {},
  drawn = (name: string) => `drawn for ${name}`,
) {
  const specs = elasticsearch.secrets?.(stackOf({}), {}) ?? []
  const values = new Map(specs.filter(({derive}) => !derive).map(({name}) => [name, drawn(name)]))
  for (const {name, derive} of specs) {
    // They are declared in the order in which they need each other.
    if (derive) values.set(name, await derive((one) => values.get(one) ?? fail(one), previous[name]))
  }

  return Object.fromEntries(values)
}

function fail(name: string): never {
  throw new Error(`${name} is asked for before it is there`)
}

describe('certificates', () => {
  test('are of the project’s own authority, for servers and clients, under the names that are used', async () => {
    const secrets = await deriveAll()
    const authority = new X509Certificate(secrets['elasticsearch-ca'] ?? '')
    for (const server of ['elasticsearch', 'logstash']) {
      const leaf = new X509Certificate(secrets[`${server}-tls`] ?? '')

      expect(leaf.verify(authority.publicKey)).toBe(true)
      expect(leaf.subjectAltName).toBe(`DNS:${server}, DNS:localhost, IP Address:127.0.0.1`)
      // Server and client authentication.
      expect(leaf.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2'])
      expect(secrets[`${server}-tls-key`]).toMatch(/^-----BEGIN PRIVATE KEY-----\n/)
    }
  })

  test('are kept while they fit, and made anew with a new key', async () => {
    const first = await deriveAll()

    expect(await deriveAll(first)).toEqual(first)
    const {'elasticsearch-tls-key': _, ...lost} = first
    const second = await deriveAll(lost)
    expect(second['elasticsearch-ca']).toBe(first['elasticsearch-ca'])
    expect(second['elasticsearch-tls']).not.toBe(first['elasticsearch-tls'])
    expect(second['logstash-tls']).toBe(first['logstash-tls'])
  })

  test('follow a new authority', async () => {
    const {'elasticsearch-ca-key': _, ...lost} = await deriveAll()
    const second = await deriveAll(lost)

    expect(second['elasticsearch-ca']).not.toBe(lost['elasticsearch-ca'])
    expect(second['logstash-tls']).not.toBe(lost['logstash-tls'])
  })
})

describe('users', () => {
  const linesOf = (text = '') =>
    Object.fromEntries(
      text
        .trimEnd()
        .split('\n')
        .map((line) => line.split(':')),
    )

  test('have hashes that every version reads, and no password', async () => {
    const {'elasticsearch-users': text} = await deriveAll()
    const users = linesOf(text)

    expect(Object.keys(users)).toEqual(['opsctl', 'keeper', 'log_writer', 'exporter'])
    expect(Object.values(users)).toEqual(users && Array(4).fill(expect.stringMatching(/^\$2a\$05\$[./A-Za-z0-9]{53}$/)))
    expect(await compare('drawn for elasticsearch-writer-password', users.log_writer ?? '')).toBe(true)
    expect(text).not.toContain('drawn')
  })

  test('keep their hashes but for the one with a new password', async () => {
    const first = await deriveAll()
    const second = await deriveAll(first, (name) => (name.includes('keeper') ? 'another' : `drawn for ${name}`))
    const [before, after] = [linesOf(first['elasticsearch-users']), linesOf(second['elasticsearch-users'])]

    expect({...after, keeper: ''}).toEqual({...before, keeper: ''})
    expect(await compare('another', after.keeper ?? '')).toBe(true)
  })

  test('have one role each, for the streams of this project, and opsctl also Kibana’s', () => {
    expect(fileOf('users_roles').split('\n').filter(Boolean)).toEqual([
      'kibana_admin:opsctl',
      'opsctl_exporter:exporter',
      'opsctl_keeper:keeper',
      'opsctl_reader:opsctl',
      'opsctl_writer:log_writer',
    ])
    const roles = load(fileOf('roles.yml')) as Record<string, {indices: {names: string[]; privileges: string[]}[]}>
    expect(roles.opsctl_writer).toEqual({
      cluster: ['monitor'],
      indices: [{names: ['logs-my_shop.*'], privileges: ['create_doc', 'auto_configure']}],
    })
    expect(roles.opsctl_keeper?.indices[0]?.names).toEqual(['logs-my_shop.*', '.ds-logs-my_shop.*'])
    expect(JSON.stringify(roles)).not.toMatch(/"(all|manage|manage_security|write|superuser)"/)
  })

  test('are told to the way that lines take', () => {
    const readers = (path: 'full' | 'light') =>
      elasticsearch
        .secrets?.(stackOf({}, {logs: {path}}), {})
        .find(({name}) => name === 'elasticsearch-writer-password')?.readers

    expect(readers('full')).toEqual(['logstash'])
    expect(readers('light')).toEqual(['filebeat'])
  })
})

describe('the token of Kibana', () => {
  test('is what Elasticsearch’s own tool prints for the same secret', () => {
    expect(formatToken('tmKZ2c8_QYyHQNS_YAKPZw', 'elastic/fleet-server/opsctl')).toBe(
      'AAEAAWVsYXN0aWMvZmxlZXQtc2VydmVyL29wc2N0bDp0bUtaMmM4X1FZeUhRTlNfWUFLUFp3',
    )
  })

  test('is known by the hash that this tool wrote, which is kept', async () => {
    const line =
      'elastic/fleet-server/opsctl:{PBKDF2_STRETCH}10000$FQApwLKZk8fidxOm7cACRd0vDDxMpzPJwSviY8eTTf0=$KT+E9u1FT3ERV7dvfNke/Rz7VboCtb9j/eyWjUDJRqo=\n'

    expect(await formatServiceTokens('tmKZ2c8_QYyHQNS_YAKPZw', line, 'elastic/fleet-server/opsctl')).toBe(line)
    expect(await formatServiceTokens('another-secret', line, 'elastic/fleet-server/opsctl')).not.toBe(line)
  })

  test('has a new salt for each secret', async () => {
    const [, salt = '', hash] = /10000\$(.+)\$(.+)\n$/.exec(await formatServiceTokens('secret', 'garbage')) ?? []
    const digits = createHash('sha512').update('secret').digest('hex')

    expect(pbkdf2Sync(digits, Buffer.from(salt, 'base64'), 10_000, 32, 'sha512').toString('base64')).toBe(hash)
    expect(await formatServiceTokens('secret', undefined)).toMatch(/^elastic\/kibana\/opsctl:\{PBKDF2_STRETCH\}10000\$/)
  })

  test('is there only with Kibana', () => {
    const names = (own: Partial<StackInput>) =>
      elasticsearch
        .secrets?.(stackSchema.parse({version: 1, project: 'p', elasticsearch: {}, ...own}), {})
        .map((s) => s.name)

    expect(names({kibana: {}})).toContain('elasticsearch-service-tokens')
    expect(names({})).not.toContain('elasticsearch-kibana-token')
    expect(names({})).not.toContain('logstash-tls')
  })
})

describe('settings', () => {
  test('let no one in without a password or without TLS, and keep nodes to themselves', () => {
    const settings = load(fileOf('elasticsearch.yml'))

    expect(settings).toMatchObject({
      'xpack.security.enabled': true,
      'xpack.security.http.ssl.enabled': true,
      'xpack.security.transport.ssl.enabled': true,
      'xpack.security.authc.reserved_realm.enabled': false,
      'transport.host': '127.0.0.1',
      'discovery.type': 'single-node',
      'ingest.geoip.downloader.enabled': false,
    })
    expect(Object.keys(settings as object).filter((key) => key.includes('anonymous'))).toEqual([])
  })

  test('give the heap half of the memory, and never more than pointers of four bytes reach', () => {
    expect(heapMiB(stackOf({}))).toBe(1024)
    expect(heapMiB(stackOf({limits: {memory: '128GiB'}}))).toBe(31 * 1024)
    expect(heapMiB(stackOf({heap: '600MiB'}))).toBe(600)
    expect(fileOf('jvm.options', stackOf({heap: '600MiB'}))).toMatch(/^-Xms600m\n-Xmx600m$/m)
  })

  test('refuse a heap over half of the memory, and images that Debian has not', () => {
    expect(problemsOf({heap: '1025MiB'})).toEqual(['elasticsearch.heap'])
    expect(problemsOf({heap: '1GiB'})).toEqual([])
    expect(() => stackOf({heap: '32GiB', limits: {memory: '80GiB'}})).toThrow()
    expect(problemsOf({}, {images: {source: 'debian'}})).toEqual(['elasticsearch'])
  })
})

describe('the services', () => {
  test('publish nothing unless a port is asked for, and then on this machine only', () => {
    expect(serviceOf('elasticsearch')).toMatchObject({networks: ['obs']})
    expect(serviceOf('elasticsearch')?.ports).toBeUndefined()
    expect(serviceOf('elasticsearch', stackOf({port: 9200}))).toMatchObject({
      networks: ['obs', 'edge'],
      ports: [{bind: '127.0.0.1', host: 9200, container: 9200}],
    })
  })

  test('read every secret that their files and commands name', () => {
    for (const service of elasticsearch.services(context())) {
      const text = JSON.stringify(service) + (service.name === 'elasticsearch' ? fileOf('start.sh') : '')
      const named = [...text.matchAll(/(?:\/run\/secrets|\$secrets)\/([a-z0-9-]+)/g)].map(([, name]) => name)

      expect(named.filter((name) => !service.secrets?.includes(name ?? ''))).toEqual([])
      expect(service.secrets?.toSorted()).toEqual([...new Set(named)].toSorted())
    }
  })

  test('have each of their secrets declared with them as a reader', () => {
    const specs = elasticsearch.secrets?.(stackOf({}), {}) ?? []
    for (const {name, secrets = []} of elasticsearch.services(context())) {
      for (const secret of secrets) expect(specs.find((spec) => spec.name === secret)?.readers, secret).toContain(name)
    }
  })

  test('are not collected: their lines would come back to them', () => {
    expect(elasticsearch.services(context()).map(({logs}) => logs?.collect)).toEqual([false, false, false])
  })
})

describe('the checks', () => {
  const judge = (id: string, facts: unknown) =>
    elasticsearch
      .health?.(stackOf({}))
      .find((check) => check.id === id)
      ?.judge(facts as never).status

  test.each([
    ['elasticsearch.cluster', {answer: 200, status: 'green'}, 'pass'],
    ['elasticsearch.cluster', {answer: 200, status: 'yellow'}, 'pass'],
    ['elasticsearch.cluster', {answer: 200, status: 'red'}, 'fail'],
    ['elasticsearch.cluster', {answer: 401, status: ''}, 'fail'],
    ['elasticsearch.locked', {anonymous: 401}, 'pass'],
    ['elasticsearch.locked', {anonymous: 200}, 'fail'],
    ['elasticsearch.writer', {answer: 200, may: ['logs-my_shop.* create_doc']}, 'pass'],
    ['elasticsearch.writer', {answer: 200, may: ['logs-my_shop.* create_doc', 'logs-my_shop.* read']}, 'fail'],
    ['elasticsearch.writer', {answer: 200, may: ['logs-other create_doc']}, 'fail'],
    ['elasticsearch.writer', {answer: 401, may: []}, 'fail'],
    ['elasticsearch.maps', {maps: 262_144}, 'pass'],
    ['elasticsearch.maps', {maps: 65_530}, 'warn'],
    ['elasticsearch.exporter', {isUp: false, error: 'no'}, 'fail'],
  ])('%s of %j is %s', (id, facts, status) => expect(judge(id, facts)).toBe(status))
})
