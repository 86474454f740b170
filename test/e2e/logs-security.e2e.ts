/**
 * Who may do what in the store of log lines: the generated service, start script, certificates, users, roles and tokens
 * on a real Elasticsearch. The server is 7.17, the newest whose security can be had without a registry of images.
 */
import {cp, mkdir, rm, writeFile} from 'node:fs/promises'
import {type RequestOptions, request} from 'node:https'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'

import {type OpenStack, openStack, prepareFiles} from '../../src/actions/pipeline.js'
import {rotateSecret} from '../../src/actions/secrets/rotate.js'
import type {CheckResult} from '../../src/checks/check.js'
import {makeAuthority, makeKey} from '../../src/components/certificates.js'
import {formatToken} from '../../src/components/elasticsearch/service-token.js'
import {ensureBase} from '../../src/images/debian-base.js'
import {imageRef} from '../../src/images/image-refs.js'
import {projectAt} from '../../src/project.js'
import {askHealth, listHealthChecks} from '../../src/runtime/semantic-health.js'
import {type StackInput, stackSchema} from '../../src/spec/stack.js'
import {buildImage, tagImage} from '../../src/system/docker-images.js'
import {capture, run} from '../../src/system/run.js'
import {makeFolder} from './opsctl.js'
import {elasticsearch7, toolsAbsent} from './tools/tools.js'

const NAME = 'es-sec'
const PORT = 25_510
const STREAM = 'logs-es_sec.web-production'
const SPEC = {
  version: 1,
  project: NAME,
  // Names that nobody else has, so that these images are never taken for the real ones.
  images: {registry: 'es-sec.invalid/tests'},
  elasticsearch: {port: PORT, limits: {memory: '1280MiB'}, heap: '512MiB'},
  kibana: {},
} as const satisfies StackInput
const SERVICES = ['elasticsearch', 'elasticsearch-exporter']

const project = projectAt(join(await makeFolder(), NAME))
const context = fileURLToPath(new URL('elasticsearch7-image', import.meta.url))
let stack: OpenStack

/** The same images under the names that the stack asks for. */
async function makeImages(): Promise<void> {
  const spec = stackSchema.parse(SPEC)
  const {home} = await elasticsearch7()
  const folder = join(project.root, 'image')
  await cp(context, folder, {recursive: true})
  await cp(home, join(folder, 'home'), {recursive: true})
  await rm(join(folder, 'home/plugins'), {recursive: true, force: true})
  await mkdir(join(folder, 'home/plugins'))
  const base = await ensureBase('sid')
  await buildImage({context: folder, reference: imageRef(spec, 'elasticsearch'), args: {BASE: base}, labels: {}})
  const debian = stackSchema.parse({...SPEC, images: {source: 'debian'}})
  await tagImage(imageRef(debian, 'elasticsearch-exporter'), imageRef(spec, 'elasticsearch-exporter'))
}

async function apply(): Promise<void> {
  stack = await openStack(project)
  const {staged, rendered} = await prepareFiles(stack, {force: true})
  await staged.commit()
  await stack.runtime.up({changedFiles: [], secrets: rendered.secrets}, {timeoutS: 240, services: SERVICES})
}

const absent = toolsAbsent('elasticsearch7')

interface Asked {
  readonly status: number
  readonly body: string
}

/** Asks over TLS as a client of the project would; trusts its authority and no other. */
async function ask(
  method: string,
  path: string,
  options: RequestOptions & {readonly send?: unknown} = {},
): Promise<Asked> {
  const {send, ...more} = options
  const ca = more.ca ?? (await stack.access.secret('elasticsearch-ca'))
  const body = typeof send === 'string' ? send : send === undefined ? undefined : JSON.stringify(send)
  const headers = {
    ...(body === undefined ? {} : {'content-type': 'application/json', 'content-length': Buffer.byteLength(body)}),
    ...more.headers,
  }
  return new Promise((resolve, reject) => {
    const call = request(
      {host: '127.0.0.1', port: PORT, method, path, timeout: 30_000, agent: false, ...more, ca, headers},
      (answer) => {
        let text = ''
        answer.setEncoding('utf8').on('data', (chunk) => {
          text += chunk
        })
        answer.on('end', () => resolve({status: answer.statusCode ?? 0, body: text}))
      },
    )
    call.on('error', reject)
    call.end(body)
  })
}

async function askAs(user: string, method: string, path: string, send?: unknown): Promise<Asked> {
  const secret = user === 'log_writer' ? 'writer' : user
  const password = await stack.access.secret(`elasticsearch-${secret}-password`)
  return ask(method, path, {auth: `${user}:${password}`, send})
}

async function statusAs(user: string, method: string, path: string, send?: unknown): Promise<number> {
  return (await askAs(user, method, path, send)).status
}

async function health(patienceMs = 0): Promise<Record<string, CheckResult['verdict']>> {
  const {access} = await openStack(project)
  const results = await askHealth(access, listHealthChecks(access), {patienceMs})
  return Object.fromEntries(results.map(({id, verdict}) => [id, verdict]))
}

const line = (message: string) => ({'@timestamp': new Date().toISOString(), message})

describe.skipIf(absent)('Elasticsearch as it is generated', () => {
  beforeAll(async () => {
    await mkdir(project.root, {recursive: true})
    await writeFile(project.specFile, JSON.stringify(SPEC))
    await makeImages()
    await apply()
  }, 600_000)

  afterAll(async () => {
    await stack?.runtime.down({})
    await stack?.runtime.removeVolumes([`${NAME}_elasticsearch-data`, `${NAME}_kibana-data`])
    await rm(project.root, {recursive: true, force: true})
  })

  describe('its container', () => {
    test('runs as uid 1000 on a read-only root, with the heap that was asked for', async () => {
      const inspected = JSON.parse(await run('docker', ['inspect', `${NAME}-elasticsearch-1`]))[0]
      const {nodes} = JSON.parse((await askAs('exporter', 'GET', '/_nodes/jvm')).body)
      const [node] = Object.values(nodes) as {jvm: {mem: {heap_max_in_bytes: number}}}[]

      expect(inspected.HostConfig.ReadonlyRootfs).toBe(true)
      expect(inspected.Config.User).toBe('1000:0')
      expect(node?.jvm.mem.heap_max_in_bytes).toBe(512 * 1024 ** 2)
    })

    test('shows no secret to docker inspect, nor in the arguments of its processes', async () => {
      const names = ['opsctl', 'keeper', 'writer', 'exporter'].map((user) => `elasticsearch-${user}-password`)
      const secrets = await Promise.all(
        [...names, 'elasticsearch-kibana-token'].map((name) => stack.access.secret(name)),
      )
      const containers = SERVICES.map((name) => `${NAME}-${name}-1`)
      const inspected = await run('docker', ['inspect', ...containers])
      const processes = await Promise.all(containers.map((name) => run('docker', ['top', name, '-eo', 'pid,args'])))

      for (const secret of secrets) expect(`${inspected}${processes.join('')}`).not.toContain(secret)
    })

    test('is not healthy with another password, nor with another authority', async () => {
      const [inspected] = JSON.parse(await run('docker', ['inspect', `${NAME}-elasticsearch-1`]))
      const command: string = inspected.Config.Healthcheck.Test[3]
      const check = (from: string, to: string) =>
        capture('docker', ['exec', `${NAME}-elasticsearch-1`, 'sh', '-c', command.replace(from, to)])

      expect((await check('', '')).exitCode).toBe(0)
      // 22: an HTTP error; 60: a certificate that can't be verified.
      expect((await check('/run/secrets/elasticsearch-exporter-password', '/etc/hostname')).exitCode).toBe(22)
      expect((await check('/run/secrets/elasticsearch-ca', '/etc/ssl/certs/ca-certificates.crt')).exitCode).toBe(60)
    })

    test('lets nobody but itself reach the port of nodes', async () => {
      const argv = [
        'run',
        '--rm',
        '--network',
        `${NAME}_obs`,
        '--entrypoint',
        'bash',
        imageRef(stack.stack, 'elasticsearch'),
      ]
      const open = await capture('docker', [...argv, '-c', 'exec 3<>/dev/tcp/elasticsearch/9200'], {timeoutMs: 60_000})
      const shut = await capture('docker', [...argv, '-c', 'exec 3<>/dev/tcp/elasticsearch/9300'], {timeoutMs: 60_000})

      expect(open.exitCode).toBe(0)
      expect(shut.exitCode).not.toBe(0)
      expect(shut.stderr).toContain('Connection refused')
    })
  })

  describe('TLS', () => {
    const anonymous = (options: RequestOptions) => ask('GET', '/', options)

    test('verifies under each of its names', async () => {
      for (const servername of ['elasticsearch', 'localhost', '']) {
        expect((await anonymous({servername})).status, servername).toBe(401)
      }
    })

    test('is refused under another name and by a client that trusts another authority', async () => {
      const other = await makeAuthority(makeKey(), 'somebody else')

      await expect(anonymous({servername: 'kibana'})).rejects.toMatchObject({code: 'ERR_TLS_CERT_ALTNAME_INVALID'})
      await expect(anonymous({ca: other})).rejects.toThrow(/self[- ]signed|unable to (verify|get)/)
    })

    test('is all there is: plain HTTP gets no answer', async () => {
      await expect(fetch(`http://127.0.0.1:${PORT}/`)).rejects.toThrow()
    })
  })

  describe('who has no password', () => {
    test.each([
      ['nobody', undefined],
      ['a user with a wrong password', 'opsctl:wrong-password'],
      ['the built-in superuser', 'elastic:changeme'],
      ['a user that is not there', 'admin:admin'],
    ])('%s is refused', async (_, auth) => {
      expect((await ask('GET', '/', auth === undefined ? {} : {auth})).status).toBe(401)
    })
  })

  describe('log_writer', () => {
    test('adds lines, and a line that is there already is refused', async () => {
      const create = `/${STREAM}/_create/first`
      const bulk = `${JSON.stringify({create: {_id: 'second'}})}\n${JSON.stringify(line('two'))}\n`

      expect(await statusAs('log_writer', 'PUT', create, line('one'))).toBe(201)
      expect(await statusAs('log_writer', 'PUT', create, line('one'))).toBe(409)
      expect(JSON.parse((await askAs('log_writer', 'POST', `/${STREAM}/_bulk`, bulk)).body)).toMatchObject({
        errors: false,
      })
    })

    test('sees that the server is there, as its programs ask first', async () => {
      for (const path of ['/', '/_cluster/health', '/_license']) {
        // This package of the server has no licences to tell of.
        expect([200, 400, 405], path).toContain(await statusAs('log_writer', 'GET', path))
      }
    })

    test.each([
      ['GET', `/${STREAM}/_search`, undefined],
      ['GET', `/${STREAM}/_doc/first`, undefined],
      ['PUT', `/${STREAM}/_doc/first`, line('changed')],
      ['POST', `/${STREAM}/_update/first`, {doc: line('changed')}],
      ['DELETE', `/${STREAM}/_doc/first`, undefined],
      ['DELETE', `/${STREAM}`, undefined],
      ['PUT', '/logs-other.web-production/_create/1', line('elsewhere')],
      ['PUT', '/anything/_create/1', line('elsewhere')],
      ['PUT', '/_index_template/mine', {index_patterns: ['mine']}],
      ['PUT', '/_cluster/settings', {transient: {'cluster.routing.allocation.enable': 'none'}}],
      ['PUT', '/_security/user/intruder', {password: 'long-enough-password', roles: ['superuser']}],
      ['GET', '/_security/user', undefined],
    ])('may not %s %s', async (method, path, send) => {
      expect(await statusAs('log_writer', method, path, send)).toBe(403)
    })
  })

  describe('opsctl', () => {
    test('reads lines', async () => {
      await askAs('keeper', 'POST', `/${STREAM}/_refresh`)
      const found = JSON.parse((await askAs('opsctl', 'GET', `/${STREAM}/_doc/first`)).body)

      expect(found._source.message).toBe('one')
      expect(await statusAs('opsctl', 'GET', `/${STREAM}/_search`)).toBe(200)
      expect(await statusAs('opsctl', 'GET', `/${STREAM}/_mapping`)).toBe(200)
      expect(await statusAs('opsctl', 'GET', '/_cluster/health')).toBe(200)
    })

    test('may do everything in Kibana', async () => {
      const application = [{application: 'kibana-.kibana', resources: ['*'], privileges: ['all']}]
      const answer = await askAs('opsctl', 'POST', '/_security/user/_has_privileges', {application})

      expect(JSON.parse(answer.body).has_all_requested).toBe(true)
    })

    test.each([
      ['PUT', `/${STREAM}/_create/third`, line('three')],
      ['DELETE', `/${STREAM}/_doc/first`, undefined],
      ['DELETE', `/${STREAM}`, undefined],
      ['GET', '/logs-other.web-production/_search', undefined],
      ['GET', '/.security-7/_search', undefined],
      ['PUT', '/_cluster/settings', {transient: {'cluster.routing.allocation.enable': 'none'}}],
      ['PUT', '/_security/user/intruder', {password: 'long-enough-password', roles: ['superuser']}],
    ])('may not %s %s', async (method, path, send) => {
      expect(await statusAs('opsctl', method, path, send)).toBe(403)
    })
  })

  describe('exporter', () => {
    test.each([
      '/_cluster/health',
      '/_nodes/stats',
      '/_all/_stats',
      '/_all/_settings',
      '/_alias',
      '/_cluster/settings',
    ])('reads %s', async (path) => expect(await statusAs('exporter', 'GET', path)).toBe(200))

    test.each([
      ['GET', `/${STREAM}/_search`, undefined],
      ['GET', `/${STREAM}/_doc/first`, undefined],
      ['PUT', `/${STREAM}/_create/third`, line('three')],
      ['DELETE', `/${STREAM}`, undefined],
      ['PUT', '/_cluster/settings', {transient: {'cluster.routing.allocation.enable': 'none'}}],
    ])('may not %s %s', async (method, path, send) => {
      expect(await statusAs('exporter', method, path, send)).toBe(403)
    })

    test('shows its statistics to Prometheus', async () => {
      const answer = await stack.access.instance('elasticsearch-exporter').http({port: 9114, path: '/metrics'})

      expect(answer.body).toMatch(/^elasticsearch_cluster_health_status\{cluster="es-sec",color="(green|yellow)"\} 1$/m)
      expect(answer.body).toMatch(/^elasticsearch_indices_store_size_bytes_total\{.*es_sec\.web.*\} \d/m)
      expect(answer.body).toMatch(/^elasticsearch_clustersettings_stats_max_shards_per_node 1000$/m)
    })
  })

  describe('keeper', () => {
    const old = '.ds-logs-es_sec.web-production-2026.01.01-000001'

    test('puts templates, settles the cluster, counts lines, and deletes the oldest of them', async () => {
      const template = {index_patterns: ['logs-es_sec.*-*'], priority: 200}
      const answers = [
        await statusAs('keeper', 'PUT', '/_component_template/opsctl-logs-es-sec-settings', {template: {}}),
        await statusAs('keeper', 'PUT', '/_index_template/opsctl-logs-es-sec', template),
        await statusAs('keeper', 'GET', '/_index_template/opsctl-logs-es-sec'),
        await statusAs('keeper', 'POST', `/_index_template/_simulate_index/${STREAM}`),
        await statusAs('keeper', 'PUT', '/_cluster/settings', {persistent: {'cluster.max_shards_per_node': 1000}}),
        await statusAs('keeper', 'GET', '/_resolve/index/logs-es_sec.*?expand_wildcards=all'),
        await statusAs('keeper', 'GET', '/logs-es_sec.*/_stats/store'),
        await statusAs('keeper', 'GET', '/logs-es_sec.*/_mapping'),
        await statusAs('keeper', 'POST', '/logs-es_sec.*/_search', {size: 0, aggs: {n: {value_count: {field: '_id'}}}}),
      ]
      expect(answers).toEqual(answers.map(() => 200))
      await statusAs('log_writer', 'PUT', '/logs-es_sec.old-production/_create/1', line('old'))

      expect(await statusAs('keeper', 'DELETE', '/logs-es_sec.old-production')).toBe(200)
      // What is allowed and not there is told so.
      expect(await statusAs('keeper', 'DELETE', `/${old}`)).toBe(404)
    })

    test('may roll a stream over', async () => {
      const index = [{names: [STREAM], privileges: ['indices:admin/rollover']}]
      const answer = await askAs('keeper', 'POST', '/_security/user/_has_privileges', {index})

      expect(JSON.parse(answer.body).has_all_requested).toBe(true)
    })

    test.each([
      ['PUT', `/${STREAM}/_create/third`, line('three')],
      ['DELETE', `/${STREAM}/_doc/first`, undefined],
      ['DELETE', '/logs-other.web-production', undefined],
      ['DELETE', '/.kibana', undefined],
      ['GET', '/.security-7/_search', undefined],
      ['GET', '/_security/user', undefined],
      ['PUT', '/_security/user/intruder', {password: 'long-enough-password', roles: ['superuser']}],
    ])('may not %s %s', async (method, path, send) => {
      expect(await statusAs('keeper', method, path, send)).toBe(403)
    })
  })

  test('the token of Kibana opens its service account, and another secret does not', async () => {
    const token = await stack.access.secret('elasticsearch-kibana-token')
    const who = (value: string) => ask('GET', '/_security/_authenticate', {headers: {authorization: `Bearer ${value}`}})

    expect(JSON.parse((await who(token)).body)).toMatchObject({username: 'elastic/kibana'})
    expect((await who(formatToken('some-other-secret-of-some-length'))).status).toBe(401)
  })

  test('every check of the room passes but that of log-keeper, which needs a newer server', async () => {
    const verdicts = await health(10_000)
    const failed = Object.entries(verdicts).filter(([, {status}]) => status === 'fail')

    expect(Object.keys(verdicts)).toContain('elasticsearch.locked')
    expect(failed.map(([id]) => id).filter((id) => !id.startsWith('kibana.'))).toEqual(['elasticsearch.keeper'])
  })

  test('a new password of the writer is taken by a new container that has all lines, and the old one is refused', async () => {
    const before = await stack.access.secret('elasticsearch-writer-password')
    const report = await rotateSecret(project, 'elasticsearch-writer-password', {
      timeoutS: 240,
      signal: AbortSignal.timeout(400_000),
    })
    stack = await openStack(project)

    expect(report).toMatchObject({derived: ['elasticsearch-users'], recreated: ['elasticsearch'], oldRefused: true})
    expect((await ask('GET', '/', {auth: `log_writer:${before}`})).status).toBe(401)
    expect(await statusAs('log_writer', 'PUT', `/${STREAM}/_create/after`, line('after'))).toBe(201)
    expect(await statusAs('opsctl', 'GET', `/${STREAM}/_doc/first`)).toBe(200)
  }, 480_000)

  test('a new token of Kibana is taken, and the old one is refused', async () => {
    const before = await stack.access.secret('elasticsearch-kibana-token')
    const report = await rotateSecret(project, 'elasticsearch-kibana-secret', {
      timeoutS: 240,
      signal: AbortSignal.timeout(400_000),
    })
    stack = await openStack(project)
    const after = await stack.access.secret('elasticsearch-kibana-token')
    const statusOf = async (value: string) =>
      (await ask('GET', '/_security/_authenticate', {headers: {authorization: `Bearer ${value}`}})).status

    expect(report.derived).toEqual(['elasticsearch-kibana-token', 'elasticsearch-service-tokens'])
    expect(report).toMatchObject({recreated: ['elasticsearch'], oldRefused: true})
    expect([await statusOf(before), await statusOf(after)]).toEqual([401, 200])
  }, 480_000)

  test('a container that was killed starts again with the same users', async () => {
    await run('docker', ['kill', `${NAME}-elasticsearch-1`])
    await run('docker', ['start', `${NAME}-elasticsearch-1`])
    await expect
      .poll(() => statusAs('opsctl', 'GET', `/${STREAM}/_doc/after`).catch(() => 0), {timeout: 180_000, interval: 1000})
      .toBe(200)
  }, 240_000)
})
