/** Builds the Debian base image that every recipe starts from, out of the host's own package mirror. */
import {mkdtemp, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'

import {OpsError} from '../errors.js'
import {imageMessages as say} from '../messages/images.js'
import {hostMirror, installPackages, updateLists} from '../system/apt.js'
import {importImage, inspectImage} from '../system/docker-images.js'
import {findProgram, type HostOs, readHostOs} from '../system/host-os.js'
import {type RunOptions, run} from '../system/run.js'
import type {Text} from '../text.js'
import {baseRef} from './image-refs.js'
import {BASE_RECIPE, baseSha256} from './recipes.js'

type Options = Pick<RunOptions, 'signal' | 'onLine'>

const BOOTSTRAP_TIMEOUT_MS = 10 * 60_000

/** What keeps this host from building a base image; undefined when nothing does. Missing packages don't count: they are installed. */
export function judgeBaseHost(os: HostOs): Text | undefined {
  if (!os.isDebianLike) return say.needsDebian(os.name)
  return os.isRoot ? undefined : say.needsRoot
}

/** Makes sure that the base image of a suite is here, and returns its reference. */
export async function ensureBase(suite: string, options: Options = {}): Promise<string> {
  const reference = baseRef(suite)
  if (await inspectImage(reference)) return reference
  const os = await readHostOs()
  const obstacle = judgeBaseHost(os)
  if (obstacle) throw impossible(obstacle, os.isDebianLike)
  if (!(await findProgram('mmdebstrap'))) {
    await updateLists(options)
    await installPackages(['mmdebstrap', 'debian-archive-keyring'], options)
  }
  await bootstrap(suite, os, reference, options)
  return reference
}

async function bootstrap(suite: string, os: HostOs, reference: string, options: Options): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'opsctl-base-'))
  try {
    const tar = join(folder, 'rootfs.tar')
    // Only Debian's own mirror has Debian's suites; elsewhere mmdebstrap knows where to go.
    const mirror = os.id === 'debian' ? await hostMirror(os) : undefined
    const argv = [`--variant=${BASE_RECIPE.variant}`, `--include=${BASE_RECIPE.include.join(',')}`, '--format=tar']
    for (const option of BASE_RECIPE.aptOptions) argv.push(`--aptopt=${option}`)
    await run('mmdebstrap', [...argv, suite, tar, ...(mirror ? [mirror] : [])], {
      ...options,
      timeoutMs: BOOTSTRAP_TIMEOUT_MS,
    })
    await importImage(tar, reference, {'opsctl.recipe-sha256': baseSha256()})
  } finally {
    await rm(folder, {recursive: true, force: true})
  }
}

function impossible(why: Text, isDebianLike: boolean): OpsError {
  const elsewhere = [say.useRegistry, say.loadElsewhere] as const
  return new OpsError({
    code: 'OPS_DEBIAN_BUILD_IMPOSSIBLE',
    kind: 'environment',
    message: {en: say.baseImpossible(why.en).en, zh: say.baseImpossible(why.zh).zh},
    suggestions: isDebianLike ? [say.runAsRoot, ...elsewhere] : elsewhere,
  })
}
