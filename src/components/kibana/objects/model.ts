/** What Kibana calls a saved object, and how ours are named. */
import {createHash} from 'node:crypto'

/**
 * The version of each type's attributes as written here: the last of the numbered migrations, from before the types got
 * model versions of their own. 8.19 and 9 both bring objects of these versions to their own; an object without any would
 * be put through every migration since 7.0, and one with a newer version would be refused by the older of the two.
 */
const VERSIONS = {
  'index-pattern': '8.0.0',
  search: '8.0.0',
  lens: '8.9.0',
  dashboard: '8.7.0',
  tag: '8.0.0',
} as const

export type ObjectType = keyof typeof VERSIONS

/** A pointer to another object, by the name under which the attributes speak of it. */
export interface Reference {
  readonly name: string
  readonly type: ObjectType
  readonly id: string
}

/** One line of the file that Kibana imports. */
export interface SavedObject {
  readonly type: ObjectType
  readonly id: string
  readonly attributes: Readonly<Record<string, unknown>>
  readonly references: readonly Reference[]
  /** Kibana lets nobody edit it in place: an update would undo the edit. It can be copied. */
  readonly managed: true
  readonly coreMigrationVersion: string
  readonly typeMigrationVersion: string
}

/** Makes one, with the versions that its type is written in. */
export function savedObject(
  {type, id}: {readonly type: ObjectType; readonly id: string},
  attributes: SavedObject['attributes'],
  references: readonly Reference[] = [],
): SavedObject {
  return {
    type,
    id,
    attributes,
    references,
    managed: true,
    coreMigrationVersion: '8.8.0',
    typeMigrationVersion: VERSIONS[type],
  }
}

/** A UUID that is the same for the same name (RFC 9562, version 5), so that an import replaces what an earlier one left. */
export function idOf(...names: readonly string[]): string {
  const hash = createHash('sha1').update(NAMESPACE).update(names.join('/')).digest().subarray(0, 16)
  hash[6] = ((hash[6] ?? 0) & 0x0f) | 0x50
  hash[8] = ((hash[8] ?? 0) & 0x3f) | 0x80
  const hex = hash.toString('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}

/** Drawn once for the saved objects of opsctl. */
const NAMESPACE = Buffer.from('5d0f3c1e9b7a4e52a1c68d2f40b7e913', 'hex')
