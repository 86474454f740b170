import {OpsError} from '../errors.js'
import {imageMessages as say} from '../messages/images.js'
import type {NeededImage} from './list-images.js'

/** The error for images that must be on this host and are not, with the commands that get them. */
export function missingImages(missing: readonly NeededImage[]): OpsError {
  const isBuilt = ({origin}: NeededImage) => origin === 'recipe' || origin === 'app'
  const build = missing.some(isBuilt)
  const pull = missing.some((image) => !isBuilt(image))
  return new OpsError({
    code: 'OPS_IMAGES_MISSING',
    kind: 'environment',
    message: say.missing(missing.map(({id}) => id).join(', ')),
    suggestions: pull ? [say.runPull, ...(build ? [say.runBuild] : [])] : [say.runBuild],
  })
}
