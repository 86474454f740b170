/** Writes down which image exactly every reference of the stack means now. */
import {images as catalogue} from '../../images/image-data.js'
import {digestsOf, LOCK_FILE, saveImageLock} from '../../images/image-lock.js'
import type {ImageLock, LockedImage} from '../../images/image-refs.js'
import {listImages, type NeededImage} from '../../images/list-images.js'
import {missingImages} from '../../images/missing-images.js'
import type {Project} from '../../project.js'
import {loadStack} from '../../spec/load-stack.js'
import {inspectImages, type PresentImage, runOnce} from '../../system/docker-images.js'
import {withProjectLock} from '../../system/lock.js'

export interface LockAnswer {
  readonly file: string
  readonly lock: ImageLock
}

/** Locks every image but the user's own builds, which change with their folder. All must be on this host. */
export async function lockImages(project: Project): Promise<LockAnswer> {
  const {stack} = await loadStack(project)
  const needed = listImages(stack).filter((image) => image.origin !== 'app')
  const present = await inspectImages(needed.map((image) => image.reference))
  const missing = needed.filter((image) => !present.has(image.reference))
  if (missing.length > 0) throw missingImages(missing)
  const entries = await Promise.all(
    needed.map(async (image) => [image.reference, await toLocked(image, present.get(image.reference))] as const),
  )
  const images = Object.fromEntries(entries.flatMap(([reference, entry]) => (entry ? [[reference, entry]] : [])))
  const lock: ImageLock = {version: 1, source: stack.images.source, images}
  await withProjectLock(project, 'images lock', () => saveImageLock(project, lock))
  return {file: LOCK_FILE, lock}
}

async function toLocked(image: NeededImage, present: PresentImage | undefined): Promise<LockedImage | undefined> {
  if (!present) return undefined
  if (image.origin === 'recipe') return {id: present.id, packages: await packageVersions(image)}
  const repository = image.reference.replace(/[:@][^/]*$/, '')
  // One image may be known to several registries; the digest of this one counts.
  const own = present.repoDigests.find((name) => name.startsWith(`${repository}@`))
  const digest = own?.slice(own.indexOf('@') + 1) ?? digestsOf(present)[0]
  return {id: present.id, ...(digest === undefined ? {} : {digest})}
}

/** Versions of the packages an image is about, its libraries and base left out. */
async function packageVersions(image: NeededImage): Promise<Readonly<Record<string, string>>> {
  const names = catalogue[image.id]?.packages ?? []
  const rows = (await runOnce(image.reference, ['dpkg-query', '-W'])).split('\n').map((row) => row.split('\t'))
  return Object.fromEntries(
    rows.flatMap(([name, version]) => {
      const isIts = names.some((wanted) => name === wanted || name?.startsWith(`${wanted}-`))
      return isIts && name !== undefined && version !== undefined ? [[name, version]] : []
    }),
  )
}
