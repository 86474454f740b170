/**
 * Reads a Lens visualisation as Kibana keeps it, and translates it into a search of Elasticsearch. The translation is our
 * own, for the few operations we use: a stand-in for Kibana's, which can't run here.
 */
import {parseKql, toDsl} from './kql.js'

export interface LensColumn {
  readonly label: string
  readonly dataType: string
  readonly operationType: string
  readonly isBucketed: boolean
  readonly sourceField?: string
  readonly params: LensParams
  readonly filter?: {readonly query: string; readonly language: string}
  readonly references?: readonly string[]
}

interface LensParams {
  readonly size?: number
  readonly percentile?: number
  readonly missingBucket?: boolean
  readonly orderBy?: {readonly type: string; readonly columnId: string}
  readonly filters?: readonly {readonly label: string; readonly input: {readonly query: string}}[]
  readonly tinymathAst?: {readonly name: string; readonly args: readonly string[]}
}

export interface LensLayer {
  readonly columnOrder: readonly string[]
  readonly columns: Readonly<Record<string, LensColumn>>
}

/** The attributes of a saved object of type `lens`. */
export interface LensAttributes {
  readonly title: string
  readonly visualizationType: string
  readonly state: {
    readonly query: {readonly query: string; readonly language: string}
    readonly datasourceStates: {readonly formBased: {readonly layers: Readonly<Record<string, LensLayer>>}}
    readonly visualization: Readonly<Record<string, unknown>>
  }
}

/** The columns that the drawing points to. */
export function drawnColumns({visualizationType, state: {visualization}}: LensAttributes): readonly string[] {
  if (visualizationType === 'lnsDatatable') {
    return (visualization.columns as {columnId: string}[]).map(({columnId}) => columnId)
  }

  return (visualization.layers as XyLayer[]).flatMap(({xAccessor, accessors, splitAccessor}) => [
    ...(splitAccessor ? [splitAccessor] : []),
    xAccessor,
    ...accessors,
  ])
}

interface XyLayer {
  readonly xAccessor: string
  readonly accessors: readonly string[]
  readonly splitAccessor?: string
}

/** The columns of the one layer, in their order. */
export function columnsOf({state}: LensAttributes): readonly (readonly [id: string, column: LensColumn])[] {
  const [layer] = Object.values(state.datasourceStates.formBased.layers)
  return (layer?.columnOrder ?? []).map((id) => [id, layer?.columns[id] as LensColumn] as const)
}

/** The body of the search that shows what the visualisation would. */
export function toSearch(lens: LensAttributes): object {
  const columns = columnsOf(lens)
  const measures = Object.fromEntries(
    columns.filter(([, column]) => !column.isBucketed).flatMap(([id, column]) => measure(id, column)),
  )
  const buckets = columns.filter(([, column]) => column.isBucketed).toReversed()
  const aggs = buckets.reduce<object>(
    (inner, [id, column]) => ({
      [id]: {...bucket(column, columns), ...(Object.keys(inner).length > 0 ? {aggs: inner} : {})},
    }),
    measures,
  )
  // A terms bucket is ordered by what is measured inside it, so the measures are also on every level.
  return {size: 0, track_total_hits: true, query: toDsl(parseKql(lens.state.query.query)), aggs: deepen(aggs, measures)}
}

function deepen(aggs: object, measures: object): object {
  return Object.fromEntries(
    Object.entries(aggs).map(([id, agg]: [string, {aggs?: object}]) => [
      id,
      agg.aggs ? {...agg, aggs: {...measures, ...deepen(agg.aggs, measures)}} : agg,
    ]),
  )
}

function bucket(
  {operationType, sourceField, params}: LensColumn,
  columns: readonly (readonly [string, LensColumn])[],
): object {
  switch (operationType) {
    case 'date_histogram':
      return {date_histogram: {field: sourceField, fixed_interval: '1d', min_doc_count: 1}}
    case 'terms':
      return {
        terms: {
          field: sourceField,
          size: params.size,
          order: {[orderOf(params, columns)]: 'desc'},
          ...(params.missingBucket ? {missing: '__missing__'} : {}),
        },
      }
    case 'filters':
      return {
        filters: {
          filters: Object.fromEntries(
            (params.filters ?? []).map(({label, input}) => [label, toDsl(parseKql(input.query))]),
          ),
        },
      }
    default:
      throw new Error(`no bucket ${operationType}`)
  }
}

function orderOf({orderBy}: LensParams, columns: readonly (readonly [string, LensColumn])[]): string {
  const [id = '', column] = columns.find(([one]) => one === orderBy?.columnId) ?? []
  if (column?.operationType === 'count') return '_count'
  if (column?.operationType === 'percentile') return `${id}.${column.params.percentile}`
  throw new Error(`ordered by ${id}`)
}

/** A formula asks nothing itself: its parts do, and `math` is worked out from their answers. */
function measure(id: string, {operationType, sourceField, params, filter}: LensColumn): readonly [string, object][] {
  switch (operationType) {
    case 'count':
      return filter ? [[id, {filter: toDsl(parseKql(filter.query))}]] : [[id, {value_count: {field: '@timestamp'}}]]
    case 'percentile':
      return [[id, {percentiles: {field: sourceField, percents: [params.percentile]}}]]
    case 'formula':
    case 'math':
      return []
    default:
      throw new Error(`no measure ${operationType}`)
  }
}
