/** The data that ships with every room, read when it is needed: alert rules, runbooks, dashboards, metric contracts. */
import {existsSync, readdirSync, readFileSync} from 'node:fs'
import {join, relative} from 'node:path'

import {packageRoot} from './package-root.js'

/** Folders of a room, templates/<room>/<folder>, whose files are no templates of ours. The bundle leaves them where they are. */
export const dataFolders = ['alerts', 'runbooks', 'dashboards', 'contracts', 'helm'] as const

/** Text of templates/<path>, byte for byte. Throws when it doesn't exist. */
export function readShipped(path: string): string {
  return readFileSync(join(packageRoot(), 'templates', ...path.split('/')), 'utf8')
}

/** Names of the files of templates/<room>/<folder>, sorted; none when the room has no such folder. */
export function listShipped(room: string, folder: (typeof dataFolders)[number]): readonly string[] {
  const path = join(packageRoot(), 'templates', room, folder)
  if (!existsSync(path)) return []
  const entries = readdirSync(path, {withFileTypes: true})
  return entries
    .filter((entry) => entry.isFile())
    .map(({name}) => name)
    .toSorted()
}

/** Paths of all files below templates/<room>/<folder>, relative to it, sorted; none when the room has no such folder. */
export function listShippedTree(room: string, folder: (typeof dataFolders)[number]): readonly string[] {
  const path = join(packageRoot(), 'templates', room, folder)
  if (!existsSync(path)) return []
  const entries = readdirSync(path, {withFileTypes: true, recursive: true})
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(path, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .toSorted()
}

/** Every room that ships data, whether it has code yet or not, sorted. */
export function shippedRooms(): readonly string[] {
  const entries = readdirSync(join(packageRoot(), 'templates'), {withFileTypes: true})
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({name}) => name)
    .toSorted()
}
