/** How Kibana expects its saved objects to be: names of references, and attributes it knows. */
import type {SavedObject} from '../../../src/components/kibana/objects/model.js'
import type {LensAttributes} from './lens.js'

/** A panel of a dashboard, as Kibana keeps it. */
export interface Panel {
  readonly type: string
  readonly panelIndex: string
  readonly panelRefName: string
  readonly gridData: {
    readonly x: number
    readonly y: number
    readonly w: number
    readonly h: number
    readonly i: string
  }
}

/** The names of references as the attributes use them. */
export function namesUsed({type, attributes, references}: SavedObject): readonly string[] {
  const tags = references.filter((one) => one.type === 'tag').map(({id}) => `tag-ref-${id}`)
  if (type === 'search') return [indexRefOf(attributes), ...tags]
  if (type === 'lens') {
    const {layers} = (attributes as unknown as LensAttributes).state.datasourceStates.formBased
    return [...Object.keys(layers).map((id) => `indexpattern-datasource-layer-${id}`), ...tags]
  }

  if (type !== 'dashboard') return []
  const {panelsJSON, controlGroupInput} = attributes as {panelsJSON: string; controlGroupInput: {panelsJSON: string}}
  const panels = (JSON.parse(panelsJSON) as Panel[]).map((one) => `${one.panelIndex}:${one.panelRefName}`)
  const controls = Object.keys(JSON.parse(controlGroupInput.panelsJSON) as object)
  return [...panels, ...controls.map((id) => `controlGroup_${id}:optionsListDataView`), ...tags]
}

function indexRefOf(attributes: SavedObject['attributes']): string {
  const {searchSourceJSON} = attributes.kibanaSavedObjectMeta as {searchSourceJSON: string}
  return (JSON.parse(searchSourceJSON) as {indexRefName: string}).indexRefName
}

/** What the schemas of 8.19 and 9 have in common for objects of these versions; both forbid others. */
export const ALLOWED: Readonly<Record<SavedObject['type'], readonly string[]>> = {
  tag: ['name', 'description', 'color'],
  'index-pattern': [
    'name',
    'title',
    'timeFieldName',
    'fields',
    'fieldAttrs',
    'fieldFormatMap',
    'runtimeFieldMap',
    'sourceFilters',
    'typeMeta',
    'allowNoIndex',
  ],
  search: [
    'title',
    'description',
    'columns',
    'sort',
    'grid',
    'hideChart',
    'isTextBasedQuery',
    'breakdownField',
    'timeRestore',
    'timeRange',
    'kibanaSavedObjectMeta',
  ],
  lens: ['title', 'description', 'visualizationType', 'state'],
  dashboard: [
    'title',
    'description',
    'panelsJSON',
    'optionsJSON',
    'controlGroupInput',
    'timeRestore',
    'timeFrom',
    'timeTo',
    'refreshInterval',
    'kibanaSavedObjectMeta',
    'version',
  ],
}
