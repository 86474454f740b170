/** Whether official images can be pulled from here. `init` decides the source of images by it, once. */
import {askRegistry} from '../system/docker-engine.js'
import {images} from './image-data.js'

/** Asks the registry, or the mirror with this prefix, for the manifest of one official image. */
export async function registryAnswers(timeoutMs: number, prefix?: string): Promise<boolean> {
  const first = Object.values(images).find((image) => image.repository !== null)
  if (!first) return false
  return askRegistry(`${prefix === undefined ? '' : `${prefix}/`}${first.repository}:${first.tag}`, timeoutMs)
}
