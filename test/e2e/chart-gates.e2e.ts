/** Pod Security by the real admission, kube-score and checkov, on everything that any value set renders. */
import {mkdtemp, rm} from 'node:fs/promises'
import {join} from 'node:path'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'

import {API_SERVER_TOOLS, type ApiServer, startApiServer} from './cluster/api-server.js'
import {type GateWaiver, gateWaivers} from './cluster/gate-waivers.js'
import {type KubeObject, readObjects, workloadsOf} from './cluster/kube-objects.js'
import {eachInTwos, templateChart, writeChart} from './cluster/rendered-chart.js'
import {checkWithCheckov, type GateReport, scoreManifests} from './cluster/static-gates.js'
import {valueSets} from './cluster/value-sets.js'
import {FOLDER_PREFIX} from './leftovers.js'
import {toolsAbsent} from './tools/tools.js'

/** They read the node they run on, which Pod Security `restricted` is there to prevent. */
const AGENTS = ['cadvisor', 'filebeat', 'node-exporter']

const used = new Set<GateWaiver>()

describe.skipIf(toolsAbsent(...API_SERVER_TOOLS, 'checkov', 'kube-score'))('the objects of every value set', () => {
  let rendered: readonly {readonly name: string; readonly yaml: string; readonly objects: readonly KubeObject[]}[] = []

  beforeAll(async () => {
    const folder = await mkdtemp(`${FOLDER_PREFIX}chart-gates-`)
    rendered = await eachInTwos(valueSets(), async ({name, stack, crds}) => {
      const {exitCode, stdout, stderr} = await templateChart(4, await writeChart(stack, join(folder, name), crds))
      if (exitCode !== 0) throw new Error(`${name}: ${stderr}`)
      return {name, yaml: stdout, objects: readObjects(stdout)}
    })
    await rm(folder, {recursive: true, force: true})
  }, 300_000)

  test('satisfy kube-score, but for what is waived', async () => {
    const reports = await eachInTwos(rendered, async ({name, yaml}) => ({...(await scoreManifests(yaml)), set: name}))
    expect(judge('kube-score', reports)).toEqual([])
  }, 300_000)

  test('satisfy checkov, but for what is waived', async () => {
    const report = await checkWithCheckov(different(rendered.flatMap(({objects}) => objects)).join('\n---\n'))
    expect(judge('checkov', [{...report, set: 'all'}])).toEqual([])
  }, 300_000)

  test('use every waiver', () => {
    expect(gateWaivers.filter((waiver) => !used.has(waiver))).toEqual([])
  })

  describe('under the admission of a real API server', () => {
    let server: ApiServer | undefined

    beforeAll(async () => {
      server = await startApiServer({nodes: 0})
      for (const [name, level] of [
        ['gated', 'restricted'],
        ['gated-agents', 'privileged'],
      ] as const) {
        const labels = {
          'pod-security.kubernetes.io/enforce': level,
          'pod-security.kubernetes.io/warn': 'restricted',
        }
        await server.api('POST', '/api/v1/namespaces', {apiVersion: 'v1', kind: 'Namespace', metadata: {name, labels}})
      }
    }, 180_000)

    afterAll(() => server?.stop())

    test('pass Pod Security restricted without one warning', async () => {
      const pods = workloads(
        rendered.flatMap(({objects}) => objects),
        false,
      )
      const {exitCode, stderr} = await apply(pods, 'gated')
      process.stdout.write(`Pod Security restricted: ${pods.length} different workloads, no warning\n`)
      expect(stderr).toBe('')
      expect(exitCode).toBe(0)
    }, 180_000)

    test('lie apart where they can’t: the agents, by name', async () => {
      const agents = workloads(
        rendered.flatMap(({objects}) => objects),
        true,
      )
      const {exitCode, stderr} = await apply(agents, 'gated-agents')
      expect(exitCode).toBe(0)
      expect(stderr).toMatch(/would violate PodSecurity "restricted/)
      const names = new Set(rendered.flatMap(({objects}) => objects.filter(isAgent).map(({metadata}) => metadata.name)))
      expect([...names].toSorted()).toEqual(AGENTS)
    }, 180_000)

    test('label their namespaces so', () => {
      const labels = new Set(
        rendered.flatMap(({objects}) =>
          objects
            .filter(({kind}) => kind === 'Namespace')
            .map(({metadata}) => metadata.labels?.['pod-security.kubernetes.io/enforce']),
        ),
      )
      for (const label of labels) expect(['restricted', 'privileged']).toContain(label)
    })

    async function apply(objects: readonly KubeObject[], namespace: string) {
      if (!server) throw new Error('the API server is not there')
      const named = objects.map((object, position) => ({
        ...object,
        metadata: {...object.metadata, name: `${object.metadata.name}-${position}`, namespace},
      }))
      const stdin = named.map((object) => JSON.stringify(object)).join('\n---\n')
      return server.kubectl(['create', '--dry-run=server', '-o', 'name', '-f', '-'], {stdin, timeoutMs: 150_000})
    }
  })
})

function judge(gate: GateWaiver['gate'], reports: readonly (GateReport & {readonly set: string})[]): readonly string[] {
  const findings = reports.flatMap(({set, findings: own}) => own.map((one) => ({...one, set})))
  const open = findings.filter(({check, object, set}) => {
    const waiver = gateWaivers.find(
      (one) =>
        one.gate === gate &&
        one.check === check &&
        (one.objects?.test(object) ?? true) &&
        (one.sets?.test(set) ?? true),
    )
    if (waiver) used.add(waiver)
    return waiver === undefined
  })
  const all = reports.reduce((sum, {checks}) => sum + checks, 0)
  const share = (bad: number) => `${(100 - (100 * bad) / Math.max(1, all)).toFixed(1)} %`
  process.stdout.write(
    `${gate}: ${all} checks, ${share(findings.length)} passed, ${findings.length - open.length} waived, ${share(open.length)} with waivers\n`,
  )
  return [...new Set(open.map(({check, object, detail}) => `${check} ${object}: ${detail}`))]
}

/** Sets have most objects in common; each is looked at once. */
function different(objects: readonly KubeObject[]): readonly string[] {
  return [...new Set(objects.filter(({kind}) => kind !== 'ConfigMap').map((object) => JSON.stringify(object)))]
}

function isAgent({kind}: KubeObject): boolean {
  return kind === 'DaemonSet'
}

function workloads(objects: readonly KubeObject[], agents: boolean): readonly KubeObject[] {
  // A bare pod would be refused for its account, which is not there; as the pod of a job it is judged all the same.
  const own = workloadsOf(objects).map(({object}) =>
    object.kind === 'Pod'
      ? {...object, apiVersion: 'batch/v1', kind: 'Job', spec: {template: {spec: object.spec}}}
      : object,
  )
  return different(own.filter((object) => isAgent(object) === agents)).map((text) => JSON.parse(text) as KubeObject)
}
