/** All saved objects of the room as one file to import, and the mark that says which of them Kibana has. */
import {createHash} from 'node:crypto'

import type {Stack} from '../../component.js'
import {visualisation} from './charts.js'
import {dashboard} from './dashboard.js'
import {dataViews} from './data-views.js'
import {idOf, type Reference, type SavedObject, savedObject} from './model.js'
import {charts} from './panels.js'
import {savedSearches} from './searches.js'

/** What is imported, and the same with the mark that it was. */
export interface Bundle {
  /** Everything, its tag without the mark. */
  readonly objects: readonly SavedObject[]
  /** sha256 over the objects. */
  readonly hash: string
  /** The tag that carries the hash; imported last, so that it is there only once all else is. */
  readonly mark: SavedObject
}

/** The saved objects of a stack; the same bytes for the same stack. */
export function makeBundle(stack: Stack): Bundle {
  const id = idOf(stack.project, 'tag', 'opsctl')
  const tag: Reference = {name: `tag-ref-${id}`, type: 'tag', id}
  const objects = [
    makeTag(id, ''),
    ...dataViews(stack),
    ...savedSearches(stack, tag),
    ...charts.map((chart) => visualisation(stack, chart, tag)),
    dashboard(stack, tag),
  ]
  const hash = createHash('sha256').update(toNdjson(objects)).digest('hex')
  return {objects, hash, mark: makeTag(id, `sha256 ${hash}`)}
}

/** One object per line, as Kibana exports and imports them. */
export function toNdjson(objects: readonly SavedObject[]): string {
  return objects.map((one) => `${JSON.stringify(one)}\n`).join('')
}

function makeTag(id: string, description: string): SavedObject {
  return savedObject({type: 'tag', id}, {name: 'opsctl', description, color: '#0B64DD'})
}
