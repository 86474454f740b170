/** Makes every image of a stack present on this host: pulls what comes from a registry, builds the rest. */
import {OpsError} from '../errors.js'
import {imageMessages as say} from '../messages/images.js'
import type {Project} from '../project.js'
import type {Stack} from '../spec/stack.js'
import {inspectImage, inspectImages, type PresentImage, pullImage, tagImage} from '../system/docker-images.js'
import type {RunOptions} from '../system/run.js'
import {appSha256, buildAppImage, buildRecipe, CONTEXT_LABEL, judgeRecipe, takesNodeImage} from './build-image.js'
import {ensureBase} from './debian-base.js'
import {digestsOf, judgeLock, type LockState, loadImageLock} from './image-lock.js'
import {baseRef, type ImageLock, imageRef, isDebianBuilt, shippedDigest, suiteOf} from './image-refs.js'
import {listImages, type NeededImage} from './list-images.js'

/** `onLine` takes all that the programs print; `onImage` takes the image that is begun. */
export interface FetchOptions extends Pick<RunOptions, 'signal' | 'onLine'> {
  readonly onImage?: (line: string) => void
}

export interface EnsureOptions extends FetchOptions {
  /** Only images of these origins; all when absent. */
  readonly origins?: readonly NeededImage['origin'][]
  /** Builds the user's apps even when their files are the same, as after a change in what they download. */
  readonly rebuild?: boolean
}

/** An image of the stack as it is on this host. */
export interface ImageState extends NeededImage {
  readonly present: boolean
  readonly imageId?: string
  readonly digest?: string
  readonly bytes?: number
  readonly lock: LockState
  /** What was done for it in this run. */
  readonly action: 'none' | 'pulled' | 'built'
}

/** At most this many recipes are built at a time: each is bound by one core and one download. */
const PARALLEL_BUILDS = 2

/** The images of the stack and whether they are here. Changes nothing. */
export async function probeImages(stack: Stack, project: Project): Promise<readonly ImageState[]> {
  const needed = withNode(stack, project)
  const lock = await loadImageLock(project)
  const present = await inspectImages(needed.map((image) => image.reference))
  return needed.map((image) => toState(image, present.get(image.reference), lock, 'none'))
}

/** Pulls or builds what is missing, and holds every locked reference to its digest. Images that are here cost nothing. */
export async function ensureImages(
  stack: Stack,
  project: Project,
  options: EnsureOptions = {},
): Promise<readonly ImageState[]> {
  const {origins, rebuild, ...control} = options
  const lock = await loadImageLock(project)
  const before = (await probeImages(stack, project)).filter((image) => !origins || origins.includes(image.origin))
  for (const image of before) {
    const problem = image.origin === 'recipe' && !image.present ? judgeRecipe(stack, image.id) : undefined
    if (problem) throw problem
  }
  const done = new Map<string, ImageState['action']>()
  for (const image of before.filter(needsPull)) {
    await pull(stack, image, lock, control)
    done.set(image.reference, 'pulled')
  }
  const recipes = before.filter((image) => image.origin === 'recipe' && !image.present)
  await buildRecipes(stack, recipes, control)
  for (const image of recipes) done.set(image.reference, 'built')
  for (const image of before.filter((needed) => needed.origin === 'app')) {
    if (!rebuild && (await isAppCurrent(stack, project, image))) continue
    await buildAppImage(stack, project, image, control)
    done.set(image.reference, 'built')
  }
  return readBack(before, lock, done)
}

/** Builds images from their recipes, the bases first, some at a time. */
export async function buildRecipes(
  stack: Stack,
  recipes: readonly NeededImage[],
  options: FetchOptions = {},
): Promise<void> {
  const suites = new Set(recipes.map((image) => suiteOf(stack, image.id)))
  for (const suite of suites) {
    if (suite === undefined) continue
    options.onImage?.(`base: ${baseRef(suite)}`)
    await ensureBase(suite, options)
  }
  await inParallel(recipes, PARALLEL_BUILDS, async (image) => {
    options.onImage?.(`${image.id}: ${image.reference}`)
    await buildRecipe(stack, image, options)
  })
}

/** An image that was built from the very same files needs no build, so that one that came by file needs no network. */
async function isAppCurrent(stack: Stack, project: Project, image: NeededImage): Promise<boolean> {
  const present = await inspectImage(image.reference)
  return present?.labels[CONTEXT_LABEL] === (await appSha256(stack, project, image))
}

async function readBack(
  before: readonly ImageState[],
  lock: ImageLock | undefined,
  done: ReadonlyMap<string, ImageState['action']>,
): Promise<readonly ImageState[]> {
  const present = await inspectImages(before.map((image) => image.reference))
  return before.map((image) => {
    const now = present.get(image.reference)
    // An app that was built to the same id as before was not built at all.
    const isSame = now !== undefined && now.id === image.imageId
    return toState(image, now, lock, isSame ? 'none' : (done.get(image.reference) ?? 'none'))
  })
}

function needsPull(image: ImageState): boolean {
  if (image.origin !== 'official' && image.origin !== 'own') return false
  return !image.present || image.lock === 'differs'
}

async function pull(
  stack: Stack,
  image: NeededImage,
  lock: ImageLock | undefined,
  options: EnsureOptions,
): Promise<void> {
  const digest =
    lock?.images[image.reference]?.digest ?? (image.origin === 'official' ? shippedDigest(stack, image.id) : undefined)
  options.onImage?.(`${image.id}: ${image.reference}`)
  const wanted = digest === undefined ? image.reference : `${image.reference.replace(/@.*/, '')}@${digest}`
  try {
    await pullImage(wanted, options)
    if (digest !== undefined && !image.reference.includes('@')) await tagImage(wanted, image.reference)
  } catch (error) {
    if (!(error instanceof OpsError) || error.kind !== 'external') throw error
    throw pullError(error, image, wanted)
  }
  const now = await inspectImage(image.reference)
  if (now && digest !== undefined && !digestsOf(now).includes(digest)) throw digestError(image, digest, now)
}

function pullError(error: OpsError, image: NeededImage, wanted: string): OpsError {
  const elsewhere = image.origin === 'official' ? [say.useMirror, say.useDebian] : []
  return new OpsError({
    code: 'OPS_IMAGE_PULL_FAILED',
    kind: 'external',
    message: say.pullFailed(image.id, wanted),
    suggestions: [say.checkReference(wanted), ...elsewhere, say.loadElsewhere],
    ...(error.detail === undefined ? {} : {detail: error.detail}),
    cause: error,
  })
}

function digestError(image: NeededImage, digest: string, now: PresentImage): OpsError {
  return new OpsError({
    code: 'OPS_IMAGE_DIGEST_DIFFERS',
    kind: 'environment',
    message: say.digestDiffers(image.reference, digest, digestsOf(now).join(', ') || now.id),
    suggestions: [say.takeLocked, say.lockNew],
  })
}

/** The images of the stack, with the Node image when an app of the user starts from it. */
function withNode(stack: Stack, project: Project): readonly NeededImage[] {
  const needed = listImages(stack)
  const wantsNode = needed.some((image) => takesNodeImage(project, image))
  if (!wantsNode || needed.some((image) => image.id === 'node')) return needed
  const origin = isDebianBuilt(stack, 'node') ? 'recipe' : 'official'
  return [...needed, {component: 'app', id: 'node', reference: imageRef(stack, 'node'), origin}]
}

function toState(
  image: NeededImage,
  present: PresentImage | undefined,
  lock: ImageLock | undefined,
  action: ImageState['action'],
): ImageState {
  const {component, id, reference, origin, context} = image
  const digest = present ? digestsOf(present)[0] : undefined
  return {
    component,
    id,
    reference,
    origin,
    ...(context === undefined ? {} : {context}),
    present: present !== undefined,
    ...(present ? {imageId: present.id, bytes: present.bytes} : {}),
    ...(digest === undefined ? {} : {digest}),
    lock: judgeLock(present, lock?.images[reference]),
    action,
  }
}

/** Runs work over items, so many at a time; the first failure stops what has not begun. */
async function inParallel<T>(items: readonly T[], lanes: number, work: (item: T) => Promise<void>): Promise<void> {
  const rest = [...items]
  const lane = async () => {
    for (let item = rest.shift(); item !== undefined; item = rest.shift()) {
      await work(item).catch((error: unknown) => {
        rest.length = 0
        throw error
      })
    }
  }
  const ends = await Promise.allSettled(Array.from({length: lanes}, lane))
  const failed = ends.find((end) => end.status === 'rejected')
  if (failed) throw failed.reason
}
