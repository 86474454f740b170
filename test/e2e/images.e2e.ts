import {execFile} from 'node:child_process'
import {cp, mkdir, open, readFile, rm, stat, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {promisify} from 'node:util'

import {afterAll, beforeAll, describe, expect, test} from 'vitest'

import {baseRef, imageRef} from '../../src/images/image-refs.js'
import {registryAnswers} from '../../src/images/probe-registry.js'
import {listRecipes} from '../../src/images/recipes.js'
import {stackSchema} from '../../src/spec/stack.js'
import {buildImage} from '../../src/system/docker-images.js'
import {askJson, makeFolder, mustRun, opsctl} from './opsctl.js'

interface Listed {
  readonly images: readonly {
    readonly id: string
    readonly reference: string
    readonly present: boolean
    readonly imageId: string
    readonly action: string
    readonly lock: string
  }[]
}

const run = promisify(execFile)
const docker = async (...argv: string[]) => (await run('docker', argv, {maxBuffer: 64 * 1024 ** 2})).stdout.trim()
const REGISTRY_PORT = 15_055
const PREFIX = `127.0.0.1:${REGISTRY_PORT}/hub`
const debian = stackSchema.parse({version: 1, project: 'e2e-images', images: {source: 'debian'}})

let folder: string

async function makeProject(name: string, images: string, more = ''): Promise<string> {
  const project = join(folder, name)
  await mkdir(join(project, 'web'), {recursive: true})
  await writeFile(join(project, 'opsctl.yaml'), `version: 1\nproject: ${name}\nimages: ${images}\nredis: {}\n${more}`)
  await writeFile(
    join(project, 'web/Dockerfile'),
    'ARG OPSCTL_NODE_IMAGE\nFROM $OPSCTL_NODE_IMAGE\nCOPY page.txt /page.txt\n',
  )
  await writeFile(join(project, 'web/page.txt'), `page of ${name}\n`)
  return project
}

const APPS = 'apps:\n  web: {build: ./web}\n'
const list = async (...words: string[]) => (await askJson('images', ...words)).json as unknown as Listed

beforeAll(async () => {
  folder = await makeFolder()
})

afterAll(async () => {
  await docker('rmi', '--force', 'opsctl-app/e2e-images-web:current', 'opsctl-e2e/cold:1').catch(() => '')
  await rm(folder, {recursive: true, force: true})
})

test('a recipe that was never built before takes less than a minute', async () => {
  const recipe = listRecipes().get('redis-exporter')
  const copy = join(folder, 'cold')
  await cp(recipe?.folder ?? '', copy, {recursive: true})
  const file = await readFile(join(copy, 'Dockerfile'), 'utf8')
  await writeFile(
    join(copy, 'Dockerfile'),
    file.replace(/^FROM .*$/m, (from) => `${from}\nENV E2E_RUN=${Date.now()}`),
  )
  const start = Date.now()
  await buildImage({context: copy, reference: 'opsctl-e2e/cold:1', args: {BASE: baseRef('sid')}})
  const tookMs = Date.now() - start
  process.stdout.write(`cold build of redis-exporter: ${(tookMs / 1000).toFixed(1)} s\n`)
  expect(tookMs).toBeLessThan(60_000)
})

describe('with images from Debian packages', () => {
  let project: string
  let archive: string

  beforeAll(async () => {
    project = await makeProject('e2e-images', '{source: debian}', APPS)
    archive = join(folder, 'all.tar')
  })

  test('build makes what is missing, and does nothing the second time', async () => {
    const first = await list('build', '-C', project)
    expect(first.images.map(({id}) => id)).toEqual(
      expect.arrayContaining(['redis', 'redis-exporter', 'node', 'opsctl-app/e2e-images-web:current']),
    )
    expect(first.images.every((image) => image.present)).toBe(true)
    const second = await list('build', '-C', project)
    expect(second.images.map((image) => image.action)).toEqual(first.images.map(() => 'none'))
  })

  test('a changed file of an app builds the app again, and only the app', async () => {
    await writeFile(join(project, 'web/page.txt'), 'another page\n')
    const {images} = await list('build', '-C', project)
    expect(images.filter((image) => image.action === 'built').map(({id}) => id)).toEqual([
      'opsctl-app/e2e-images-web:current',
    ])
  })

  test('lock writes package versions, and the list then says locked', async () => {
    await mustRun('images', 'lock', '-C', project)
    const lock = JSON.parse(await readFile(join(project, 'opsctl.lock.json'), 'utf8'))
    const {packages} = lock.images[imageRef(debian, 'redis-exporter')]
    expect(packages).toEqual({'prometheus-redis-exporter': expect.stringMatching(/^\d+\.\d+/)})
    const {images} = await list('list', '-C', project)
    expect(images.find(({id}) => id === 'redis')?.lock).toBe('locked')
  })

  test('save and load bring back the very same images, without a build', async () => {
    const before = await list('list', '-C', project)
    await mustRun('images', 'save', archive, '-C', project)
    await docker('rmi', 'opsctl-app/e2e-images-web:current')
    await mustRun('images', 'load', archive)
    const after = await list('build', '-C', project)
    expect(after.images.map(({action}) => action)).toEqual(after.images.map(() => 'none'))
    const listed = await list('list', '-C', project)
    expect(listed.images.map(({imageId}) => imageId)).toEqual(before.images.map(({imageId}) => imageId))
  })

  test('one flipped byte in the file is found before anything is loaded', async () => {
    const {size} = await stat(archive)
    const handle = await open(archive, 'r+')
    await handle.write(Buffer.from([0xff]), 0, 1, Math.floor(size / 2))
    await handle.close()
    await docker('rmi', 'opsctl-app/e2e-images-web:current')
    const answer = await askJson('images', 'load', archive)
    expect(answer.code).toBe(2)
    expect(answer.json.error).toMatchObject({code: 'OPS_ARCHIVE_DAMAGED'})
    expect((await list('list', '-C', project)).images.find(({id}) => id.startsWith('opsctl-app'))?.present).toBe(false)
  })

  test('save names what is missing and the command that gets it', async () => {
    const answer = await opsctl(['images', 'save', join(folder, 'none.tar'), '-C', project])
    expect(answer.code).toBe(3)
    expect(answer.stderr).toContain('opsctl-app/e2e-images-web:current')
    expect(answer.stderr).toContain('opsctl images build')
  })
})

describe('with a registry behind a prefix', () => {
  const registry = stackSchema.parse({version: 1, project: 'e2e-pull', images: {registry: PREFIX}})
  const redis = imageRef(registry, 'redis')
  const exporter = imageRef(registry, 'redis-exporter')
  let project: string

  beforeAll(async () => {
    project = await makeProject('e2e-pull', `{source: registry, registry: "${PREFIX}"}`)
    await startRegistry(join(folder, 'registry'))
    for (const [id, reference] of [
      ['redis', redis],
      ['redis-exporter', exporter],
    ] as const) {
      await docker('tag', imageRef(debian, id), reference)
      await docker('push', '--quiet', reference)
      await docker('rmi', reference)
    }
  })

  afterAll(async () => {
    await docker('rm', '--force', '--volumes', 'opsctl-e2e-registry').catch(() => '')
    await docker('rmi', '--force', redis, exporter, 'opsctl-e2e/registry:1').catch(() => '')
  })

  test('the prefix stands before the official names, and the registry is seen to answer', async () => {
    expect(redis).toMatch(/^127\.0\.0\.1:15055\/hub\/redis:\d/)
    expect(await registryAnswers(10_000, PREFIX)).toBe(true)
    const start = Date.now()
    expect(await registryAnswers(3000, '127.0.0.1:1/hub')).toBe(false)
    expect(Date.now() - start).toBeLessThan(5000)
  })

  test('pull gets the images, and lock keeps their digests', async () => {
    const {images} = await list('pull', '-C', project)
    expect(images.map(({reference, action}) => [reference, action])).toEqual([
      [redis, 'pulled'],
      [exporter, 'pulled'],
    ])
    await mustRun('images', 'lock', '-C', project)
    const lock = JSON.parse(await readFile(join(project, 'opsctl.lock.json'), 'utf8'))
    expect(lock.images[redis].digest).toMatch(/^sha256:[0-9a-f]{64}$/)
  })

  test('a tag that was moved at the registry still gives the locked image', async () => {
    const before = (await list('list', '-C', project)).images.find(({reference}) => reference === redis)
    await docker('tag', imageRef(debian, 'redis-exporter'), redis)
    await docker('push', '--quiet', redis)
    const moved = (await list('list', '-C', project)).images.find(({reference}) => reference === redis)
    expect(moved?.lock).toBe('differs')
    const {images} = await list('pull', '-C', project)
    const after = images.find(({reference}) => reference === redis)
    expect(after).toMatchObject({imageId: before?.imageId, lock: 'locked', action: 'pulled'})
  })

  test('an image that the registry lacks is named with the ways to go on', async () => {
    const lacking = await makeProject('e2e-lacking', `{source: registry, registry: "${PREFIX}"}`, 'blackbox: {}\n')
    const answer = await askJson('images', 'pull', '-C', lacking)
    expect(answer.code).toBe(4)
    expect(answer.json.error).toMatchObject({code: 'OPS_IMAGE_PULL_FAILED'})
    expect(JSON.stringify(answer.json.error)).toContain('images.source')
  })
})

async function startRegistry(context: string): Promise<void> {
  await mkdir(context, {recursive: true})
  const config = 'version: 0.1\nstorage:\n  filesystem:\n    rootdirectory: /srv\nhttp:\n  addr: :5000\n'
  await writeFile(join(context, 'config.yml'), config)
  const steps = [
    'ARG BASE',
    'FROM $BASE',
    'RUN apt-get update && apt-get install -y --no-install-recommends docker-registry && rm -rf /var/lib/apt/lists/*',
    'COPY config.yml /config.yml',
    'ENTRYPOINT ["docker-registry", "serve", "/config.yml"]',
  ]
  await writeFile(join(context, 'Dockerfile'), `${steps.join('\n')}\n`)
  await buildImage({context, reference: 'opsctl-e2e/registry:1', args: {BASE: baseRef('sid')}})
  await docker('rm', '--force', 'opsctl-e2e-registry').catch(() => '')
  const publish = `127.0.0.1:${REGISTRY_PORT}:5000`
  await docker('run', '--detach', '--name', 'opsctl-e2e-registry', '--publish', publish, 'opsctl-e2e/registry:1')
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const isUp = await fetch(`http://127.0.0.1:${REGISTRY_PORT}/v2/`, {signal: AbortSignal.timeout(1000)}).then(
      (answer) => answer.ok,
      () => false,
    )
    if (isUp) return
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  throw new Error('the registry did not start')
}
