/**
 * `up` with Kibana's room, from opsctl's own files: the hardened service starts with its secrets, the saved objects are
 * brought in, and what was cut short is finished by the next `up`. Elasticsearch is real; in Kibana's place stands a server
 * with its paths and entrypoint that speaks its documented import and export (kibana-stand-in): no Kibana can be had here.
 */
import {spawn} from 'node:child_process'
import {cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'

import {makeBundle} from '../../src/components/kibana/objects/bundle.js'
import {imageRef} from '../../src/images/image-refs.js'
import {stackSchema} from '../../src/spec/stack.js'
import {buildImage} from '../../src/system/docker-images.js'
import {capture, run} from '../../src/system/run.js'
import {askJson, makeFolder, mustRun, opsctl} from './opsctl.js'
import {ensureTestImages, TEST_MAJOR, TEST_REGISTRY} from './tools/images.js'
import {containerOf, until} from './tools/log-stack.js'
import {toolsAbsent} from './tools/tools.js'

const PROJECT = 'kib-up'
const STORE = 25_930
const KIBANA = 25_931
const spec = {
  version: 1,
  project: PROJECT,
  images: {source: 'registry', registry: TEST_REGISTRY},
  elasticsearch: {version: TEST_MAJOR, port: STORE, limits: {memory: '1GiB'}},
  kibana: {port: KIBANA},
} as const
const stack = stackSchema.parse(spec)
const {objects} = makeBundle(stack)
const dashboard = objects.find(({type}) => type === 'dashboard')
const here = fileURLToPath(new URL('.', import.meta.url))
const DATA = '/usr/share/kibana/data'

describe.skipIf(toolsAbsent('elasticsearch8'))('a stack with Kibana’s room', () => {
  let home: string
  let folder: string
  let first: Record<string, unknown>

  beforeAll(async () => {
    home = await makeFolder()
    folder = join(home, PROJECT)
    await ensureTestImages()
    await buildStandIn()
    await mkdir(folder)
    // JSON is YAML.
    await writeFile(join(folder, 'opsctl.yaml'), JSON.stringify(spec))
    first = (await up()).json
  }, 600_000)

  afterAll(async () => {
    await opsctl(['-C', folder, 'destroy', '--yes', '--project', PROJECT])
    await capture('docker', ['image', 'rm', imageRef(stack, 'kibana')])
    await rm(home, {recursive: true, force: true})
  }, 200_000)

  const up = () => askJson('-C', folder, 'up', '--yes')
  const secret = async (name: string) => (await readFile(join(folder, 'secrets', name), 'utf8')).trim()
  const inKibana = async (...argv: string[]) => run('docker', ['exec', await containerOf(PROJECT, 'kibana'), ...argv])

  async function ask(method: string, path: string, as?: string): Promise<Response> {
    const basic = as && `Basic ${Buffer.from(`opsctl:${as}`).toString('base64')}`
    return fetch(`http://127.0.0.1:${KIBANA}${path}`, {
      method,
      headers: {'kbn-xsrf': 'opsctl', ...(basic ? {authorization: basic} : {})},
    })
  }

  async function held(): Promise<readonly string[]> {
    const text = await inKibana('cat', `${DATA}/objects.json`)
    return (JSON.parse(text) as [string, unknown][]).map(([key]) => key).toSorted()
  }

  const removeDashboard = async () => {
    const {status} = await ask(
      'DELETE',
      `/api/saved_objects/dashboard/${dashboard?.id}`,
      await secret('elasticsearch-opsctl-password'),
    )
    expect(status).toBe(200)
  }

  test('comes up healthy, with every saved object', async () => {
    expect(first).toMatchObject({ok: true, prepared: ['kibana.saved-objects'], failures: []})
    const health = first.health as {id: string; verdict: {status: string}}[]
    const ours = health.filter(({id}) => id.startsWith('kibana.')).map(({id, verdict}) => [id, verdict.status])
    expect(Object.fromEntries(ours)).toEqual({
      'kibana.status': 'pass',
      'kibana.closed': 'pass',
      'kibana.objects': 'pass',
      'kibana.exporter': 'pass',
    })
    expect(await held()).toEqual(objects.map(({type, id}) => `${type}:${id}`).toSorted())
  })

  test('shows no secret to who may look at containers and processes', async () => {
    const id = await containerOf(PROJECT, 'kibana')
    const seen = [
      await run('docker', ['inspect', id]),
      await run('docker', ['top', id, '-eo', 'pid,args']),
      await run('docker', ['logs', id]),
    ]
    for (const name of await readdir(join(folder, 'secrets'))) {
      const value = await secret(name)
      expect(
        seen.filter((text) => text.includes(value)),
        name,
      ).toEqual([])
    }
  })

  test('refuses who has no password, or a wrong one', async () => {
    expect((await ask('GET', '/api/spaces/space')).status).toBe(401)
    expect((await ask('GET', '/api/spaces/space', 'wrong')).status).toBe(401)
  })

  test('is told of by open', async () => {
    const {json} = await askJson('-C', folder, 'open', 'kibana')
    expect(json).toMatchObject({uis: [{id: 'kibana', url: `http://127.0.0.1:${KIBANA}/`, user: 'opsctl'}]})
  })

  test('has nothing to do at the next up', async () => {
    expect((await up()).json).toMatchObject({ok: true, prepared: []})
  })

  test('gets back what was deleted, though nothing is recreated', async () => {
    await removeDashboard()
    const {json} = await up()
    expect(json).toMatchObject({ok: true, prepared: ['kibana.saved-objects']})
    expect((json.plan as {pending: boolean}).pending).toBe(false)
    expect(await held()).toHaveLength(objects.length)
  })

  test('finishes an import during which opsctl was killed', async () => {
    await removeDashboard()
    await inKibana('touch', `${DATA}/slow`)
    const begun = await countImports('begins')
    const killed = spawn(process.execPath, [join(here, '../../bin/run.js'), '-C', folder, 'up', '--yes'], {
      stdio: 'ignore',
      detached: true,
    })
    await until('an import begins', 120_000, async () => ((await countImports('begins')) > begun ? true : undefined))
    process.kill(-(killed.pid ?? 0), 'SIGKILL')
    await inKibana('rm', `${DATA}/slow`)
    // The server finishes what it was asked for, whoever asked: after the next import it would undo that one's mark.
    await until('it ends', 30_000, async () =>
      (await countImports('ends')) === (await countImports('begins')) ? true : undefined,
    )
    expect((await up()).json).toMatchObject({ok: true, prepared: ['kibana.saved-objects']})
    expect((await up()).json).toMatchObject({ok: true, prepared: []})
    expect(await held()).toHaveLength(objects.length)
  })

  test('says in words what was done', async () => {
    expect(await mustRun('-C', folder, 'up', '--yes')).toContain('healthy')
  })

  async function countImports(stage: 'begins' | 'ends'): Promise<number> {
    const log = await run('docker', ['logs', await containerOf(PROJECT, 'kibana')])
    return log.split(`import ${stage}`).length
  }
})

/** Builds it under the name that the stack asks for; on the tests' own registry, which does not exist. */
async function buildStandIn(): Promise<void> {
  const context = await mkdtemp(join(tmpdir(), 'opsctl-kibana-stand-in-'))
  try {
    await cp(join(here, 'kibana-stand-in'), context, {recursive: true})
    await cp(join(here, '../components/kibana/saved-objects-api.js'), join(context, 'saved-objects-api.js'))
    await buildImage({context, reference: imageRef(stack, 'kibana'), args: {NODE: imageRef(stack, 'node')}})
  } finally {
    await rm(context, {recursive: true, force: true})
  }
}
