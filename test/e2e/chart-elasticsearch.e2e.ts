/** Whether Elasticsearch takes what the chart drew: certificates, hashes of passwords, and the hash of Kibana's token. */
import {chmod} from 'node:fs/promises'
import {request} from 'node:https'
import {join} from 'node:path'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'

import {renderRoles, renderUsersRoles} from '../../src/components/elasticsearch/users.js'
import {readObjects, readValues, stackOf, templateDrawing, writeDrawingChart} from './cluster/drawing-chart.js'
import {makeFolder} from './opsctl.js'
import {type RunningStore, startElasticsearch7Secure, toolsAbsent} from './tools/tools.js'

const PORT = 25_930
const START_MS = 240_000

const stack = stackOf({elasticsearch: {}, kibana: {}, filebeat: {}, logstash: {}})
const tls = (layer: string) => ({
  [`xpack.security.${layer}.ssl.enabled`]: true,
  [`xpack.security.${layer}.ssl.key`]: 'tls.key',
  [`xpack.security.${layer}.ssl.certificate`]: 'tls.crt',
  [`xpack.security.${layer}.ssl.certificate_authorities`]: 'ca.crt',
})

describe.skipIf(toolsAbsent('helm4', 'elasticsearch7'))('Elasticsearch with what the chart drew', () => {
  let store: RunningStore | undefined
  let secrets: ReadonlyMap<string, string>
  const value = (name: string) => secrets.get(name) ?? ''

  beforeAll(async () => {
    const answer = await templateDrawing(4, await writeDrawingChart(stack, await makeFolder()))
    if (answer.exitCode !== 0) throw new Error(answer.stderr)
    secrets = readValues(readObjects(answer.stdout))
    // The server runs as nobody, who must get to its folder.
    const folder = await makeFolder()
    await chmod(folder, 0o755)
    store = await startElasticsearch7Secure({
      port: PORT,
      dataDir: join(folder, 'node'),
      tls: true,
      files: {
        users: value('elasticsearch-users'),
        users_roles: renderUsersRoles(),
        'roles.yml': renderRoles(stack),
        service_tokens: value('elasticsearch-service-tokens'),
        'ca.crt': value('elasticsearch-ca'),
        'tls.crt': value('elasticsearch-tls'),
        'tls.key': value('elasticsearch-tls-key'),
      },
      settings: {...tls('http'), ...tls('transport')},
    })
  }, START_MS)

  afterAll(() => store?.stop())

  /** Asks over TLS, trusting the chart's authority and no other. */
  function statusOf(authorization: string): Promise<number | undefined> {
    return new Promise((resolve, reject) => {
      const options = {host: '127.0.0.1', port: PORT, path: '/_cluster/health', ca: value('elasticsearch-ca')}
      const call = request({...options, headers: {authorization}, agent: false}, (answer) => {
        answer.resume()
        resolve(answer.statusCode)
      })
      call.on('error', reject)
      call.end()
    })
  }

  const basic = (user: string, password: string) => `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`

  test.each([
    ['opsctl', 'opsctl'],
    ['keeper', 'keeper'],
    ['log_writer', 'writer'],
    ['exporter', 'exporter'],
  ])('%s logs in with the password that was drawn, and with no other', async (user, secret) => {
    // This old server does not know every privilege of the keeper's role, and says so once it knows who asks.
    const known = user === 'keeper' ? 400 : 200
    expect(await statusOf(basic(user, value(`elasticsearch-${secret}-password`)))).toBe(known)
    expect(await statusOf(basic(user, 'wrong-password'))).toBe(401)
  })

  test('Kibana logs in with its token, and with no other', async () => {
    expect(await statusOf(`Bearer ${value('elasticsearch-kibana-token')}`)).toBe(200)
    const other = Buffer.concat([Buffer.from([0, 1, 0, 1]), Buffer.from('elastic/kibana/opsctl:another')])
    expect(await statusOf(`Bearer ${other.toString('base64').replace(/=+$/, '')}`)).toBe(401)
  })
})
