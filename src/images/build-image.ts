/** Builds one image: from a Debian recipe, or from the folder of a user's app. */
import {existsSync, readFileSync} from 'node:fs'
import {join} from 'node:path'

import {OpsError} from '../errors.js'
import {imageMessages as say} from '../messages/images.js'
import type {Project} from '../project.js'
import type {Stack} from '../spec/stack.js'
import {buildImage} from '../system/docker-images.js'
import type {RunOptions} from '../system/run.js'
import type {Text} from '../text.js'
import {hashContext} from './app-context.js'
import {ensureBase} from './debian-base.js'
import {DEFAULT_SUITE, images} from './image-data.js'
import {imageRef, majorOf, suiteOf} from './image-refs.js'
import type {NeededImage} from './list-images.js'
import {listRecipes} from './recipes.js'

type Options = Pick<RunOptions, 'signal' | 'onLine'>

/** A Dockerfile of the sample app takes the Node image of the stack, whatever its source, by this argument. */
const NODE_ARG = 'OPSCTL_NODE_IMAGE'

/** What keeps a recipe from being built whatever the host: no package, or no suite with the wanted version. */
export function judgeRecipe(stack: Stack, id: string): OpsError | undefined {
  if (!listRecipes().has(id)) {
    return lacking(say.noRecipe(id), [say.dropComponent(id), say.useRegistry])
  }
  const major = majorOf(stack, id)
  const majors = buildableMajors(id)
  if (major === undefined || majors.includes(major)) return undefined
  const has = majors.join(', ')
  return lacking(say.noSuite(id, major, has), [say.chooseMajor(id, has), say.useRegistry])
}

/** Majors that a suite has, and that the recipe knows how to build: one with `ARG MAJOR` knows all, another only the newest. */
function buildableMajors(id: string): readonly string[] {
  const knowsAll = hasArg(listRecipes().get(id)?.folder ?? '', 'MAJOR')
  return Object.entries(images[id]?.majors ?? {})
    .filter(([, {suite}]) => suite !== null && (knowsAll || suite === DEFAULT_SUITE))
    .map(([major]) => major)
}

/** Builds the image of a recipe on top of the base of its suite. */
export async function buildRecipe(stack: Stack, image: NeededImage, options: Options = {}): Promise<void> {
  const problem = judgeRecipe(stack, image.id)
  if (problem) throw problem
  const recipe = listRecipes().get(image.id)
  const suite = suiteOf(stack, image.id)
  if (!recipe || suite === undefined) return
  const base = await ensureBase(suite, options)
  const major = majorOf(stack, image.id)
  const takesMajor = major !== undefined && hasArg(recipe.folder, 'MAJOR')
  await buildImage({
    context: recipe.folder,
    reference: image.reference,
    args: {BASE: base, ...(takesMajor ? {MAJOR: major} : {})},
    labels: {'opsctl.recipe-sha256': recipe.sha256},
    ...options,
  }).catch((error: unknown) => {
    throw buildError(error, image, say.buildAgain)
  })
}

/** Label of an app's image: what it was built from, see {@link appSha256}. */
export const CONTEXT_LABEL = 'opsctl.context-sha256'

/** sha256 of everything opsctl puts into an app's build: an image that carries it need not be built again. */
export async function appSha256(stack: Stack, project: Project, image: NeededImage): Promise<string> {
  const context = join(project.root, image.context ?? '.')
  if (!existsSync(join(context, 'Dockerfile'))) {
    throw new OpsError({
      code: 'OPS_APP_DOCKERFILE_MISSING',
      kind: 'usage',
      message: say.noDockerfile(image.reference, context),
      suggestions: [say.writeDockerfile(join(context, 'Dockerfile'))],
    })
  }
  return hashContext(context, JSON.stringify(appArgs(stack, project, image)))
}

/** Builds the image of a user's app. */
export async function buildAppImage(
  stack: Stack,
  project: Project,
  image: NeededImage,
  options: Options = {},
): Promise<void> {
  const context = join(project.root, image.context ?? '.')
  await buildImage({
    context,
    reference: image.reference,
    args: appArgs(stack, project, image),
    labels: {'opsctl.project': stack.project, [CONTEXT_LABEL]: await appSha256(stack, project, image)},
    ...options,
  }).catch((error: unknown) => {
    throw buildError(error, image, say.checkDockerfile(context))
  })
}

function appArgs(stack: Stack, project: Project, image: NeededImage): Readonly<Record<string, string>> {
  return takesNodeImage(project, image) ? {[NODE_ARG]: imageRef(stack, 'node')} : {}
}

/** Whether the app starts from the Node image of the stack. */
export function takesNodeImage(project: Project, image: NeededImage): boolean {
  return image.origin === 'app' && hasArg(join(project.root, image.context ?? '.'), NODE_ARG)
}

function hasArg(folder: string, name: string): boolean {
  const file = join(folder, 'Dockerfile')
  return existsSync(file) && new RegExp(`^ARG ${name}\\b`, 'm').test(readFileSync(file, 'utf8'))
}

function lacking(message: Text, suggestions: readonly [Text, ...Text[]]): OpsError {
  return new OpsError({code: 'OPS_IMAGE_NOT_IN_DEBIAN', kind: 'usage', message, suggestions})
}

function buildError(error: unknown, image: NeededImage, way: Text): unknown {
  if (!(error instanceof OpsError) || error.kind !== 'external') return error
  return new OpsError({
    code: 'OPS_IMAGE_BUILD_FAILED',
    kind: 'external',
    message: say.buildFailed(image.id, image.reference),
    suggestions: [way],
    ...(error.detail === undefined ? {} : {detail: error.detail}),
    cause: error,
  })
}
