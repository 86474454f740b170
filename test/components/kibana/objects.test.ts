import {readFileSync} from 'node:fs'
import {describe, expect, test} from 'vitest'

import {makeBundle, toNdjson} from '../../../src/components/kibana/objects/bundle.js'
import type {SavedObject} from '../../../src/components/kibana/objects/model.js'
import {idOf} from '../../../src/components/kibana/objects/model.js'
import {stackSchema} from '../../../src/spec/stack.js'
import {fieldsOf, parseKql, toDsl} from './kql.js'
import {columnsOf, drawnColumns, type LensAttributes} from './lens.js'
import {ALLOWED, namesUsed, type Panel} from './shape.js'

const stackOf = (language: 'en' | 'zh', extra: object = {}) =>
  stackSchema.parse({version: 1, project: 'shop-1', language, elasticsearch: {}, kibana: {}, gateway: {}, ...extra})

/** As Kibana reads them: one line, one object. */
function objectsOf(language: 'en' | 'zh' = 'en'): readonly SavedObject[] {
  const {objects} = makeBundle(stackOf(language))
  return toNdjson(objects)
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as SavedObject)
}

const objects = objectsOf()
const ofType = (type: SavedObject['type']) => objects.filter((one) => one.type === type)
const lenses = ofType('lens').map(({attributes}) => attributes as unknown as LensAttributes)
const titleOf = ({type, attributes}: SavedObject) => `${type} ${attributes.title}`

const mappings = JSON.parse(
  readFileSync(new URL('../../../templates/elasticsearch/store/mappings.json', import.meta.url), 'utf8'),
) as Mapping

interface Mapping {
  readonly type?: string
  readonly index?: boolean
  readonly doc_values?: boolean
  readonly properties?: Readonly<Record<string, Mapping>>
}

/** The mapping of a field by its dotted name. */
function mappingOf(field: string): Mapping | undefined {
  return field.split('.').reduce<Mapping | undefined>((level, name) => level?.properties?.[name], mappings)
}

const AGGREGATABLE = ['keyword', 'long', 'ip', 'date']
const NUMBERS = ['long', 'date']

describe('the saved objects', () => {
  test('are two data views, five searches, eight visualisations, a dashboard and their tag', () => {
    const count = (type: SavedObject['type']) => ofType(type).length
    expect(
      ['index-pattern', 'search', 'lens', 'dashboard', 'tag'].map((type) => count(type as SavedObject['type'])),
    ).toEqual([2, 5, 8, 1, 1])
  })

  test('have ids of their own that are valid, stable, and differ between projects', () => {
    const keys = objects.map(({type, id}) => `${type}:${id}`)
    expect(new Set(keys).size).toBe(keys.length)
    for (const {id} of objects)
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(objectsOf('zh').map(({id}) => id)).toEqual(objects.map(({id}) => id))
    expect(idOf('shop', 'lens', 'volume')).not.toBe(idOf('shop-1', 'lens', 'volume'))
  })

  test('leave no reference open, and use the names by which the attributes look for them', () => {
    const known = new Set(objects.map(({type, id}) => `${type}:${id}`))
    for (const object of objects) {
      for (const {type, id} of object.references) expect(known, titleOf(object)).toContain(`${type}:${id}`)
      const names = object.references.map(({name}) => name)
      expect(new Set(names).size).toBe(names.length)
      expect(names.toSorted(), titleOf(object)).toEqual(namesUsed(object).toSorted())
    }
  })

  test('say the versions that 8.19 and 9 both know', () => {
    const versions = objects.map(({type, coreMigrationVersion, typeMigrationVersion}) => [
      type,
      coreMigrationVersion,
      typeMigrationVersion,
    ])
    expect(new Set(versions.map((one) => one.join(' ')))).toEqual(
      new Set([
        'tag 8.8.0 8.0.0',
        'index-pattern 8.8.0 8.0.0',
        'search 8.8.0 8.0.0',
        'lens 8.8.0 8.9.0',
        'dashboard 8.8.0 8.7.0',
      ]),
    )
  })

  test('have no attribute that a version would refuse', () => {
    for (const object of objects) {
      const unknown = Object.keys(object.attributes).filter((name) => !ALLOWED[object.type].includes(name))
      expect(unknown, titleOf(object)).toEqual([])
    }
  })

  test('speak the language of the stack', () => {
    const words = (one: SavedObject) =>
      JSON.stringify([one.attributes.title, one.attributes.description, one.attributes.name])
    const chinese = objectsOf('zh').filter(({type}) => type !== 'index-pattern' && type !== 'tag')
    expect(chinese.filter((one) => !/\p{Script=Han}/u.test(words(one)))).toEqual([])
    expect(objects.filter((one) => /\p{Script=Han}/u.test(JSON.stringify(one)))).toEqual([])
  })

  test('read the streams of this project only, and of the gateway where there is one', () => {
    expect(ofType('index-pattern').map(({attributes}) => attributes.title)).toEqual([
      'logs-shop_1.*-*',
      'logs-shop_1.gateway-*',
    ])
    const without = makeBundle(stackOf('en', {gateway: {enabled: false}})).objects
    expect(without.filter(({type}) => type === 'index-pattern')).toHaveLength(1)
  })

  test('are the same bytes for the same stack, and another hash for another', () => {
    expect(makeBundle(stackOf('en'))).toEqual(makeBundle(stackOf('en')))
    expect(makeBundle(stackOf('en')).hash).not.toBe(makeBundle(stackOf('zh')).hash)
  })
})

describe('the fields', () => {
  test.each(ofType('search').map((one) => [one.attributes.title as string, one] as const))(
    'of the search %s are stored',
    (_, {attributes}) => {
      const {sort, columns, breakdownField} = attributes as {
        sort: [string, string][]
        columns: string[]
        breakdownField?: string
      }
      for (const field of columns) expect(mappingOf(field)?.type, field).toBeDefined()
      for (const [field, direction] of sort) {
        expect(AGGREGATABLE, field).toContain(mappingOf(field)?.type)
        expect(['asc', 'desc']).toContain(direction)
      }

      if (breakdownField) expect(mappingOf(breakdownField)?.type).toBe('keyword')
    },
  )

  test.each(lenses.map((lens) => [lens.title, lens] as const))(
    'of the visualisation %s fit what is done with them',
    (_, lens) => {
      for (const [id, {operationType, sourceField, dataType}] of columnsOf(lens)) {
        if (operationType === 'terms') expect(mappingOf(sourceField ?? '')?.type, id).toBe('keyword')
        if (operationType === 'percentile') expect(mappingOf(sourceField ?? '')?.type, id).toBe('long')
        if (operationType === 'date_histogram')
          expect([mappingOf(sourceField ?? '')?.type, dataType]).toEqual(['date', 'date'])
        if (operationType === 'count') expect(sourceField).toBe('___records___')
      }
    },
  )

  test('of the controls and formats are stored', () => {
    const [dashboard] = ofType('dashboard')
    const input = dashboard?.attributes.controlGroupInput as {panelsJSON: string}
    const controls = Object.values(JSON.parse(input.panelsJSON) as Record<string, {explicitInput: {fieldName: string}}>)
    for (const {explicitInput} of controls) expect(mappingOf(explicitInput.fieldName)?.type).toBe('keyword')
    for (const view of ofType('index-pattern')) {
      const formats = Object.keys(JSON.parse(view.attributes.fieldFormatMap as string) as object)
      for (const field of formats) expect(NUMBERS, field).toContain(mappingOf(field)?.type)
      expect(mappingOf(view.attributes.timeFieldName as string)?.type).toBe('date')
    }
  })

  test('of every query are stored and can be searched', () => {
    const queries = queriesOf()
    expect(queries.length).toBeGreaterThan(15)
    for (const query of queries) {
      for (const {field, wants} of fieldsOf(parseKql(query))) {
        const {type, index} = mappingOf(field) ?? {}
        expect([...AGGREGATABLE, 'match_only_text'], `${query}: ${field}`).toContain(type)
        expect(index).not.toBe(false)
        if (wants === 'number') expect(NUMBERS, query).toContain(type)
      }
    }
  })
})

describe.each(lenses.map((lens) => [lens.title, lens] as const))('the visualisation %s', (_, lens) => {
  const columns = new Map(columnsOf(lens))
  const [layerId, layer] = Object.entries(lens.state.datasourceStates.formBased.layers)[0] ?? ['', undefined]

  test('orders every column once, buckets first', () => {
    expect(layer?.columnOrder.toSorted()).toEqual(Object.keys(layer?.columns ?? {}).toSorted())
    const bucketed = [...columns.values()].map(({isBucketed}) => isBucketed)
    expect(bucketed.toSorted((a, b) => Number(b) - Number(a))).toEqual(bucketed)
  })

  test('draws columns that it has, and all that a formula does not hide', () => {
    const drawn = drawnColumns(lens)
    const hidden = [...columns.values()].flatMap(({references}) => references ?? [])
    expect(drawn.toSorted()).toEqual([...columns.keys()].filter((id) => !hidden.includes(id)).toSorted())
    expect(JSON.stringify(lens.state.visualization)).toContain(`"layerId":"${layerId}"`)
  })

  test('orders and divides by columns that it has', () => {
    for (const {params, references} of columns.values()) {
      if (params.orderBy) expect(columns.get(params.orderBy.columnId)?.isBucketed).toBe(false)
      for (const id of references ?? []) expect(columns.get(id)?.isBucketed).toBe(false)
      if (params.tinymathAst) expect(params.tinymathAst.args).toEqual(references)
    }
  })
})

describe('the dashboard', () => {
  const attributes = ofType('dashboard')[0]?.attributes as {panelsJSON: string}
  const panels = JSON.parse(attributes.panelsJSON) as Panel[]

  test('shows every visualisation and the errors', () => {
    expect(panels.map(({type}) => type).toSorted()).toEqual([...lenses.map(() => 'lens'), 'search'])
  })

  test('has panels beside each other, on a grid of 48', () => {
    const cells = panels.flatMap(({gridData: {x, y, w, h}}) => {
      expect(x + w).toBeLessThanOrEqual(48)
      return Array.from({length: w * h}, (_, index) => `${x + (index % w)}:${y + Math.floor(index / w)}`)
    })
    expect(new Set(cells).size).toBe(cells.length)
  })
})

describe('our reader of Kibana’s query language', () => {
  test.each([
    ['log.level: (error or fatal)', ['log.level', 'log.level']],
    ['a.b >= 5 and not c: "x y"', ['a.b', 'c']],
    ['(a: 1 or b: 2) and c: *', ['a', 'b', 'c']],
  ])('takes %s', (query, fields) => {
    expect(fieldsOf(parseKql(query)).map(({field}) => field)).toEqual(fields)
  })

  test.each(['a:', 'a: (b or', 'a: b c', 'and a: b', 'a >= x', 'a: b*c', 'a: {b}', 'a == b'])('refuses %s', (query) => {
    expect(() => parseKql(query)).toThrow()
  })

  test('binds and more than or', () => {
    expect(toDsl(parseKql('a: 1 or b: 2 and c: *'))).toEqual({
      bool: {
        should: [{match: {a: '1'}}, {bool: {filter: [{match: {b: '2'}}, {exists: {field: 'c'}}]}}],
        minimum_should_match: 1,
      },
    })
  })
})

/** Every query of searches, panels, filtered counts, and conditions. */
function queriesOf(): readonly string[] {
  const searches = ofType('search').map(({attributes}) => {
    const {searchSourceJSON} = attributes.kibanaSavedObjectMeta as {searchSourceJSON: string}
    return (JSON.parse(searchSourceJSON) as {query: {query: string}}).query.query
  })
  const columns = lenses.flatMap((lens) =>
    columnsOf(lens).flatMap(([, {filter, params}]) => [
      ...(filter ? [filter.query] : []),
      ...(params.filters ?? []).map(({input}) => input.query),
    ]),
  )
  return [...searches, ...lenses.map(({state}) => state.query.query), ...columns]
}
