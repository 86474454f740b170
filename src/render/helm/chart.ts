/** The chart, as it ships: the same bytes for every stack. Only values.yaml says which stack it is. */
import type {RenderedFile} from '../../components/component.js'
import {listShippedTree, readShipped, shippedRooms} from '../../shipped.js'
import {valuesSchemaText} from './schema-text.js'

/** The folder of templates/ that holds what belongs to no room. */
const FRAME = 'chart'

/** Every file of the chart, by path under `deploy/`, sorted. */
export function chartFiles(): readonly RenderedFile[] {
  const shipped = shippedRooms().flatMap((room) =>
    listShippedTree(room, 'helm').map((path): RenderedFile => {
      const place = room === FRAME ? path : `templates/${room}/${path}`
      return {path: `chart/${place}`, content: readShipped(`${room}/helm/${path}`)}
    }),
  )
  const schema: RenderedFile = {path: 'chart/values.schema.json', content: valuesSchemaText()}
  return [...shipped, schema].toSorted((a, b) => (a.path < b.path ? -1 : 1))
}
