/** Which images a stack needs, and where each comes from. Pure. */
import type {ServiceSpec} from '../components/component.js'
import {components} from '../components/registry.js'
import type {Stack} from '../spec/stack.js'
import {imageRef, isDebianBuilt} from './image-refs.js'
import {listServices} from './list-services.js'

/** `official`: pulled from a registry. `recipe`: built here from Debian packages. `own`: a reference of the user's. `app`: built from the user's folder. */
export type ImageOrigin = 'official' | 'recipe' | 'own' | 'app'

export interface NeededImage {
  /** Component that uses it; the first one when several do. */
  readonly component: string
  /** Id in images.json, or the reference itself when it has none. */
  readonly id: string
  readonly reference: string
  readonly origin: ImageOrigin
  /** Build context relative to the project folder, for `app`. */
  readonly context?: string
}

/** Every image of the stack once, sorted by id. */
export function listImages(stack: Stack): readonly NeededImage[] {
  const needed = new Map<string, NeededImage>()
  const add = (component: string, image: ServiceSpec['image']) => {
    const found = toNeeded(stack, component, image)
    if (!needed.has(found.reference)) needed.set(found.reference, found)
  }
  for (const component of components) {
    if (!component.isEnabled(stack)) continue
    for (const id of component.images(stack)) add(component.id, id)
  }
  for (const {component, service} of listServices(stack)) add(component, service.image)
  return [...needed.values()].toSorted((a, b) => a.id.localeCompare(b.id, 'en'))
}

function toNeeded(stack: Stack, component: string, image: ServiceSpec['image']): NeededImage {
  const reference = imageRef(stack, image)
  if (typeof image === 'string') {
    return {component, id: image, reference, origin: isDebianBuilt(stack, image) ? 'recipe' : 'official'}
  }
  if ('ref' in image) return {component, id: reference, reference, origin: 'own'}
  return {component, id: reference, reference, origin: 'app', context: image.build}
}
