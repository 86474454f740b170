/** Images around the test tools, with the paths, users and entrypoints of the official ones, for stacks that opsctl brings up. */
import {createHash} from 'node:crypto'
import {readdirSync, readFileSync} from 'node:fs'
import {cp, mkdtemp, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'

import {ensureBase} from '../../../src/images/debian-base.js'
import {images} from '../../../src/images/image-data.js'
import {baseRef, imageRef} from '../../../src/images/image-refs.js'
import {listRecipes} from '../../../src/images/recipes.js'
import {stackSchema} from '../../../src/spec/stack.js'
import {buildImage, inspectImage, tagImage} from '../../../src/system/docker-images.js'
import {run} from '../../../src/system/run.js'
import {buildTool, type ToolName, toolFolder} from './cache.js'

/**
 * What stands before the references of the tests' images: `images: {source: registry, registry: <this>}` in opsctl.yaml.
 * No such registry exists, so nothing that is missing is ever pulled, and nothing real is ever shadowed.
 */
export const TEST_REGISTRY = 'opsctl.test'

/** The major version of the Elastic components that these images stand for. */
export const TEST_MAJOR = '8'

const SUITE = 'sid'
const folders = fileURLToPath(new URL('images', import.meta.url))
const debian = stackSchema.parse({version: 1, project: 'opsctl-e2e', images: {source: 'debian'}})
const official = stackSchema.parse({
  version: 1,
  project: 'opsctl-e2e',
  images: {source: 'registry', registry: TEST_REGISTRY},
  elasticsearch: {enabled: true, version: TEST_MAJOR},
})

/**
 * Makes every image that a light log stack needs present under the references of {@link TEST_REGISTRY}: Elasticsearch and
 * Filebeat from the tools, all others from opsctl's Debian recipes, which the end-to-end setup has built.
 */
export async function ensureTestImages(): Promise<void> {
  await ensureBase(SUITE)
  for (const [id, tool] of [
    ['elasticsearch', 'elasticsearch8'],
    ['filebeat', 'filebeat'],
  ] as const) {
    await tagImage(await ensureToolImage(id, tool), imageRef(official, id))
  }
  for (const id of Object.keys(images).filter((known) => listRecipes().has(known))) {
    const built = imageRef(debian, id)
    if (await inspectImage(built)) await tagImage(built, imageRef(official, id))
  }
}

/** Takes the references away again. The images themselves stay, for the next run. */
export async function forgetTestImages(): Promise<void> {
  const listed = await run('docker', ['image', 'ls', '--format', '{{.Repository}}:{{.Tag}}'])
  const ours = listed.split('\n').filter((reference) => reference.startsWith(`${TEST_REGISTRY}/`))
  if (ours.length > 0) await run('docker', ['image', 'rm', ...ours])
}

async function ensureToolImage(id: 'elasticsearch' | 'filebeat', tool: ToolName): Promise<string> {
  const recipe = join(folders, id)
  const hash = createHash('sha256').update(`${baseRef(SUITE)}\0${toolFolder(tool)}`)
  for (const file of readdirSync(recipe).toSorted()) hash.update(`\0${file}\0`).update(readFileSync(join(recipe, file)))
  const reference = `opsctl-test/${id}:${hash.digest('hex').slice(0, 12)}`
  if (await inspectImage(reference)) return reference
  const context = await mkdtemp(join(tmpdir(), 'opsctl-test-image-'))
  try {
    await cp(recipe, context, {recursive: true})
    await cp(await buildTool(tool), join(context, 'tool'), {recursive: true})
    await buildImage({context, reference, args: {BASE: baseRef(SUITE)}})
  } finally {
    await rm(context, {recursive: true, force: true})
  }
  return reference
}
