/** The runtime of a cluster against a real API server, on nodes that only pretend: what they run is never looked into. */
import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {readFile, writeFile} from 'node:fs/promises'
import {join} from 'node:path'

import {afterAll, beforeAll, describe, expect, test} from 'vitest'

import {type OpenStack, prepareFiles} from '../../src/actions/pipeline.js'
import type {OpsError} from '../../src/errors.js'
import {type Project, projectAt} from '../../src/project.js'
import {resolveClusterTarget} from '../../src/runtime/cluster-target.js'
import {openHelmRuntime} from '../../src/runtime/helm/helm.js'
import type {Plan, Runtime} from '../../src/runtime/runtime.js'
import {loadStack} from '../../src/spec/load-stack.js'
import {API_SERVER_TOOLS, type ApiServer, startApiServer} from './cluster/api-server.js'
import {until} from './cluster/control-plane.js'
import {makeFolder} from './opsctl.js'
import {toolsAbsent} from './tools/tools.js'

const STACK = `version: 1
project: NAME
target: helm
kubernetes: {context: opsctl-test}
apps:
  web: {image: registry.example.com/web:1, port: 3000, uses: [redis], env: {MODE: a}}
gateway: {routes: {web: {upstreams: [web]}}}
redis: {}
prometheus: {}
node-exporter: {}
`
const ALL = ['gateway', 'gateway-metrics', 'node-exporter', 'prometheus', 'redis', 'redis-exporter', 'web']
const MINUTES = 240_000

const POLICY = `apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata: {name: tags}
spec:
  matchConstraints:
    resourceRules: [{apiGroups: [apps], apiVersions: [v1], operations: [CREATE, UPDATE], resources: [deployments]}]
  validations:
    - expression: "!object.spec.template.spec.containers.exists(c, c.image.endsWith(':refused'))"
      message: tags are digits
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata: {name: tags}
spec: {policyName: tags, validationActions: [Deny]}
`

interface World {
  readonly project: Project
  /** Replaces text of opsctl.yaml. */
  edit(from: string, to: string): Promise<void>
  open(): Promise<Runtime>
  plan(): Promise<Plan>
  /** Renders, writes and brings up; returns the lines of progress. */
  up(timeoutS?: number): Promise<readonly string[]>
}

async function makeWorld(name: string): Promise<World> {
  const project = projectAt(await makeFolder())
  await writeFile(project.specFile, STACK.replace('NAME', name))
  const load = async () => {
    const {stack} = await loadStack(project)
    const runtime = openHelmRuntime(project, stack, resolveClusterTarget(project, stack))
    return {runtime, open: {project, stack} as OpenStack}
  }

  return {
    project,
    async edit(from, to) {
      const text = await readFile(project.specFile, 'utf8')
      expect(text).toContain(from)
      await writeFile(project.specFile, text.replace(from, to))
    },
    open: async () => (await load()).runtime,
    async plan() {
      const {runtime, open} = await load()
      const {staged, rendered} = await prepareFiles(open, {force: true})
      return runtime.plan(rendered).finally(() => staged.discard())
    },
    async up(timeoutS = 90) {
      const {runtime, open} = await load()
      const {staged, rendered} = await prepareFiles(open, {force: true})
      await staged.commit()
      const lines: string[] = []
      const {changedFiles, secrets} = rendered
      await runtime.up({changedFiles, secrets}, {timeoutS, onLine: (line) => lines.push(line)})
      return lines
    },
  }
}

function changes(plan: Plan): Readonly<Record<string, string>> {
  const named = plan.services.filter(({action}) => action !== 'unchanged')
  return Object.fromEntries(named.map(({service, action, because}) => [service, [action, ...because].join(': ')]))
}

async function failure(attempt: Promise<unknown>): Promise<OpsError> {
  return attempt.then(
    () => expect.fail('it came up'),
    (error: OpsError) => error,
  )
}

const said = (error: OpsError) =>
  [error.text, ...error.problems.map(({message}) => message), ...error.ways].map(({en}) => en)

describe.skipIf(toolsAbsent(...API_SERVER_TOOLS)).each([4, 3] as const)('with Helm %i', (major) => {
  // What the cluster refuses is the same for both, and each refusal costs a time-out.
  const testOnce = (name: string, run: () => Promise<void>, timeoutMs: number) => {
    if (major === 4) test(name, run, timeoutMs)
  }
  let cluster: ApiServer
  let world: World
  beforeAll(async () => {
    cluster = await startApiServer({nodes: 1})
    const helm = major === 4 ? cluster.helm4 : cluster.helm3
    Object.assign(process.env, cluster.env, {OPSCTL_HELM: helm, OPSCTL_KUBECTL: cluster.kubectlBinary})
    world = await makeWorld('shop')
  })
  afterAll(() => cluster?.stop())

  const kubectl = async (...argv: string[]) => {
    const {exitCode, stdout, stderr} = await cluster.kubectl(argv)
    expect(`${exitCode} ${stderr}`).toMatch(/^0 /)
    return stdout
  }

  test(
    'a first plan creates all, `up` waits until all are ready, and a second plan finds nothing to do',
    async () => {
      const first = await world.plan()
      expect(Object.keys(changes(first)).filter((service) => service !== 'shop')).toEqual(ALL)
      expect(new Set(first.services.map(({action}) => action))).toEqual(new Set(['create']))
      const lines = await world.up()
      expect(lines.some((line) => line === 'redis-0 Healthy')).toBe(true)
      const states = await (await world.open()).status()
      expect(states.map(({service}) => service)).toEqual(ALL)
      expect(states.every(({state, health}) => state === 'running' && health !== 'unhealthy')).toBe(true)
      expect(await world.plan()).toEqual({
        services: ALL.map((service) => ({service, action: 'unchanged', because: []})),
        risks: [],
      })
      const levels = await kubectl(
        'get',
        'namespaces',
        '-l',
        'opsctl/release=shop',
        '-o',
        'jsonpath={.items[*].metadata.labels.pod-security\\.kubernetes\\.io/enforce}',
      )
      expect(levels).toBe('restricted privileged')
    },
    MINUTES,
  )

  test(
    'a plan names keys, files, secrets and what somebody changed by hand; `up` brings all of it back',
    async () => {
      await world.edit('MODE: a', 'MODE: b')
      await world.edit('redis: {}', 'redis: {limits: {memory: 300MiB}}')
      await kubectl(
        '-n',
        'shop',
        'patch',
        'service',
        'prometheus',
        '--type=merge',
        '-p',
        '{"spec":{"type":"NodePort"}}',
      )
      await kubectl('-n', 'shop', 'set', 'env', 'statefulset/prometheus', 'EXTRA=1')
      await kubectl('-n', 'shop-agents', 'set', 'resources', 'daemonset/node-exporter', '--limits=memory=99Mi')
      const plan = await world.plan()
      expect(changes(plan)).toMatchObject({
        web: 'recreate: env.MODE',
        'node-exporter': 'recreate: limits.memory (changed in the cluster)',
        prometheus: 'update: Service/prometheus spec.type (changed in the cluster)',
      })
      expect(changes(plan).redis).toMatch(/^recreate: deploy\/redis\/config\/redis\.conf: limits\.memory/)
      expect(plan.risks.map(({what}) => what.en).join('\n')).toContain(
        'StatefulSet/prometheus has in the cluster what nothing here states: env.EXTRA',
      )
      await world.up()
      expect(changes(await world.plan())).toEqual({})
    },
    MINUTES,
  )

  test(
    'an image that can’t be pulled: the cause, and what ran before runs on',
    async () => {
      await world.edit('web:1', 'web:missing')
      const error = await failure(world.up(60))
      expect(error.code).toBe('OPS_UP_FAILED')
      expect(said(error).join('\n')).toMatch(
        /its image registry\.example\.com\/web:missing can’t be pulled[\s\S]*revision \d+\) runs/,
      )
      await world.edit('web:missing', 'web:1')
      expect(changes(await world.plan())).toEqual({})
      expect((await (await world.open()).status()).every(({state}) => state === 'running')).toBe(true)
    },
    MINUTES,
  )

  testOnce(
    'a quota that is used up, and an object that a policy refuses',
    async () => {
      const pods = (await kubectl('-n', 'shop', 'get', 'pods', '-o', 'name')).trim().split('\n').length
      await kubectl('-n', 'shop', 'create', 'quota', 'tight', `--hard=pods=${pods}`)
      await world.edit('MODE: b', 'MODE: c')
      const full = await failure(world.up(60))
      expect(said(full)[0]).toMatch(
        /ReplicaSet\/web-\w+: the quota tight of the namespace is used up: wanted pods=1, in use pods=\d+, at most pods=\d+/,
      )
      await kubectl('-n', 'shop', 'delete', 'quota', 'tight')

      await cluster.kubectl(['apply', '-f', '-'], {stdin: POLICY})
      await world.edit('web:1', 'web:refused')
      await until('the policy holds', async () => {
        const argv = ['-n', 'shop', 'set', 'image', 'deployment/web', 'web=x:refused', '--dry-run=server']
        return (await cluster.kubectl(argv)).stderr.includes('digits')
      })
      const refused = await failure(world.up(60))
      expect(said(refused)[0]).toMatch(
        /Deployment\/web: the admission policy tags refuses it: tags are digits.*revision \d+\) runs/,
      )
      await world.edit('web:refused', 'web:1')
      await world.edit('MODE: c', 'MODE: b')
    },
    MINUTES,
  )

  testOnce(
    'a release that a killed helm left behind: what it is, and the command that frees it',
    async () => {
      const values = ['-f', join(world.project.deploy, 'values.yaml'), '--set', 'services.web.image=web:crashing']
      const argv = ['upgrade', 'shop', join(world.project.deploy, 'chart'), '-n', 'shop', '--wait', ...values]
      const helm = spawn(cluster.helm4, argv, {env: {...process.env, ...cluster.env}, stdio: 'ignore'})
      const ended = once(helm, 'exit')
      const history = async () =>
        JSON.parse((await cluster.helm(4, ['history', 'shop', '-n', 'shop', '-o', 'json'])).stdout)
      await until('an upgrade is pending', async () => (await history()).at(-1).status === 'pending-upgrade')
      helm.kill('SIGKILL')
      await ended
      const [stop] = (await world.plan()).risks.filter(({stops}) => stops)
      expect(stop?.what.en).toMatch(/Release shop is stuck: revision \d+ has been pending-upgrade since/)
      const [, command = ''] = /: (helm rollback .*)$/.exec(stop?.fix.en ?? '') ?? []
      expect((await failure(world.up())).code).toBe('OPS_RELEASE_PENDING')
      expect((await cluster.helm(4, [...command.split(' ').slice(1), '--wait'])).stderr).not.toContain('Error')
      await world.up()
      expect(changes(await world.plan())).toEqual({})
    },
    MINUTES,
  )

  testOnce(
    'a store whose volume can’t bind: which storage class, and a first install leaves nothing behind',
    async () => {
      const other = await makeWorld('other')
      await other.edit('{context: opsctl-test}', '{context: opsctl-test, storageClass: nowhere}')
      const error = await failure(other.up(60))
      expect(said(error).join('\n')).toMatch(
        /its volume \S+ waits for the storage class nowhere, which the cluster does not have[\s\S]*first install/,
      )
      expect(await kubectl('-n', 'other', 'get', 'statefulsets,deployments', '-o', 'name')).toBe('')
      const runtime = await other.open()
      await runtime.removeVolumes((await runtime.volumes()).map(({name}) => name))
      expect(await runtime.volumes()).toEqual([])
      expect(await kubectl('-n', 'other', 'get', 'secrets', '-o', 'name')).toBe('')
    },
    MINUTES,
  )

  test(
    'a service that leaves the stack is removed, `down` keeps volumes and Secrets, and `up` finds them again',
    async () => {
      await world.edit('node-exporter: {}', 'node-exporter: {enabled: false}')
      expect(changes(await world.plan())['node-exporter']).toBe('remove')
      const runtime = await world.open()
      const volumes = await runtime.volumes()
      expect(volumes.map(({name}) => name)).toEqual(['prometheus-data-prometheus-0', 'redis-data-redis-0'])
      expect(volumes.every(({bytes}) => (bytes ?? 0) > 0)).toBe(true)
      await runtime.down({})
      expect(await kubectl('-n', 'shop', 'get', 'pods', '-o', 'name')).toBe('')
      expect(await runtime.volumes()).toEqual(volumes)
      expect(await kubectl('-n', 'shop', 'get', 'secrets', '-o', 'name')).toContain('secret/redis-secrets')
      expect((await runtime.status()).every(({state}) => state === 'missing')).toBe(true)
      await runtime.down({})
    },
    MINUTES,
  )
})

describe.skipIf(toolsAbsent('kubernetes', 'helm4'))('without a cluster', () => {
  test('a cluster that does not answer, and a tool that is not there, are told at once', async () => {
    const project = projectAt(await makeFolder())
    await writeFile(
      project.specFile,
      STACK.replace('NAME', 'shop').replace('{context: opsctl-test}', '{context: gone, kubeconfig: kubeconfig}'),
    )
    const {stack} = await loadStack(project)
    const server = {name: 'gone', cluster: {server: 'https://127.0.0.1:9'}}
    const context = {name: 'gone', context: {cluster: 'gone', user: 'gone'}}
    const user = {name: 'gone', user: {token: 'none'}}
    const config = {apiVersion: 'v1', kind: 'Config', clusters: [server], contexts: [context], users: [user]}
    await writeFile(join(project.root, 'kubeconfig'), JSON.stringify(config))
    const target = resolveClusterTarget(project, stack)
    expect((await failure(openHelmRuntime(project, stack, target).status())).code).toBe('OPS_CLUSTER_UNREACHABLE')
    const wrong = {...target, context: 'nobody'}
    expect((await failure(openHelmRuntime(project, stack, wrong).status())).code).toBe('OPS_CONTEXT_UNKNOWN')
    const before = process.env.OPSCTL_KUBECTL
    process.env.OPSCTL_KUBECTL = '/nowhere/kubectl'
    const missing = await failure(openHelmRuntime(project, stack, target).status())
    process.env.OPSCTL_KUBECTL = before
    expect([missing.code, missing.ways[0]?.en]).toEqual(['OPS_TOOL_MISSING', expect.stringContaining('OPSCTL_KUBECTL')])
  })
})
