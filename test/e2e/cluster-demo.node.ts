/** The demo stack on a real node of Kubernetes, from nothing to nothing, as an operator has it. */
import {mkdir, readFile, rm, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'

import {NODE_TOOLS, type RealCluster, startNode} from './cluster/node.js'
import {type Answer, makeFolder, opsctl} from './opsctl.js'
import {toolsAbsent} from './tools/tools.js'

const PROJECT = 'cluster-demo'
const AGENTS = `${PROJECT}-agents`
const PULL_MINUTES = 5

/** One request after the other from each of a few clients until told to stop. Counts what was not a 200. */
function keepAsking(url: string): {stop(): Promise<{readonly asked: number; readonly failed: readonly string[]}>} {
  const failed: string[] = []
  let asked = 0
  let isOver = false
  const client = async () => {
    while (!isOver) {
      asked += 1
      try {
        const answer = await fetch(url, {signal: AbortSignal.timeout(10_000)})
        await answer.arrayBuffer()
        if (answer.status !== 200) failed.push(String(answer.status))
      } catch (error) {
        failed.push(String((error as Error).cause ?? error))
      }
      await new Promise((resolve) => setTimeout(resolve, 25))
    }
  }
  const clients = Promise.all([client(), client(), client()])
  return {
    async stop() {
      isOver = true
      await clients
      return {asked, failed}
    },
  }
}

describe.skipIf(toolsAbsent(...NODE_TOOLS))('the demo stack on a node of Kubernetes', () => {
  let cluster: RealCluster
  let home: string
  let shop: string
  let url: string

  beforeAll(async () => {
    home = await makeFolder()
    shop = join(home, PROJECT)
    await mkdir(shop)
    cluster = await startNode()
    const set = [`kubernetes.context=${cluster.context}`, 'kubernetes.service=NodePort']
    const answers = set.flatMap((one) => ['--set', one])
    await run('init', shop, '--preset', 'demo', '--target', 'helm', '--images', 'debian', '--yes', ...answers)
    await run('-C', shop, 'images', 'build')
    const {images} = JSON.parse(await run('-C', shop, 'images', 'list', '--json'))
    await cluster.importImages([...new Set((images as {reference: string}[]).map(({reference}) => reference))])
  }, PULL_MINUTES * 60_000)

  afterAll(async () => {
    await cluster?.stop()
    await rm(home, {recursive: true, force: true})
  })

  // A node tells of its images a little after it has them.
  const settings = () => ({
    ...cluster.env,
    OPSCTL_KUBECTL: cluster.kubectlBinary,
    OPSCTL_HELM: cluster.helm4,
    OPSCTL_NODES_HAVE_IMAGES: 'true',
  })
  const ask = (...words: string[]): Promise<Answer> => opsctl(words, {env: settings()})
  const run = async (...words: string[]): Promise<string> => {
    const answer = await ask(...words)
    if (answer.code !== 0) throw new Error(`opsctl ${words.join(' ')}: ${answer.stdout}\n${answer.stderr}`)
    return answer.stdout
  }
  const kubectl = async (...argv: string[]): Promise<string> => {
    const {exitCode, stdout, stderr} = await cluster.kubectl(argv)
    if (exitCode !== 0) throw new Error(`kubectl ${argv.join(' ')}: ${stderr}`)
    return stdout.trim()
  }
  const query = (sql: string) =>
    kubectl('-n', PROJECT, 'exec', 'postgres-0', '--', 'psql', '-U', 'postgres', '-d', 'app', '-Atc', sql)
  const uidsOfPods = async () => {
    const pods = JSON.parse(await kubectl('get', 'pods', '-A', '-l', 'app.kubernetes.io/part-of=opsctl', '-o', 'json'))
    const items = pods.items as {metadata: {uid: string; deletionTimestamp?: string}}[]
    // One that is on its way out still ends its last answers.
    const staying = items.filter(({metadata}) => metadata.deletionTimestamp === undefined)
    return staying.map(({metadata}) => metadata.uid).toSorted()
  }
  const edit = async (from: string | RegExp, to: string) => {
    const file = join(shop, 'opsctl.yaml')
    const text = await readFile(file, 'utf8')
    const edited = text.replace(from, to)
    expect(edited).not.toBe(text)
    await writeFile(file, edited)
  }

  test('comes up, and every component does its work', async () => {
    const up = JSON.parse(await run('-C', shop, 'up', '--json'))

    expect(up.ok).toBe(true)
    const verdicts = (up.health as {verdict: {status: string}}[]).map(({verdict}) => verdict.status)
    expect(verdicts.length).toBeGreaterThanOrEqual(17)
    expect(verdicts).not.toContain('fail')
    const port = '{.spec.ports[?(@.name=="http")].nodePort}'
    url = `http://${cluster.nodeAddress}:${await kubectl('-n', PROJECT, 'get', 'service', 'gateway-public', '-o', `jsonpath=${port}`)}/`
    const answer = (await (await fetch(url)).json()) as {postgres: {visit: number}; redis: {hits: number}}
    expect(answer.postgres.visit).toBeGreaterThan(0)
    expect(answer.redis.hits).toBeGreaterThan(0)
  })

  test('lies in a namespace that refuses unsafe pods, with its agents in another', async () => {
    const level = 'pod-security.kubernetes.io/enforce'
    const levelOf = async (name: string) => JSON.parse(await kubectl('get', 'namespace', name, '-o', 'json')).metadata
    expect((await levelOf(PROJECT)).labels[level]).toBe('restricted')
    expect((await levelOf(AGENTS)).labels[level]).toBe('privileged')
    const agents = await kubectl('-n', AGENTS, 'get', 'daemonsets', '-o', 'jsonpath={.items[*].metadata.name}')
    expect(agents.split(' ').toSorted()).toEqual(['cadvisor', 'node-exporter'])
  })

  test('needs nothing more: the plan is empty, and a second up replaces no pod', async () => {
    const plan = await ask('-C', shop, 'plan')
    expect(plan.code).toBe(0)
    expect(plan.stdout).toContain('Nothing to change')

    const before = await uidsOfPods()
    await run('-C', shop, 'up')
    expect(await uidsOfPods()).toEqual(before)
  })

  test('is told by status and logs as on Compose', async () => {
    const status = await run('-C', shop, 'status')
    expect(status).toMatch(/✓ postgres-0 +healthy/)
    expect(status).toContain(`${PROJECT}: every service is up`)
    expect(await run('-C', shop, 'logs', 'postgres')).toContain('database system is ready to accept connections')
  })

  test('tells Prometheus of every pod, by the series that rules and dashboards select', async () => {
    const promtool = ['promtool', 'query', 'instant', '--http.config.file=/etc/prometheus/client.yml', '-o', 'json']
    const promql = 'count by (name) (container_memory_working_set_bytes{name!=""})'
    const exec = ['-n', PROJECT, 'exec', 'prometheus-0', '--']
    const answer = JSON.parse(await kubectl(...exec, ...promtool, 'http://127.0.0.1:9090', promql))
    const names = (answer as {metric: {name: string}}[]).map(({metric}) => metric.name)
    expect(names.join(' ')).toMatch(/postgres/)
    expect(names.join(' ')).toMatch(/web/)
  })

  test('passes its own helm tests: each service answers, a wrong password does not, a stranger is refused', async () => {
    const {exitCode, stdout} = await cluster.helm(4, ['test', PROJECT, '-n', PROJECT])
    expect(stdout).toContain('test-stranger')
    expect(stdout).not.toMatch(/Phase:\s+Failed/)
    expect(exitCode).toBe(0)
  })

  test('heals after a pod was killed, with its data', async () => {
    await query('create table kept (id int)')
    await query('insert into kept values (1), (2), (3)')
    await kubectl('-n', PROJECT, 'delete', 'pod', 'postgres-0', '--wait=true')
    await kubectl('-n', PROJECT, 'wait', 'pod/postgres-0', '--for=condition=Ready', '--timeout=120s')
    expect(await query('select count(*) from kept')).toBe('3')
  })

  test('drops no request while the app and the gateway are upgraded', async () => {
    await edit('    uses: [postgres, redis]', '    uses: [postgres, redis]\n    env: {GREETING: hello}')
    await edit(/httpPort: \d+/, '$&\n  limits: {memory: 160MiB}')
    const plan = JSON.parse((await ask('-C', shop, 'plan', '--json')).stdout)
    const recreated = (plan.services as {service: string; action: string}[]).filter((one) => one.action === 'recreate')
    expect(recreated.map(({service}) => service).toSorted()).toEqual(['gateway', 'gateway-metrics', 'web'])

    const load = keepAsking(url)
    await run('-C', shop, 'up')
    const {asked, failed} = await load.stop()
    expect(asked).toBeGreaterThan(300)
    expect(failed).toEqual([])
  })

  test('takes a new configuration of the gateway without a new pod', async () => {
    const before = await uidsOfPods()
    await edit('paths: [/]', 'paths: [/, /again]')
    const reload = JSON.parse(await run('-C', shop, 'reload', 'gateway', '--json'))
    expect(JSON.stringify(reload)).toContain('gateway')
    expect(await uidsOfPods()).toEqual(before)
    expect((await ask('-C', shop, 'plan')).stdout).toContain('Nothing to change')
  })

  test('says why an upgrade failed, while what ran before goes on', async () => {
    const good = await readFile(join(shop, 'opsctl.yaml'), 'utf8')
    await edit('    build: app', '    image: docker.io/opsctl-app/absent:9.9')
    const load = keepAsking(url)
    const up = await ask('-C', shop, 'up', '--timeout', '1m')
    const {failed} = await load.stop()
    await writeFile(join(shop, 'opsctl.yaml'), good)

    expect(up.code).toBe(4)
    expect(up.stderr + up.stdout).toMatch(/docker\.io\/opsctl-app\/absent:9\.9/)
    expect(up.stderr + up.stdout).toMatch(/what ran before \(revision \d+\) runs/)
    expect(failed).toEqual([])
    await run('-C', shop, 'up')
  })

  test('keeps its volumes when it goes down, and has its data when it comes back', async () => {
    await run('-C', shop, 'down')
    expect(await kubectl('-n', PROJECT, 'get', 'deployments,statefulsets,services', '-o', 'name')).toBe('')
    expect(await kubectl('-n', PROJECT, 'get', 'pvc', '-o', 'name')).toContain('postgres-data-postgres-0')

    await run('-C', shop, 'up')
    expect(await query('select count(*) from kept')).toBe('3')
  })

  test('leaves nothing behind once it is destroyed', async () => {
    await run('-C', shop, 'destroy', '--yes', '--project', PROJECT)
    const left = await kubectl('get', 'pvc,secrets,pods', '-A', '-l', 'app.kubernetes.io/part-of=opsctl', '-o', 'name')
    expect(left).toBe('')
    expect(await kubectl('get', 'namespaces', '-o', 'name')).not.toContain(`namespace/${PROJECT}`)
  })
})
