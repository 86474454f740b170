/** Finds the Debian recipes that ship with opsctl and hashes them. Reads package files only, so the answer never varies. */
import {createHash} from 'node:crypto'
import {existsSync, readdirSync, readFileSync, statSync} from 'node:fs'
import {join} from 'node:path'

import {packageRoot} from '../package-root.js'
import {type ShippedRecipe, shippedRecipes} from './shipped-recipes.js'

export interface Recipe {
  readonly image: string
  /** Absolute path of the folder with the Dockerfile: the build context. */
  readonly folder: string
  /** sha256 over the files of the folder and the base recipe. */
  readonly sha256: string
}

/** How the base image is made. A change here changes the hash of every recipe. */
export const BASE_RECIPE = {
  variant: 'minbase',
  include: ['ca-certificates'],
  // A frozen mirror has release files that are past their date. The options stay in the image, for the recipes on top.
  aptOptions: ['Acquire::Check-Valid-Until "false"', 'Acquire::Retries "3"'],
} as const

const known = new Map<string, ReadonlyMap<string, Recipe>>()

/** Every recipe under templates/<room>/images/<id>/, by image id. */
export function listRecipes(folder?: string): ReadonlyMap<string, Recipe> {
  const templates = folder ?? join(packageRoot(), 'templates')
  const before = known.get(templates)
  if (before) return before
  const found = folder === undefined && shippedRecipes ? locate(shippedRecipes, templates) : findRecipes(templates)
  known.set(templates, found)
  return found
}

function locate(recipes: readonly ShippedRecipe[], templates: string): ReadonlyMap<string, Recipe> {
  const found = recipes.map(({image, room, sha256}) => {
    return [image, {image, folder: join(templates, room, 'images', image), sha256}] as const
  })
  return new Map(found)
}

function findRecipes(templates: string): ReadonlyMap<string, Recipe> {
  const found = new Map<string, Recipe>()
  for (const room of readdirSync(templates).toSorted()) {
    const folder = join(templates, room, 'images')
    if (!existsSync(folder)) continue
    for (const image of readdirSync(folder).toSorted()) {
      if (existsSync(join(folder, image, 'Dockerfile'))) found.set(image, toRecipe(image, join(folder, image)))
    }
  }
  return found
}

/** sha256 of the base recipe: what the tag of the base image is made from. */
export function baseSha256(): string {
  return createHash('sha256').update(JSON.stringify(BASE_RECIPE)).digest('hex')
}

function toRecipe(image: string, folder: string): Recipe {
  const hash = createHash('sha256').update(JSON.stringify(BASE_RECIPE))
  for (const path of readdirSync(folder, {recursive: true, encoding: 'utf8'}).toSorted()) {
    const file = join(folder, path)
    const stat = statSync(file)
    if (!stat.isFile()) continue
    // Docker copies the permission bits into the image, so they are part of its content.
    hash
      .update(`\0${path}\0${(stat.mode & 0o111) === 0 ? 'file' : 'script'}\0${stat.size}\0`)
      .update(readFileSync(file))
  }
  return {image, folder, sha256: hash.digest('hex')}
}
