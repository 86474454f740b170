/** Which image a service runs, as a reference. Pure: the same stack and package give the same words. */
import type {ServiceSpec} from '../components/component.js'
import type {Stack} from '../spec/stack.js'
import {DEFAULT_SUITE, type ImageEntry, type ImageVersion, images} from './image-data.js'
import {baseSha256, listRecipes} from './recipes.js'

/** The digests of `opsctl images lock`, by reference without digest. */
export interface ImageLock {
  readonly version: 1
  readonly source: Stack['images']['source']
  readonly images: Readonly<Record<string, LockedImage>>
}

export interface LockedImage {
  /** Manifest digest at the registry; absent for an image built here. */
  readonly digest?: string
  /** Image id on the machine that locked it. */
  readonly id: string
  /** Versions of the distribution's packages inside an image built here. */
  readonly packages?: Readonly<Record<string, string>>
}

const HASH_LENGTH = 12

/** They are released together and speak to each other only in versions that fit. */
const ELASTIC: ReadonlySet<string> = new Set(['elasticsearch', 'logstash', 'kibana', 'filebeat'])

/**
 * The reference of a service's image. With a lock, an image that has a digest is given as `repository:tag@digest`.
 * Compose files are rendered without it: a machine that got its images by `images load` has no digests, so
 * {@link ensureImages} holds the tag to the locked digest instead.
 */
export function imageRef(stack: Stack, image: ServiceSpec['image'], locked?: ImageLock): string {
  const reference = plainRef(stack, image)
  const digest = locked?.images[reference]?.digest ?? shippedDigest(stack, image)
  return digest && locked ? `${reference}@${digest}` : reference
}

/** The reference of the Debian base image of a suite. */
export function baseRef(suite: string): string {
  return `opsctl/base:${suite}-${baseSha256().slice(0, HASH_LENGTH)}`
}

/** Whether the image is built on this host from the distribution's packages. */
export function isDebianBuilt(stack: Stack, id: string): boolean {
  return stack.images.source === 'debian' || entryOf(id).repository === null
}

/** The suite that has the version the stack asks for; undefined when Debian has none. */
export function suiteOf(stack: Stack, id: string): string | undefined {
  const {suite} = versionOf(stack, id)
  return suite === null ? undefined : (suite ?? DEFAULT_SUITE)
}

/** The major version chosen in opsctl.yaml, for images that have one. */
export function majorOf(stack: Stack, id: string): string | undefined {
  if (id === 'postgres') return stack.postgres.version
  if (id === 'redis') return stack.redis.version
  return ELASTIC.has(id) ? stack.elasticsearch.version : undefined
}

/** The digest that ships in the data file, if the image is an official one with a known digest. */
export function shippedDigest(stack: Stack, image: ServiceSpec['image']): string | undefined {
  if (typeof image !== 'string' || isDebianBuilt(stack, image)) return undefined
  return versionOf(stack, image).digest ?? undefined
}

function plainRef(stack: Stack, image: ServiceSpec['image']): string {
  if (typeof image !== 'string') return 'ref' in image ? image.ref : image.tag
  if (isDebianBuilt(stack, image)) return debianRef(stack, image)
  const prefix = stack.images.registry === undefined ? '' : `${stack.images.registry}/`
  return `${prefix}${entryOf(image).repository}:${versionOf(stack, image).tag}`
}

// A recipe or suite that doesn't exist still gets a reference, so that rendering never fails for it: building says why.
function debianRef(stack: Stack, id: string): string {
  const suite = suiteOf(stack, id) ?? `no-suite-${majorOf(stack, id)}`
  const hash = listRecipes().get(id)?.sha256.slice(0, HASH_LENGTH) ?? 'no-recipe'
  return `opsctl/${id}:${suite}-${hash}`
}

function versionOf(stack: Stack, id: string): ImageVersion {
  const entry = entryOf(id)
  const major = majorOf(stack, id)
  return (major === undefined ? undefined : entry.majors?.[major]) ?? entry
}

function entryOf(id: string): ImageEntry {
  const entry = images[id]
  if (!entry) throw new Error(`images.json has no image ${id}`)
  return entry
}
