/** One release becomes another and goes back, on a real API server: nothing that can’t change is changed, data and secrets stay. */
import {mkdtemp, rm} from 'node:fs/promises'
import {join} from 'node:path'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'

import {API_SERVER_TOOLS, type ApiServer, startApiServer} from './cluster/api-server.js'
import {type ChartOnDisk, writeChart} from './cluster/rendered-chart.js'
import {upgradePairs} from './cluster/value-sets.js'
import {FOLDER_PREFIX} from './leftovers.js'
import {toolsAbsent} from './tools/tools.js'

interface Listed {
  readonly items: readonly {readonly metadata: {readonly name: string; readonly uid: string}; readonly data?: unknown}[]
}

describe.skipIf(toolsAbsent(...API_SERVER_TOOLS))('a release', () => {
  let server: ApiServer
  let folder = ''

  beforeAll(async () => {
    folder = await mkdtemp(`${FOLDER_PREFIX}chart-upgrade-`)
    server = await startApiServer({nodes: 1})
    await server.applyCrds()
  }, 240_000)

  afterAll(async () => {
    await server?.stop()
    await rm(folder, {recursive: true, force: true})
  })

  describe.each([3, 4] as const)('of Helm %i', (major) => {
    test.each(upgradePairs())(
      'keeps its data from $name, and back',
      async ({name, before, after}) => {
        const namespace = `up-${major}-${name}`
        const place = {namespace, agentsNamespace: `${namespace}-agents`}
        const [old, next] = await Promise.all(
          [before, after].map((stack, position) =>
            writeChart(
              {...stack, kubernetes: {...stack.kubernetes, ...place}},
              join(folder, namespace, `${position}`),
              true,
            ),
          ),
        )
        await prepare([namespace, place.agentsNamespace], old as ChartOnDisk)
        await helm(['install', 'shop', (old as ChartOnDisk).chart, '-f', (old as ChartOnDisk).values], namespace)
        const kept = await whenClaimed(namespace)

        await helm(['upgrade', 'shop', (next as ChartOnDisk).chart, '-f', (next as ChartOnDisk).values], namespace)
        const upgraded = await stores(namespace)
        expectKept(kept, upgraded)

        await helm(['rollback', 'shop', '1'], namespace)
        const back = await stores(namespace)
        // A room that went and came back is a new object on its old claim.
        expectKept(
          {...kept, sets: upgraded.sets},
          {...back, sets: back.sets.filter((one) => inBoth(one, upgraded.sets))},
        )
      },
      120_000,
    )

    async function helm(argv: readonly string[], namespace: string): Promise<void> {
      const {exitCode, stderr} = await server.helm(major, [...argv, '-n', namespace])
      if (exitCode !== 0) throw new Error(stderr)
    }
  })

  /** The namespaces, and the Secrets that `opsctl up` would have put there. */
  async function prepare(namespaces: readonly string[], {values}: ChartOnDisk): Promise<void> {
    for (const name of namespaces) {
      await server.api('POST', '/api/v1/namespaces', {apiVersion: 'v1', kind: 'Namespace', metadata: {name}})
    }
    const secret = {apiVersion: 'v1', kind: 'Secret', metadata: {name: 'postgres-secrets'}, stringData: {from: values}}
    await server.api('POST', `/api/v1/namespaces/${namespaces[0]}/secrets`, secret)
  }

  async function stores(namespace: string) {
    const claims = await list(`/api/v1/namespaces/${namespace}/persistentvolumeclaims`)
    const sets = await list(`/apis/apps/v1/namespaces/${namespace}/statefulsets`)
    const secrets = await list(`/api/v1/namespaces/${namespace}/secrets`)
    const own = secrets.items.filter(({metadata}) => !metadata.name.startsWith('sh.helm.release'))
    return {
      claims: claims.items.map(({metadata: {name, uid}}) => `${name} ${uid}`).toSorted(),
      sets: sets.items.map(({metadata: {name, uid}}) => `${name} ${uid}`).toSorted(),
      secrets: own.map(({metadata: {name}, data}) => `${name} ${JSON.stringify(data)}`).toSorted(),
    }
  }

  async function list(path: string): Promise<Listed> {
    const {status, body} = await server.api('GET', path)
    if (status !== 200) throw new Error(`${path}: ${status}`)
    return body as Listed
  }

  /** Claims are made by the controller of StatefulSets, some time after the install. */
  async function whenClaimed(namespace: string) {
    for (const deadline = Date.now() + 30_000; ; ) {
      const now = await stores(namespace)
      if (now.claims.length >= now.sets.length) return now
      if (Date.now() > deadline) throw new Error(`no claims: ${JSON.stringify(now)}`)
      await new Promise((resolve) => setTimeout(resolve, 500))
    }
  }

  /** Claims of rooms that went stay as well; a StatefulSet that is in both is the same object, not one made anew. */
  function expectKept(before: Awaited<ReturnType<typeof stores>>, now: Awaited<ReturnType<typeof stores>>): void {
    expect(now.claims).toEqual(expect.arrayContaining(before.claims))
    expect(now.secrets).toEqual(expect.arrayContaining(before.secrets))
    expect(now.sets).toEqual(expect.arrayContaining(before.sets.filter((one) => inBoth(one, now.sets))))
  }

  function inBoth(set: string, others: readonly string[]): boolean {
    return others.some((other) => other.split(' ')[0] === set.split(' ')[0])
  }
})
