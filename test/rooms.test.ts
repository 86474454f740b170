import {existsSync} from 'node:fs'
import {readdir, readFile} from 'node:fs/promises'
import {join} from 'node:path'
import {describe, expect, test} from 'vitest'

import {components} from '../src/components/registry.js'
import {upcomingKeys} from '../src/spec/stack.js'

const root = new URL('..', import.meta.url).pathname
const entries = await readdir(join(root, 'src/components'), {withFileTypes: true})
const rooms = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name)

describe('every component is a room with all its walls', () => {
  test.each(rooms)('%s', async (id) => {
    const walls = [
      `src/components/${id}/schema.ts`,
      `src/components/${id}/index.ts`,
      `templates/${id}`,
      `test/components/${id}`,
    ]
    expect(walls.filter((path) => !existsSync(join(root, path)))).toEqual([])
    const schemas = await readFile(join(root, 'src/components/schemas.ts'), 'utf8')
    expect(schemas, 'a line in schemas.ts').toContain(`'./${id}/schema.js'`)
    const component = components.find((one) => one.id === id)
    expect(component, 'a line in registry.ts').toBeDefined()
    expect(component?.title.en).not.toBe('')
    expect(component?.title.zh).not.toBe('')
  })

  test('no room is missing, and no folder of templates belongs to none', async () => {
    expect(components.map(({id}) => id).toSorted()).toEqual(rooms.toSorted())
    const templates = await readdir(join(root, 'templates'), {withFileTypes: true})
    const known = [...rooms, ...upcomingKeys, 'json-exporter', 'chart']
    const strays = templates.filter((entry) => entry.isDirectory() && !known.includes(entry.name))
    expect(strays.map(({name}) => name)).toEqual([])
  })
})
