/** The recipes as the bundle knows them. There, another module is in this place: it has their hashes from when it was built. */

export interface ShippedRecipe {
  readonly image: string
  readonly room: string
  readonly sha256: string
}

/** Undefined where the files of templates/ are read instead. */
export const shippedRecipes = undefined as readonly ShippedRecipe[] | undefined
