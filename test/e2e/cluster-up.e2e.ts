/** The life of a stack in a cluster, up to the health that pretended pods can't have, and what is said when the cluster refuses. */
import {readFile, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'

import {destroyStack} from '../../src/actions/destroy.js'
import {takeDown} from '../../src/actions/down.js'
import {planStack} from '../../src/actions/plan.js'
import {reportStatus} from '../../src/actions/status.js'
import type {StepRunner} from '../../src/actions/step.js'
import {bringUp, type UpReport} from '../../src/actions/up.js'
import {OpsError} from '../../src/errors.js'
import {type Project, projectAt} from '../../src/project.js'
import {API_SERVER_TOOLS, type ApiServer, startApiServer} from './cluster/api-server.js'
import {makeFolder} from './opsctl.js'
import {toolsAbsent} from './tools/tools.js'

/** Pretended pods never end by themselves; those that try a configuration find it good. */
const TRIALS_PASS = `
apiVersion: kwok.x-k8s.io/v1alpha1
kind: Stage
metadata: {name: trial-passes}
spec:
  resourceRef: {apiGroup: v1, kind: Pod}
  weight: 1000
  selector:
    matchExpressions:
    - {key: '.metadata.deletionTimestamp', operator: DoesNotExist}
    - {key: '.metadata.labels["opsctl/trial"]', operator: Exists}
    - {key: '.status.phase', operator: In, values: [Pending, Running]}
  next:
    statusTemplate: 'phase: Succeeded'
`

const runSteps: StepRunner = async (steps) => {
  for (const step of steps) await step.run(() => undefined)
}

let cluster: ApiServer
const before = {...process.env}

async function projectOf(more = '', choice: {readonly kubeconfig?: string; readonly context?: string} = {}) {
  const root = await makeFolder()
  const source = `version: 1\nproject: shop\ntarget: helm\nredis: {}\n${more}`
  await writeFile(join(root, 'opsctl.yaml'), source)
  return projectAt(root, {context: cluster.context, kubeconfig: cluster.kubeconfig, ...choice})
}

const up = (project: Project, timeoutS = 90): Promise<UpReport> =>
  bringUp(project, {timeoutS, force: false, nodesHaveImages: true, runSteps, signal: new AbortController().signal})

async function failureOf(running: Promise<unknown>): Promise<OpsError> {
  const error = await running.then(
    () => undefined,
    (cause: unknown) => cause,
  )
  if (error instanceof OpsError) return error
  throw new Error(`expected an OpsError, got ${String(error)}`)
}

const wordsOf = (error: OpsError) =>
  [error.text, ...error.problems.map(({message}) => message), ...error.ways].map(({en}) => en).join('\n')

async function namesOf(...argv: readonly string[]): Promise<readonly string[]> {
  const {stdout} = await cluster.kubectl(['get', ...argv, '-o', 'name'])
  return stdout.split('\n').filter(Boolean).toSorted()
}

describe.skipIf(toolsAbsent(...API_SERVER_TOOLS))('a stack in a cluster', () => {
  beforeAll(async () => {
    cluster = await startApiServer({nodes: 1, kwok: TRIALS_PASS})
    Object.assign(process.env, cluster.env, {OPSCTL_KUBECTL: cluster.kubectlBinary, OPSCTL_HELM: cluster.helm4})
  })

  afterAll(async () => {
    for (const key of Object.keys(process.env)) if (!(key in before)) delete process.env[key]
    Object.assign(process.env, before)
    await cluster?.stop()
  })

  test('the cluster refuses a person who may do nothing, and each verb is named; nothing is changed', async () => {
    const kubeconfig = await cluster.makeUserKubeconfig('ann', [
      {apiGroups: ['apps'], resources: ['deployments', 'daemonsets', 'replicasets'], verbs: ['*']},
      {apiGroups: [''], resources: ['configmaps', 'services', 'serviceaccounts', 'pods'], verbs: ['*']},
    ])
    const error = await failureOf(up(await projectOf('', {kubeconfig})))
    expect(error).toMatchObject({code: 'OPS_PREFLIGHT_FAILED', exitCode: 3})
    expect(wordsOf(error)).toMatch(/create namespaces/)
    expect(wordsOf(error)).toMatch(/get, list, create, patch, delete, watch statefulsets\.apps \(shop\)/)
    expect(wordsOf(error)).toMatch(/create pods\/exec \(shop\)/)
    expect(wordsOf(error)).not.toMatch(/deployments\.apps/)
    expect(wordsOf(error)).toMatch(/create rolebinding opsctl-shop --clusterrole=admin/)
    expect(await namesOf('namespaces')).not.toContain('namespace/shop')
  })

  test('a context that the kubeconfig has not, and a server that does not answer', async () => {
    const unknown = await failureOf(up(await projectOf('', {context: 'nosuch'})))
    expect(unknown.exitCode).toBe(3)
    expect(wordsOf(unknown)).toMatch(/There is no context nosuch/)
    expect(wordsOf(unknown)).toMatch(/kubectl config get-contexts/)
    const kubeconfig = join(await makeFolder(), 'config')
    await writeFile(
      kubeconfig,
      (await readFile(cluster.kubeconfig, 'utf8')).replace(cluster.url, 'https://127.0.0.1:1'),
    )
    const silent = await failureOf(up(await projectOf('', {kubeconfig})))
    expect(silent.exitCode).toBe(3)
    expect(wordsOf(silent)).toMatch(/The API server of opsctl-test does not answer: .*127\.0\.0\.1:1/)
    expect(wordsOf(silent)).toMatch(/cluster-info/)
  })

  test('a class of volumes that is not there', async () => {
    const error = await failureOf(up(await projectOf('kubernetes: {storageClass: fast}\n')))
    expect(error.exitCode).toBe(3)
    expect(wordsOf(error)).toMatch(/There is no storage class fast: redis-data .* can't bind/)
    expect(wordsOf(error)).toMatch(/one that is there: standard/)
  })

  test('an operator that is asked for and absent', async () => {
    const error = await failureOf(up(await projectOf('prometheus: {}\nmonitoring: {operator: on}\n')))
    expect(wordsOf(error)).toMatch(/does not know servicemonitors\.monitoring\.coreos\.com/)
  })

  test('a namespace that is being removed', async () => {
    await cluster.kubectl(['create', 'namespace', 'leaving'])
    const held = {apiVersion: 'v1', kind: 'ConfigMap', metadata: {name: 'held', finalizers: ['example.com/keep']}}
    await cluster.kubectl(['create', '--namespace', 'leaving', '-f', '-'], {stdin: JSON.stringify(held)})
    await cluster.kubectl(['delete', 'namespace', 'leaving', '--wait=false'])
    await expect
      .poll(async () => (await cluster.kubectl(['get', 'namespace', 'leaving', '-o', 'json'])).stdout, {
        timeout: 60_000,
      })
      .toContain('example.com/keep')
    const error = await failureOf(up(await projectOf('kubernetes: {namespace: leaving}\n')))
    expect(error.exitCode).toBe(3)
    expect(wordsOf(error)).toMatch(/Namespace leaving is being removed.*example\.com\/keep/s)
    expect(wordsOf(error)).toMatch(/wait --for=delete namespace\/leaving/)
    const release = '{"metadata":{"finalizers":null}}'
    await cluster.kubectl(['patch', 'configmap', 'held', '--namespace', 'leaving', '--type=merge', '-p', release])
  })

  describe('that is brought up', () => {
    let project: Project

    beforeAll(async () => {
      project = await projectOf()
    })

    test('is planned as new, and planning makes nothing but secrets', async () => {
      const plan = await planStack(project)
      expect(plan.services.filter(({action}) => action === 'create').map(({service}) => service)).toContain('redis')
      expect(await namesOf('namespaces')).not.toContain('namespace/shop')
    })

    test('comes up to its health, which pretended pods lack: a verdict, not an error', async () => {
      const report = await up(project, 60)
      expect(report.ok).toBe(false)
      expect(report.plan?.pending).toBe(true)
      expect(report.health.some(({verdict}) => verdict.status === 'fail')).toBe(true)
      expect(await namesOf('statefulsets', '--namespace', 'shop')).toEqual(['statefulset.apps/redis'])
      const [claim] = await namesOf('persistentvolumeclaims', '--namespace', 'shop')
      expect(claim).toBe('persistentvolumeclaim/redis-data-redis-0')
    })

    test('is seen by status, with the addresses of the cluster', async () => {
      const report = await reportStatus(project)
      expect(report.services.map(({service}) => service)).toContain('redis')
      expect(report.services.find(({service}) => service === 'redis')?.state).toBe('running')
    })

    test('has nothing to change when nothing changed', async () => {
      expect((await planStack(project)).pending).toBe(false)
    })

    test('keeps the former release when an image can’t be pulled, and says which', async () => {
      const source = `version: 1\nproject: shop\ntarget: helm\nredis: {}\napps: {web: {image: 'example/web:missing', port: 8080, health: {path: /}}}\n`
      await writeFile(join(project.root, 'opsctl.yaml'), source)
      const error = await failureOf(up(project, 60))
      expect(error).toMatchObject({code: 'OPS_UP_FAILED', exitCode: 4})
      expect(wordsOf(error)).toMatch(/example\/web:missing/)
      expect(wordsOf(error)).toMatch(/deploy\/ holds the new files, while the cluster runs what it ran before/)
      expect(await namesOf('statefulsets', '--namespace', 'shop')).toEqual(['statefulset.apps/redis'])
      expect(await namesOf('deployments', '--namespace', 'shop')).not.toContain('deployment.apps/web')
      await writeFile(join(project.root, 'opsctl.yaml'), source.replace(/apps: .*\n/, ''))
    })

    test('says which object the cluster’s own policy refuses', async () => {
      const policy = {
        apiVersion: 'admissionregistration.k8s.io/v1',
        kind: 'ValidatingAdmissionPolicy',
        metadata: {name: 'no-web'},
        spec: {
          failurePolicy: 'Fail',
          matchConstraints: {
            resourceRules: [
              {apiGroups: ['apps'], apiVersions: ['v1'], operations: ['CREATE', 'UPDATE'], resources: ['deployments']},
            ],
          },
          validations: [{expression: "object.metadata.name != 'web'", message: 'web is not welcome here'}],
        },
      }
      const binding = {
        apiVersion: 'admissionregistration.k8s.io/v1',
        kind: 'ValidatingAdmissionPolicyBinding',
        metadata: {name: 'no-web'},
        spec: {policyName: 'no-web', validationActions: ['Deny']},
      }
      for (const one of [policy, binding]) await cluster.kubectl(['create', '-f', '-'], {stdin: JSON.stringify(one)})
      const source = `version: 1\nproject: shop\ntarget: helm\nredis: {}\napps: {web: {image: 'example/web:1', port: 8080, health: {path: /}}}\n`
      await writeFile(join(project.root, 'opsctl.yaml'), source)
      // The API server reads new policies once in a while.
      await expect
        .poll(
          async () =>
            (
              await cluster.kubectl(
                ['create', 'deployment', 'web', '--image=a', '--namespace=default', '--dry-run=server'],
                {},
              )
            ).stderr,
          {timeout: 60_000},
        )
        .toContain('not welcome')
      const error = await failureOf(up(project, 60))
      expect(wordsOf(error)).toMatch(/web/)
      expect(`${wordsOf(error)}\n${error.detail}`).toMatch(/web is not welcome here/)
      expect(await namesOf('statefulsets', '--namespace', 'shop')).toEqual(['statefulset.apps/redis'])
      for (const one of [binding, policy]) await cluster.kubectl(['delete', '-f', '-'], {stdin: JSON.stringify(one)})
      await writeFile(join(project.root, 'opsctl.yaml'), source.replace(/apps: .*\n/, ''))
    })

    test('that is stuck half way names the command to go back', async () => {
      const listed = await namesOf('secrets', '--namespace', 'shop', '--selector', 'owner=helm,name=shop')
      const last = listed.toSorted((a, b) => a.length - b.length || (a < b ? -1 : 1)).at(-1) ?? ''
      await cluster.kubectl(['label', last, '--namespace', 'shop', 'status=pending-upgrade', '--overwrite'])
      const error = await failureOf(up(project, 60))
      expect(error.exitCode).toBe(3)
      expect(wordsOf(error)).toMatch(/Release shop is stuck: revision \d+ is pending-upgrade/)
      expect(wordsOf(error)).toMatch(/helm --kube-context opsctl-test .*(rollback shop \d+ --wait|uninstall shop)/)
      await cluster.kubectl(['label', last, '--namespace', 'shop', 'status=deployed', '--overwrite'])
    })

    test('goes down and keeps its data', async () => {
      const report = await takeDown(project, {runSteps, signal: new AbortController().signal})
      expect(report.removed).toContain('redis-0')
      expect(report.kept).toEqual(['redis-data-redis-0'])
      expect(await namesOf('statefulsets', '--namespace', 'shop')).toEqual([])
      expect(await namesOf('persistentvolumeclaims', '--namespace', 'shop')).toHaveLength(1)
    })

    test('is destroyed with data, secrets and the namespaces that opsctl made', async () => {
      const options = {runSteps, signal: new AbortController().signal}
      await expect(destroyStack(project, {...options, confirm: async () => 'other'})).rejects.toMatchObject({
        code: 'OPS_DESTROY_UNCONFIRMED',
      })
      const report = await destroyStack(project, {...options, confirm: async ({project: name}) => name})
      expect(report.volumes.map(({name}) => name)).toEqual(['redis-data-redis-0'])
      expect(report.namespaces).toContain('shop')
      expect(await namesOf('namespaces')).not.toContain('namespace/shop')
    })
  })

  test('a namespace that a person made outlives the stack, which Helm 3 brings up as well', async () => {
    process.env.OPSCTL_HELM = cluster.helm3
    await cluster.kubectl(['create', 'namespace', 'mine'])
    const project = await projectOf('kubernetes: {namespace: mine}\n')
    const brought = await up(project, 120)
    expect(brought.failures).toEqual([])
    expect(brought.services.find(({service}) => service === 'redis')?.state).toBe('running')
    const options = {runSteps, signal: new AbortController().signal}
    const report = await destroyStack(project, {...options, confirm: async () => 'shop'})
    expect(report.namespaces).not.toContain('mine')
    expect(await namesOf('namespaces')).toContain('namespace/mine')
    expect(await namesOf('secrets', '--namespace', 'mine')).toEqual([])
  })
})
