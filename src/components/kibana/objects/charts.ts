/** Three kinds of Lens visualisation, around columns that are the same in all. */
import type {Stack, Text} from '../../component.js'
import {type Column, kql} from './columns.js'
import {viewIds, viewReference} from './data-views.js'
import {idOf, type Reference, type SavedObject, savedObject} from './model.js'

/** A visualisation: its lines, its columns, and how they are drawn. */
export interface Chart {
  readonly key: string
  readonly title: Text
  readonly description: Text
  /** Which lines it looks at. */
  readonly query: string
  /** Buckets first, in the order in which they nest. */
  columns(say: (text: Text) => string): Readonly<Record<string, Column>>
  readonly look: Look
}

/** How the columns are drawn, by their ids. */
export type Look =
  | {
      readonly kind: 'xy'
      readonly series: 'bar_stacked' | 'bar_horizontal_stacked' | 'line'
      readonly x: string
      readonly y: readonly string[]
      readonly split?: string
    }
  | {readonly kind: 'table'; readonly shown: readonly string[]; readonly sortBy: string}

/** Only one layer, so its name need not differ. */
const LAYER = 'lines'

/** Id of a visualisation, for the dashboard that shows it. */
export function chartId({project}: Stack, key: string): string {
  return idOf(project, 'lens', key)
}

/** A chart as Kibana keeps it. */
export function visualisation(stack: Stack, chart: Chart, tag: Reference): SavedObject {
  const lang = stack.language
  const columns = chart.columns((text) => text[lang])
  const layer = {
    columnOrder: Object.keys(columns),
    columns,
    incompleteColumns: {},
    sampling: 1,
    ignoreGlobalFilters: false,
  }
  return savedObject(
    {type: 'lens', id: chartId(stack, chart.key)},
    {
      title: chart.title[lang],
      description: chart.description[lang],
      visualizationType: chart.look.kind === 'xy' ? 'lnsXY' : 'lnsDatatable',
      state: {
        adHocDataViews: {},
        internalReferences: [],
        filters: [],
        query: kql(chart.query),
        datasourceStates: {formBased: {layers: {[LAYER]: layer}}, textBased: {layers: {}}},
        visualization: chart.look.kind === 'xy' ? drawXy(chart.look) : drawTable(chart.look),
      },
    },
    [viewReference(viewIds(stack).all, `indexpattern-datasource-layer-${LAYER}`), tag],
  )
}

function drawXy({series, x, y, split}: Extract<Look, {kind: 'xy'}>): Readonly<Record<string, unknown>> {
  return {
    preferredSeriesType: series,
    legend: {isVisible: true, position: 'bottom', shouldTruncate: true},
    valueLabels: 'hide',
    fittingFunction: 'None',
    axisTitlesVisibilitySettings: {x: false, yLeft: false, yRight: false},
    gridlinesVisibilitySettings: {x: false, yLeft: true, yRight: true},
    tickLabelsVisibilitySettings: {x: true, yLeft: true, yRight: true},
    labelsOrientation: {x: 0, yLeft: 0, yRight: 0},
    layers: [
      {
        layerId: LAYER,
        layerType: 'data',
        seriesType: series,
        xAccessor: x,
        accessors: y,
        ...(split ? {splitAccessor: split} : {}),
        position: 'top',
        showGridlines: false,
      },
    ],
  }
}

function drawTable({shown, sortBy}: Extract<Look, {kind: 'table'}>): Readonly<Record<string, unknown>> {
  return {
    layerId: LAYER,
    layerType: 'data',
    columns: shown.map((columnId) => ({columnId, isTransposed: false})),
    sorting: {columnId: sortBy, direction: 'desc'},
    rowHeight: 'single',
    headerRowHeight: 'single',
  }
}
