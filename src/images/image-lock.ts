/** `opsctl.lock.json` beside opsctl.yaml: which image exactly every reference meant when the stack was locked. */
import {readFile} from 'node:fs/promises'
import {join} from 'node:path'

import {OpsError} from '../errors.js'
import {imageMessages as say} from '../messages/images.js'
import type {Project} from '../project.js'
import type {PresentImage} from '../system/docker-images.js'
import {putFile} from '../system/put-file.js'
import type {ImageLock, LockedImage} from './image-refs.js'

export const LOCK_FILE = 'opsctl.lock.json'

/** How a present image stands to the lock. */
export type LockState = 'locked' | 'unlocked' | 'differs'

/** The lock of a project; undefined when it has none. */
export async function loadImageLock(project: Project): Promise<ImageLock | undefined> {
  const file = join(project.root, LOCK_FILE)
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  if (text === undefined) return undefined
  const lock = parseLock(text)
  if (lock) return lock
  throw new OpsError({
    code: 'OPS_LOCK_INVALID',
    kind: 'usage',
    message: say.lockBroken(LOCK_FILE),
    suggestions: [say.lockAgain(LOCK_FILE)],
  })
}

/** Writes the lock, sorted, so that version control shows only what changed. */
export async function saveImageLock(project: Project, lock: ImageLock): Promise<void> {
  const images = Object.fromEntries(Object.entries(lock.images).toSorted(([a], [b]) => a.localeCompare(b, 'en')))
  await putFile(join(project.root, LOCK_FILE), `${JSON.stringify({...lock, images}, null, 2)}\n`, 0o644)
}

/** Compares an image with its lock. A registry digest decides; the id does for an image that came by file. */
export function judgeLock(present: PresentImage | undefined, locked: LockedImage | undefined): LockState {
  if (!locked) return 'unlocked'
  if (!present) return 'locked'
  if (present.id === locked.id) return 'locked'
  return locked.digest !== undefined && digestsOf(present).includes(locked.digest) ? 'locked' : 'differs'
}

/** The manifest digests under which registries know the image. */
export function digestsOf(image: PresentImage): readonly string[] {
  return image.repoDigests.map((name) => name.slice(name.indexOf('@') + 1))
}

function parseLock(text: string): ImageLock | undefined {
  try {
    const lock = JSON.parse(text) as Partial<ImageLock>
    const isLock = lock.version === 1 && typeof lock.images === 'object' && lock.images !== null
    return isLock && Object.values(lock.images ?? {}).every(isLockedImage) ? (lock as ImageLock) : undefined
  } catch {
    return undefined
  }
}

function isLockedImage(entry: LockedImage): boolean {
  return (
    /^sha256:[0-9a-f]{64}$/.test(entry.id) && (entry.digest === undefined || /^sha256:[0-9a-f]{64}$/.test(entry.digest))
  )
}
