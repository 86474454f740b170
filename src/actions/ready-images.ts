/** Makes sure of every image, at no cost when all of them are there. */
import {buildAppImage} from '../images/build-image.js'
import {ensureImages} from '../images/ensure-images.js'
import {loadImageLock} from '../images/image-lock.js'
import {listImages} from '../images/list-images.js'
import {upMessages as say} from '../messages/up.js'
import {listImageIds} from '../system/docker-api.js'
import type {Text} from '../text.js'
import type {OpenStack} from './pipeline.js'

/** Pulls or builds what is missing; an app with a build folder is always built, which the cache makes cheap. */
export async function readyImages(
  {stack, project}: OpenStack,
  signal: AbortSignal,
  onImage: (line: string) => void,
): Promise<Text | undefined> {
  const needed = listImages(stack)
  const [there, lock] = await Promise.all([listImageIds(), loadImageLock(project)])
  const allThere = needed.every((image) => image.origin === 'app' || there.has(image.reference))
  if (!allThere || lock !== undefined) {
    const states = await ensureImages(stack, project, {signal, onImage})
    return say.imageCounts(states.length, states.filter((state) => state.action !== 'none').length)
  }

  for (const image of needed.filter((one) => one.origin === 'app')) {
    onImage(`${image.id}: ${image.reference}`)
    await buildAppImage(stack, project, image, {signal})
  }

  return say.imageCounts(needed.length, 0)
}
