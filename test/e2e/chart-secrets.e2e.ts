import {compare} from 'bcryptjs'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'

import type {Stack} from '../../src/components/component.js'
import {listSecrets} from '../../src/spec/secrets.js'
import {API_SERVER_TOOLS, type ApiServer, startApiServer} from './cluster/api-server.js'
import {
  type DrawingChart,
  type KubeObject,
  readObjects,
  readValues,
  stackOf,
  templateDrawing,
  writeDrawingChart,
} from './cluster/drawing-chart.js'
import {makeFolder} from './opsctl.js'
import {toolsAbsent} from './tools/tools.js'

const PLACEHOLDER = '<drawn in the cluster>'

const app = {image: 'me/web:1.0', uses: ['postgres', 'redis'], secrets: ['SESSION_KEY']}
const guarded = (driver: string, tls: string) => ({
  driver,
  tls: {mode: tls},
  routes: {web: {hosts: ['b.example.com', 'a.example.com'], upstreams: ['web'], basicAuth: ['zoe', 'ann']}},
})
const stores = {postgres: {}, redis: {}, prometheus: {}, alertmanager: {}}
const logs = {filebeat: {}, logstash: {}, elasticsearch: {}, kibana: {}, grafana: {}}

const stacks: readonly (readonly [string, Stack])[] = [
  ['core behind Caddy', stackOf({...stores, gateway: guarded('caddy', 'internal'), apps: {web: app}})],
  ['everything behind HAProxy', stackOf({...stores, ...logs, gateway: guarded('haproxy', 'off'), apps: {web: app}})],
  ['core behind nginx', stackOf({...stores, gateway: guarded('nginx', 'internal'), apps: {web: app}})],
]

/** Made in another way than opsctl makes them: what a chart can't hash that way is given plain, or hashed in another. */
const otherwise = ['postgres-roles', 'elasticsearch-service-tokens']

const tools = ['helm3', 'helm4'] as const

async function draw(major: 3 | 4, stack: Stack): Promise<ReadonlyMap<string, string>> {
  const answer = await templateDrawing(major, await writeDrawingChart(stack, await makeFolder()))
  if (answer.exitCode !== 0) throw new Error(answer.stderr)
  return readValues(readObjects(answer.stdout))
}

/** Values of those that opsctl would derive anew from what the chart drew. */
async function findMisfits(stack: Stack, values: ReadonlyMap<string, string>): Promise<readonly string[]> {
  const misfits: string[] = []
  const value = (name: string) => values.get(name) ?? ''
  for (const {name, derive} of listSecrets(stack)) {
    if (!derive || !values.has(name) || otherwise.includes(name)) continue
    const mine = await derive(value, values.get(name))
    if (sortLines(mine) !== sortLines(value(name))) misfits.push(name)
  }

  return misfits
}

const sortLines = (text: string) => text.split('\n').toSorted().join('\n')

describe.skipIf(toolsAbsent(...tools))('secrets that the chart draws', () => {
  describe.each(stacks)('%s', (_, stack) => {
    test.each([3, 4] as const)('are those of the stack, and fit as opsctl’s own do (Helm %i)', async (major) => {
      const values = await draw(major, stack)
      const missing = listSecrets(stack).filter(({name}) => !values.has(name) && !name.endsWith('-environment'))
      expect(missing.map(({name}) => name)).toEqual([])
      expect(await findMisfits(stack, values)).toEqual([])
      const drawn = listSecrets(stack).filter((spec) => !spec.derive && !spec.given && !spec.from)
      for (const {name} of drawn) expect(values.get(name)).toMatch(/^[A-Za-z0-9]{43}$/)
      expect(new Set(drawn.map(({name}) => values.get(name))).size).toBe(drawn.length)
    })
  })

  test('the roles of Postgres are given their passwords', async () => {
    const values = await draw(4, stackOf(stores))
    const lines = ['app_owner owner', 'app app', 'exporter exporter', 'backup backup'].map((pair) => {
      const [role, secret] = pair.split(' ')
      return `${role} ${values.get(`postgres-${secret}-password`)}`
    })
    expect(sortLines(values.get('postgres-roles')?.trim() ?? '')).toBe(sortLines(lines.join('\n')))
  })

  test('the token of Kibana is known to Elasticsearch by a hash that it reads', async () => {
    const values = await draw(4, stackOf({...stores, ...logs}))
    const [account, hash] = values.get('elasticsearch-service-tokens')?.trim().split(':') ?? []
    expect(account).toBe('elastic/kibana/opsctl')
    expect(hash).toMatch(/^\$2a\$10\$/)
    expect(await compare(values.get('elasticsearch-kibana-secret') ?? '', hash ?? '')).toBe(true)
  })

  test('agents have in their namespace what they read, and nothing else', async () => {
    const answer = await templateDrawing(4, await writeDrawingChart(stackOf({...stores, ...logs}), await makeFolder()))
    const objects = readObjects(answer.stdout)
    const theirs = readValues(objects, 'shop-agents')
    expect([...theirs.keys()]).toEqual(['elasticsearch-ca'])
    expect(theirs.get('elasticsearch-ca')).toBe(readValues(objects).get('elasticsearch-ca'))
  })

  test('nothing is drawn where no cluster can keep it: placeholders that no cluster takes', async () => {
    const chart = await writeDrawingChart(stacks[1]?.[1] ?? stackOf(stores), await makeFolder())
    const [first, second] = [
      await templateDrawing(4, chart, {inCluster: false}),
      await templateDrawing(3, chart, {inCluster: false}),
    ]
    const values = readObjects(first.stdout)
      .filter(({kind}) => kind === 'Secret')
      .flatMap(({data}) => Object.values(data ?? {}))
    expect(new Set(values)).toEqual(new Set([PLACEHOLDER]))
    expect(secretsOf(second.stdout)).toEqual(secretsOf(first.stdout))
  })

  test('what only a person knows is asked for, by name and with the command', async () => {
    const receivers = {chat: {type: 'slack'}, bot: {type: 'telegram', chatId: -1}}
    const stack = stackOf({...stores, alerting: {receivers}})
    const answer = await templateDrawing(4, await writeDrawingChart(stack, await makeFolder()))
    expect(answer.exitCode).not.toBe(0)
    for (const name of ['alertmanager-receiver-chat-url', 'alertmanager-receiver-bot-token']) {
      expect(answer.stderr).toContain(`${name}: only you know it`)
      expect(answer.stderr).toContain(`create secret generic alertmanager-given --from-file=${name}=`)
    }
  })

  test('with existing Secrets the chart writes none, with external ones what fetches them', async () => {
    const stack = stackOf({...stores, ...logs})
    const existing = await templateDrawing(4, await writeDrawingChart(stack, await makeFolder(), {mode: 'existing'}))
    expect(existing.stdout).not.toMatch(/^kind: (Secret|ExternalSecret)$/m)
    const chart = await writeDrawingChart(stack, await makeFolder(), {mode: 'external', store: 'vault'})
    const fetched = readObjects((await templateDrawing(4, chart)).stdout).filter(({kind}) => kind === 'ExternalSecret')
    const redis = fetched.find(({metadata}) => metadata.name === 'redis-secrets')
    expect(redis?.spec).toMatchObject({
      secretStoreRef: {kind: 'ClusterSecretStore', name: 'vault'},
      data: [
        {secretKey: 'redis-exporter-passwords', remoteRef: {key: 'shop/redis-exporter-passwords'}},
        {secretKey: 'redis-users-acl', remoteRef: {key: 'shop/redis-users-acl'}},
      ],
    })
    expect(fetched.map(({metadata}) => `${metadata.namespace}/${metadata.name}`)).toContain(
      'shop-agents/elasticsearch-secrets',
    )
  })
})

function secretsOf(yaml: string): readonly KubeObject[] {
  return readObjects(yaml).filter(({kind}) => kind === 'Secret')
}

describe.skipIf(toolsAbsent(...API_SERVER_TOOLS))('secrets of an installed chart', () => {
  let cluster: ApiServer

  beforeAll(async () => {
    cluster = await startApiServer({nodes: 1})
  })

  afterAll(() => cluster?.stop())

  const valuesIn = async (namespace: string) => {
    const {stdout} = await cluster.kubectl(['-n', namespace, 'get', 'secrets', '-o', 'json'])
    return readValues((JSON.parse(stdout) as {items: readonly KubeObject[]}).items, namespace)
  }

  const run = async (major: 3 | 4, words: readonly string[], namespace: string, {chart, values}: DrawingChart) => {
    const answer = await cluster.helm(major, [...words, 'shop', chart, '-f', values, '-n', namespace])
    if (answer.exitCode !== 0) throw new Error(answer.stderr)
  }

  test.each([3, 4] as const)(
    'Helm %i: an upgrade changes no value, a changed password only what is made of it',
    async (major) => {
      const namespace = `keeps${major}`
      const chart = await writeDrawingChart(stacks[0]?.[1] ?? stackOf(stores), await makeFolder())
      await run(major, ['install', '--create-namespace'], namespace, chart)
      const first = await valuesIn(namespace)
      await run(major, ['upgrade'], namespace, chart)
      expect(await valuesIn(namespace)).toEqual(first)

      const next = {stringData: {'redis-exporter-password': 'the-next-password-1'}}
      await cluster.kubectl(['-n', namespace, 'patch', 'secret', 'redis-secrets', '--patch', JSON.stringify(next)])
      await run(major, ['upgrade'], namespace, chart)
      const changed = await valuesIn(namespace)
      const names = [...changed.keys()].filter((name) => changed.get(name) !== first.get(name)).toSorted()
      expect(names).toEqual(['redis-exporter-password', 'redis-exporter-passwords', 'redis-users-acl'])
    },
  )

  test('a value of one’s own is read from its Secret, and what is made of it follows', async () => {
    const receivers = {bot: {type: 'telegram', chatId: -1}}
    const stack = stackOf({...stores, alerting: {receivers}})
    const token = 'alertmanager-receiver-bot-token'
    await cluster.kubectl(['create', 'namespace', 'own'])
    const made = ['create', 'secret', 'generic', 'mine', `--from-literal=${token}=123:an-invented-token`]
    await cluster.kubectl(['-n', 'own', ...made])
    const plain = await writeDrawingChart(stack, await makeFolder())
    const named = ['--set', `secrets.items.${token}.secret=mine`, '--set', `secrets.items.${token}.key=${token}`]
    await run(4, ['install', ...named], 'own', plain)
    const url = (await valuesIn('own')).get('alertmanager-receiver-bot-url')
    expect(url).toBe('https://api.telegram.org/bot123:an-invented-token/sendMessage')
    const {stdout} = await cluster.kubectl(['-n', 'own', 'get', 'secret', 'mine', '-o', 'jsonpath={.metadata.labels}'])
    expect(stdout).toBe('')
  })
})
