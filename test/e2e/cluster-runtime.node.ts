/** What only a pod that really runs can show: commands, requests, signals, files that arrive, crashes. */
import {readFile, rm, writeFile} from 'node:fs/promises'

import {afterAll, beforeAll, describe, expect, test} from 'vitest'

import {type OpenStack, type Prepared, prepareFiles} from '../../src/actions/pipeline.js'
import {readyImages} from '../../src/actions/ready-images.js'
import {listReloadable, reloadComponent} from '../../src/actions/reload-component.js'
import {startContainers} from '../../src/actions/start-containers.js'
import type {OpsError} from '../../src/errors.js'
import {listImages} from '../../src/images/list-images.js'
import {type Project, projectAt} from '../../src/project.js'
import {openAccess} from '../../src/runtime/access.js'
import {resolveClusterTarget} from '../../src/runtime/cluster-target.js'
import {openHelmRuntime} from '../../src/runtime/helm/helm.js'
import {askHealth, listHealthChecks} from '../../src/runtime/semantic-health.js'
import {loadStack} from '../../src/spec/load-stack.js'
import {NODE_TOOLS, type RealCluster, startNode} from './cluster/node.js'
import {makeFolder} from './opsctl.js'
import {toolsAbsent} from './tools/tools.js'

/** Which connections policies allow is shown elsewhere. */
const STACK = `version: 1
project: cluster-runtime
target: helm
images: {source: debian}
kubernetes: {context: opsctl-test, networkPolicies: false}
redis: {}
prometheus: {scrapeInterval: 15s}
`

describe.skipIf(toolsAbsent(...NODE_TOOLS))('a stack on a node that really runs it', () => {
  let cluster: RealCluster
  let project: Project
  const namespace = 'cluster-runtime'

  const open = async (): Promise<OpenStack> => {
    const {stack} = await loadStack(project)
    const runtime = openHelmRuntime(project, stack, resolveClusterTarget(project, stack))
    return {project, stack, runtime, access: openAccess(project, stack, runtime)} as unknown as OpenStack
  }
  const edit = async (from: string, to: string) => {
    const text = await readFile(project.specFile, 'utf8')
    expect(text).toContain(from)
    await writeFile(project.specFile, text.replace(from, to))
  }
  const written = async ({staged, rendered}: Prepared) => {
    await staged.commit()
    return {changedFiles: rendered.changedFiles, secrets: rendered.secrets}
  }
  const find = (stack: OpenStack, id: string) => {
    const found = listReloadable(stack.stack).find((one) => one.id === id)
    return found ?? expect.fail(`${id} reloads nothing`)
  }

  beforeAll(async () => {
    project = projectAt(await makeFolder())
    await writeFile(project.specFile, STACK)
    cluster = await startNode()
    const binaries = {OPSCTL_HELM: cluster.helm4, OPSCTL_KUBECTL: cluster.kubectlBinary}
    Object.assign(process.env, cluster.env, binaries)
    const stack = await open()
    await readyImages(stack, new AbortController().signal, () => undefined)
    await cluster.importImages([...new Set(listImages(stack.stack).map(({reference}) => reference))])
  })
  afterAll(async () => {
    await cluster?.stop()
    await rm(project.root, {recursive: true, force: true})
  })

  test('a configuration is tried before anything is installed, and nothing of the trial stays', async () => {
    const stack = await open()
    const {staged, rendered} = await prepareFiles(stack, {force: true})
    const {spec} = find(stack, 'prometheus')
    expect(await stack.runtime.validate(rendered, spec.service, spec.validate)).toMatchObject({ok: true})
    const refused = await stack.runtime.validate(rendered, 'prometheus', ['promtool', 'check', 'config', '/nowhere'])
    expect([refused.ok, refused.output]).toEqual([false, expect.stringContaining('/nowhere')])
    const argv = ['-n', namespace, 'get', 'pods,secrets,networkpolicies', '-l', 'opsctl/trial', '-o', 'name']
    await expect.poll(async () => (await cluster.kubectl(argv)).stdout, {timeout: 20_000}).toBe('')
    await staged.discard()
  })

  test('comes up, answers through forwarded ports, and its lines can be read and followed', async () => {
    const stack = await open()
    const rendered = await written(await prepareFiles(stack, {force: true}))
    await stack.runtime.up(rendered, {timeoutS: 120})
    const answers = await askHealth(stack.access, listHealthChecks(stack.access), {patienceMs: 60_000})
    expect(answers.filter(({verdict}) => verdict.status === 'fail')).toEqual([])
    const {exitCode, stdout} = await stack.runtime.instance('redis').exec(['sh', '-c', 'cat; exit 3'], {stdin: 'hello'})
    expect([exitCode, stdout]).toEqual([3, 'hello'])

    const ended = new AbortController()
    const seen: string[] = []
    for await (const {name, text} of stack.runtime.logs({services: ['redis'], follow: true, signal: ended.signal})) {
      seen.push(`${name}: ${text}`)
      if (text.includes('Ready to accept connections')) ended.abort()
    }
    expect(seen.at(-1)).toMatch(/^redis-0: .*Ready to accept connections/)
  })

  test('a changed file reaches the pod at once, and the server takes it without a restart', async () => {
    const before = await (await open()).runtime.status()
    await edit('scrapeInterval: 15s', 'scrapeInterval: 20s')
    const stack = await open()
    const prepared = await prepareFiles(stack, {force: true})
    const plan = await stack.runtime.plan(prepared.rendered)
    expect(
      plan.services.filter(({action}) => action !== 'unchanged').map(({service, action}) => [service, action]),
    ).toEqual([['prometheus', 'reload']])
    const rendered = await written(prepared)
    const start = performance.now()
    await stack.runtime.deliverConfigs(['prometheus'])
    expect(performance.now() - start).toBeLessThan(45_000)
    expect(await reloadComponent(stack.access, find(stack, 'prometheus'))).toMatchObject({taken: true})
    expect((await stack.runtime.plan(rendered)).services.every(({action}) => action === 'unchanged')).toBe(true)
    const restarts = (states: typeof before) => states.map(({id, restarts: count}) => [id, count])
    expect(restarts(await stack.runtime.status())).toEqual(restarts(before))
  })

  test('a server that ends again and again: its exit code, and the former pods are back', async () => {
    await edit('redis: {}', 'redis: {limits: {memory: 300MiB}}')
    const stack = await open()
    const rendered = await written(await prepareFiles(stack, {force: true}))
    // As a person's own values would.
    const values = `${project.deploy}/values.yaml`
    const text = await readFile(values, 'utf8')
    const broken = text.replace(/\n {2}redis:\n[\s\S]*?\n {6}- redis-server\n/, '$&      - --nonsense\n')
    await writeFile(values, broken)
    expect(broken).not.toBe(text)
    const error = await startContainers(stack.runtime, rendered, {timeoutS: 150}).then(
      () => expect.fail('it came up'),
      (thrown: OpsError) => thrown,
    )
    expect(error.code).toBe('OPS_UP_FAILED')
    expect(error.text.en).toMatch(/Pod\/redis-0: it ends with exit code \d+ again and again.*\(revision \d+\) runs/)
    await expect
      .poll(async () => (await stack.runtime.status()).find(({service}) => service === 'redis')?.health, {
        timeout: 60_000,
      })
      .toBe('healthy')
  })

  test('a restart makes new pods and waits for them', async () => {
    const {runtime} = await open()
    const idOf = async () => (await runtime.status()).find(({service}) => service === 'redis')?.id
    const before = await idOf()
    await runtime.restart(['redis'])
    expect(await idOf()).not.toBe(before)
  })
})
