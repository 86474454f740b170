/** The chart that ships for people without opsctl, installed with nothing but itself. */
import {mkdir, writeFile} from 'node:fs/promises'
import {dirname, join} from 'node:path'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'

import {standaloneChart} from '../../src/render/helm/standalone.js'
import {capture} from '../../src/system/run.js'
import {API_SERVER_TOOLS, type ApiServer, startApiServer} from './cluster/api-server.js'
import {type KubeObject, readValues} from './cluster/drawing-chart.js'
import {makeFolder} from './opsctl.js'
import {checkManifests, helmBinary, KUBERNETES_VERSIONS, toolsAbsent} from './tools/tools.js'

const RELEASE = 'stack'
const WORKLOADS = ['statefulsets', 'deployments', 'daemonsets']
const STAND_MS = 120_000

interface Workload extends KubeObject {
  readonly metadata: KubeObject['metadata'] & {readonly generation: number; readonly uid: string}
}

async function writeStandalone(): Promise<string> {
  const folder = join(await makeFolder(), 'chart')
  for (const {path, content} of standaloneChart()) {
    await mkdir(dirname(join(folder, path)), {recursive: true})
    await writeFile(join(folder, path), content)
  }

  return folder
}

describe.skipIf(toolsAbsent('helm3', 'helm4', 'kubeconform', 'kube-schemas'))('the stand-alone chart', () => {
  test.each([3, 4] as const)('passes helm lint --strict, and renders valid objects (Helm %i)', async (major) => {
    const [helm, chart] = [await helmBinary(major), await writeStandalone()]
    expect(await capture(helm, ['lint', '--strict', chart])).toMatchObject({exitCode: 0})
    const place = ['--namespace', 'shop', '--kube-version', KUBERNETES_VERSIONS[0]]
    const rendered = await capture(helm, ['template', RELEASE, chart, ...place])
    expect(rendered.stderr).toBe('')
    expect(await checkManifests(rendered.stdout, KUBERNETES_VERSIONS[0])).toEqual([])
  })

  test('its values are those of the preset core, and hold no secret', async () => {
    const values = standaloneChart().find(({path}) => path === 'values.yaml')?.content ?? ''
    expect(values).toMatch(/^ {2}mode: generate$/m)
    expect(values).toMatch(/^rollOnReloadable: true$/m)
    expect(values).toMatch(/^createAgentsNamespace: true$/m)
    for (const service of ['gateway', 'postgres', 'redis', 'prometheus', 'alertmanager', 'node-exporter']) {
      expect(values).toMatch(new RegExp(`^ {2}${service}:$`, 'm'))
    }
  })
})

describe.skipIf(toolsAbsent(...API_SERVER_TOOLS))('the stand-alone chart in a cluster', () => {
  let cluster: ApiServer
  let chart: string

  beforeAll(async () => {
    ;[cluster, chart] = await Promise.all([startApiServer({nodes: 1}), writeStandalone()])
  })

  afterAll(() => cluster?.stop())

  const helm = async (major: 3 | 4, ...words: readonly string[]) => {
    const answer = await cluster.helm(major, words)
    if (answer.exitCode !== 0) throw new Error(answer.stderr)
    return answer.stdout
  }

  const list = async (namespace: string, kinds: readonly string[]) => {
    const {stdout} = await cluster.kubectl(['-n', namespace, 'get', kinds.join(','), '-o', 'json'])
    return (JSON.parse(stdout) as {items: readonly Workload[]}).items
  }

  const generations = async (namespace: string) =>
    [...(await list(namespace, WORKLOADS)), ...(await list(`${namespace}-agents`, WORKLOADS))].map(
      ({kind, metadata}) => `${kind}/${metadata.name} ${metadata.uid} ${metadata.generation}`,
    )

  /** Nodes that pretend run no program: their pods of tests end well when told to. */
  const endTests = async (namespace: string) => {
    const pods = `/api/v1/namespaces/${namespace}/pods`
    const {body} = await cluster.api('GET', `${pods}?labelSelector=opsctl/test`)
    const running = (body as {items: (KubeObject & {status: {phase: string}})[]}).items.filter(
      ({status}) => status.phase === 'Running',
    )
    for (const {metadata} of running) {
      await cluster.api('PATCH', `${pods}/${metadata.name}/status`, {status: {phase: 'Succeeded'}})
    }

    return running.map(({metadata}) => metadata.name)
  }

  test.each([3, 4] as const)(
    'Helm %i: installs under Pod Security restricted, changes nothing when upgraded, keeps secrets and volumes',
    async (major) => {
      const namespace = `alone${major}`
      await cluster.kubectl(['create', 'namespace', namespace])
      await cluster.kubectl(['label', 'namespace', namespace, 'pod-security.kubernetes.io/enforce=restricted'])
      const place = [RELEASE, chart, '--namespace', namespace, '--wait', '--timeout', '90s']
      const notes = await helm(major, 'install', ...place)
      expect(notes).toContain(`kubectl -n ${namespace} port-forward service/prometheus 9090`)
      const secrets = readValues(await list(namespace, ['secrets']), namespace)
      expect(secrets.size).toBeGreaterThan(12)
      for (const value of secrets.values()) expect(notes).not.toContain(value)
      const before = await generations(namespace)
      expect(before.length).toBeGreaterThan(8)

      await helm(major, 'upgrade', ...place)
      expect(await generations(namespace)).toEqual(before)
      expect(readValues(await list(namespace, ['secrets']), namespace)).toEqual(secrets)

      await helm(major, 'uninstall', RELEASE, '--namespace', namespace, '--wait')
      expect(await list(namespace, WORKLOADS)).toEqual([])
      const volumes = (await list(namespace, ['persistentvolumeclaims'])).map(({metadata}) => metadata.name)
      expect(volumes).toContain('postgres-data-postgres-0')
      expect(readValues(await list(namespace, ['secrets']), namespace)).toEqual(secrets)

      await helm(major, 'install', ...place)
      expect(readValues(await list(namespace, ['secrets']), namespace)).toEqual(secrets)
    },
    STAND_MS,
  )

  test(
    'helm test starts its pods under Pod Security restricted, and takes their policies away again',
    async () => {
      const namespace = 'tested'
      await cluster.kubectl(['create', 'namespace', namespace])
      await cluster.kubectl(['label', 'namespace', namespace, 'pod-security.kubernetes.io/enforce=restricted'])
      await helm(4, 'install', RELEASE, chart, '--namespace', namespace, '--wait', '--timeout', '90s')
      const ended = new Set<string>()
      let isOver = false
      const tested = cluster.helm(4, ['test', RELEASE, '--namespace', namespace, '--timeout', '90s']).finally(() => {
        isOver = true
      })
      while (!isOver) {
        for (const name of await endTests(namespace)) ended.add(name)
        await new Promise((resolve) => setTimeout(resolve, 300))
      }

      expect(await tested).toMatchObject({exitCode: 0})
      const pods = ['alertmanager', 'gateway', 'postgres', 'prometheus', 'redis', 'services', 'stranger']
      expect([...ended].toSorted()).toEqual(pods.map((name) => `test-${name}`))
      const policies = (await list(namespace, ['networkpolicies'])).map(({metadata}) => metadata.name)
      expect(policies.filter((name) => name.startsWith('test-'))).toEqual([])
    },
    STAND_MS,
  )
})
