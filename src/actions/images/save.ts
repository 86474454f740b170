/** Writes every image of a stack to one file, for a machine without network. */
import {resolve} from 'node:path'

import {writeArchive} from '../../images/archive.js'
import {probeImages} from '../../images/ensure-images.js'
import {missingImages} from '../../images/missing-images.js'
import type {Project} from '../../project.js'
import {loadStack} from '../../spec/load-stack.js'

export interface SaveAnswer {
  readonly file: string
  readonly bytes: number
  readonly images: readonly {readonly reference: string; readonly id: string; readonly bytes: number}[]
}

/** Saves the images; all must be on this host. */
export async function saveStackImages(project: Project, path: string, signal: AbortSignal): Promise<SaveAnswer> {
  const {stack} = await loadStack(project)
  const states = await probeImages(stack, project)
  const missing = states.filter((image) => !image.present)
  if (missing.length > 0) throw missingImages(missing)
  const images = states.flatMap(({reference, imageId, bytes}) =>
    imageId === undefined ? [] : [{reference, id: imageId, bytes: bytes ?? 0}],
  )
  const file = resolve(path)
  return {file, bytes: await writeArchive(file, {project: stack.project, images}, signal), images}
}
