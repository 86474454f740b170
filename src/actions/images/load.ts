/** Brings the images of a file onto this host. Needs no network and no project. */
import {resolve} from 'node:path'

import {OpsError} from '../../errors.js'
import {type ArchiveImage, verifyArchive} from '../../images/archive.js'
import {imageMessages as say} from '../../messages/images.js'
import {inspectImages, loadImages} from '../../system/docker-images.js'
import type {RunOptions} from '../../system/run.js'

export interface LoadAnswer {
  readonly file: string
  readonly project: string
  readonly images: readonly ArchiveImage[]
}

/** Checks every byte of the file first, loads it, then checks that every image has come. */
export async function loadStackImages(
  path: string,
  options: Pick<RunOptions, 'signal' | 'onLine'>,
): Promise<LoadAnswer> {
  const file = resolve(path)
  const {project, images} = await verifyArchive(file, options.signal)
  await loadImages(file, options)
  const present = await inspectImages(images.map((image) => image.reference))
  const wrong = images.find((image) => !present.has(image.reference))
  if (wrong) {
    throw new OpsError({
      code: 'OPS_LOAD_INCOMPLETE',
      kind: 'external',
      message: say.loadIncomplete(wrong.reference),
      suggestions: [say.copyAgain],
    })
  }
  return {file, project, images}
}
