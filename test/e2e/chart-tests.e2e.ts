/** The pods of `helm test`, run as containers against servers that run with what the chart drew and mounts. */
import {mkdir, writeFile} from 'node:fs/promises'
import {dirname, join} from 'node:path'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'
import type {ChartValues} from '../../src/render/helm/chart-values.js'
import {emptyOverlay} from '../../src/render/overlay.js'
import {renderValues} from '../../src/render/render-stack.js'
import {capture, type RunResult} from '../../src/system/run.js'
import {
  type KubeObject,
  readObjects,
  readValues,
  stackOf,
  templateDrawing,
  writeDrawingChart,
} from './cluster/drawing-chart.js'
import {makeFolder} from './opsctl.js'
import {toolsAbsent} from './tools/tools.js'

const PROJECT = 'opsctl-e2e-chart-tests'
const SERVERS = ['postgres', 'redis', 'prometheus', 'alertmanager', 'gateway'] as const
const STARTED_MS = 90_000

const stack = stackOf({
  images: {source: 'debian'},
  postgres: {},
  redis: {},
  prometheus: {},
  alertmanager: {},
  gateway: {routes: {web: {hosts: ['shop.example.com'], upstreams: ['http://10.255.255.1:80'], basicAuth: ['ann']}}},
})

type Service = ChartValues['services'][string]

/** What tests need of a pod. */
interface Pod extends KubeObject {
  readonly spec: {
    readonly containers: readonly {
      readonly image: string
      readonly command: readonly string[]
      readonly env?: readonly {readonly name: string; readonly value: string}[]
    }[]
    readonly securityContext: {readonly runAsUser: number; readonly runAsGroup: number}
  }
}

const docker = (...argv: readonly string[]) => capture('docker', argv, {timeoutMs: 280_000})

async function mustDocker(...argv: readonly string[]): Promise<void> {
  const {exitCode, stderr} = await docker(...argv)
  if (exitCode !== 0) throw new Error(stderr)
}

/** A folder with files that any user may read. */
async function writeAll(folder: string, files: Iterable<readonly [string, string, number?]>): Promise<string> {
  for (const [path, content, mode = 0o644] of files) {
    await mkdir(dirname(join(folder, path)), {recursive: true})
    await writeFile(join(folder, path), content, {mode})
  }

  return folder
}

/** Flags that give a container what the pod of a service has. */
async function flagsOf(service: Service, values: ChartValues, secrets: ReadonlyMap<string, string>): Promise<string[]> {
  const flags = ['--read-only', '--user', `${service.uid}:${service.gid}`, '--cap-drop', 'ALL']
  for (const capability of service.capAdd) flags.push('--cap-add', capability)
  for (const [name, value] of Object.entries(service.env)) flags.push('--env', `${name}=${value}`)
  for (const {to} of [...service.scratch, ...service.volumes])
    flags.push('--tmpfs', `${to}:mode=0770,uid=${service.uid},gid=${service.gid}`)
  if (!service.scratch.some(({to}) => to === '/tmp')) flags.push('--tmpfs', '/tmp:mode=1777')
  for (const {to, items} of service.config) {
    const files = items.map(
      ({file, path, executable}) => [path, values.files[file] ?? '', executable ? 0o755 : 0o644] as const,
    )
    flags.push('--volume', `${await writeAll(await openFolder(), files)}:${to}:ro`)
  }

  return [...flags, ...(await secretFlags(service.secrets, secrets))]
}

async function secretFlags(names: readonly string[], secrets: ReadonlyMap<string, string>): Promise<string[]> {
  const files = names.map((name) => [name, secrets.get(name) ?? ''] as const)
  return ['--volume', `${await writeAll(await openFolder(), files)}:/run/secrets:ro`]
}

/** The folder of a test is its user's alone; servers are other users. */
async function openFolder(): Promise<string> {
  const folder = join(await makeFolder(), 'open')
  await mkdir(folder, {mode: 0o755})
  await capture('chmod', ['0755', dirname(folder)])
  return folder
}

describe.skipIf(toolsAbsent('helm4'))('helm test against real servers', () => {
  let pods: ReadonlyMap<string, Pod>
  /** What the scripts of all pods share, as a mount. */
  let functions: readonly string[]
  let secrets: ReadonlyMap<string, string>

  beforeAll(async () => {
    const answer = await templateDrawing(4, await writeDrawingChart(stack, await makeFolder()))
    if (answer.exitCode !== 0) throw new Error(answer.stderr)
    const objects = readObjects(answer.stdout)
    secrets = readValues(objects)
    pods = new Map(objects.filter(({kind}) => kind === 'Pod').map((pod) => [pod.metadata.name, pod as Pod] as const))
    const shared = objects.find(({kind, metadata}) => kind === 'ConfigMap' && metadata.name === 'test-functions')
    const files = Object.entries((shared as {data?: Readonly<Record<string, string>>} | undefined)?.data ?? {})
    functions = ['--volume', `${await writeAll(await openFolder(), files)}:/etc/opsctl-test:ro`]
    const values = renderValues(stack, emptyOverlay)
    await clean()
    await mustDocker('network', 'create', '--internal', PROJECT)
    for (const name of SERVERS) await start(name, values)
  }, STARTED_MS)

  afterAll(clean)

  async function clean(): Promise<void> {
    const names = [...SERVERS.map((name) => `${PROJECT}-${name}`), `${PROJECT}-pod`]
    await docker('rm', '--force', '--volumes', ...names)
    await docker('network', 'rm', PROJECT)
  }

  async function start(name: string, values: ChartValues): Promise<void> {
    const service = values.services[name]
    if (service === undefined) throw new Error(`the stack has no ${name}`)
    const [first, ...more] = service.entrypoint ?? []
    const entrypoint = first === undefined ? [] : ['--entrypoint', first]
    const place = ['--detach', '--name', `${PROJECT}-${name}`, '--network', PROJECT, '--network-alias', name]
    const flags = await flagsOf(service, values, secrets)
    await mustDocker('run', ...place, ...flags, ...entrypoint, service.image, ...more, ...(service.command ?? []))
  }

  /** Runs a pod of the chart, with secrets of another's choice. */
  async function runPod(name: string, given = secrets, env: Readonly<Record<string, string>> = {}): Promise<RunResult> {
    const pod = pods.get(name)
    const container = pod?.spec.containers[0]
    if (pod === undefined || container === undefined) throw new Error(`the chart has no pod ${name}`)
    // Kubernetes reads a doubled dollar as one, and the Service leads from port 80 to that of the container.
    const [program = '', ...argv] = container.command.map((word) =>
      word.replaceAll('$$', '$').replaceAll('gateway 80 ', 'gateway 8080 '),
    )
    const {runAsUser, runAsGroup} = pod.spec.securityContext
    const own = Object.fromEntries((container.env ?? []).map((one) => [one.name, one.value]))
    const flags = Object.entries({...own, ...env}).flatMap(([key, value]) => ['--env', `${key}=${value}`])
    const safe = [
      '--read-only',
      '--tmpfs',
      '/tmp:mode=1777',
      '--cap-drop',
      'ALL',
      '--user',
      `${runAsUser}:${runAsGroup}`,
    ]
    const mounts = [...functions, ...(await secretFlags([...given.keys()], given))]
    return docker(
      'run',
      '--rm',
      '--name',
      `${PROJECT}-pod`,
      '--network',
      PROJECT,
      ...safe,
      ...flags,
      ...mounts,
      '--entrypoint',
      program,
      container.image,
      ...argv,
    )
  }

  test.each([
    ['postgres', ['answers to exporter', 'a wrong password is refused']],
    ['redis', ['answers to exporter', 'a wrong password is refused']],
    ['prometheus', ['answers 200 to opsctl', 'answers 401 to opsctl', /query=up answers 401$/m]],
    ['alertmanager', ['answers 200 to opsctl', 'answers 401 to opsctl', /status answers 401$/m]],
    ['gateway', ['/healthz answers 200', 'answers 401 to ann']],
  ])('%s answers to its password and to no other', async (name, said) => {
    const {exitCode, stdout} = await runPod(`test-${name}`)
    for (const line of said) expect(stdout).toMatch(line)
    expect(exitCode).toBe(0)
  })

  test.each(['postgres', 'redis', 'prometheus'])(
    'the test of %s fails when its password does not fit',
    async (name) => {
      const wrong = new Map([...secrets].map(([key, value]) => [key, value.replaceAll(/[a-z]/g, 'x')]))
      const {exitCode, stdout} = await runPod(`test-${name}`, wrong)
      expect(stdout).toContain('FAILED')
      expect(exitCode).toBe(1)
    },
  )

  test('a stranger that gets through says that nothing enforces the policies', async () => {
    const {stdout: address} = await docker(
      'inspect',
      '--format',
      `{{(index .NetworkSettings.Networks "${PROJECT}").IPAddress}}`,
      `${PROJECT}-postgres`,
    )
    const {exitCode, stdout} = await runPod('test-stranger', secrets, {POSTGRES_SERVICE_HOST: address.trim()})
    expect(stdout).toContain('does not enforce NetworkPolicies')
    expect(exitCode).toBe(1)
  })

  test('a stranger that is refused passes, if it can reach anything at all', async () => {
    const {stdout: address} = await docker(
      'inspect',
      '--format',
      `{{(index .NetworkSettings.Networks "${PROJECT}").IPAddress}}`,
      `${PROJECT}-redis`,
    )
    // Redis has nothing at Postgres' port: the same refusal.
    const host = address.trim()
    const reachable = {POSTGRES_SERVICE_HOST: host, KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: '6379'}
    expect(await runPod('test-stranger', secrets, reachable)).toMatchObject({exitCode: 0})
    const alone = {...reachable, KUBERNETES_SERVICE_PORT: '1'}
    const {exitCode, stdout} = await runPod('test-stranger', secrets, alone)
    expect(stdout).toContain('proves nothing')
    expect(exitCode).toBe(1)
  })
})
