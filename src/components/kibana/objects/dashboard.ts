/** The one dashboard: eight visualisations and the errors themselves, filtered by service and level. */
import type {Stack} from '../../component.js'
import {chartId} from './charts.js'
import {viewIds, viewReference} from './data-views.js'
import {idOf, type ObjectType, type Reference, type SavedObject, savedObject} from './model.js'
import {charts} from './panels.js'
import {searchId} from './searches.js'

/** Kibana's grid is this wide. */
const GRID = 48
const HEIGHT = 13
const LIST_HEIGHT = 18

interface Panel {
  readonly key: string
  readonly type: Extract<ObjectType, 'lens' | 'search'>
  readonly id: string
  readonly x: number
  readonly y: number
  readonly w: number
  readonly h: number
}

/** Id of the dashboard, for its address. */
export function dashboardId({project}: Stack): string {
  return idOf(project, 'dashboard', 'logs')
}

/** The dashboard in the stack's language. */
export function dashboard(stack: Stack, tag: Reference): SavedObject {
  const zh = stack.language === 'zh'
  const panels = layOut(stack)
  const controls = controlsOf(stack)
  return savedObject(
    {type: 'dashboard', id: dashboardId(stack)},
    {
      title: zh ? `日志：${stack.project}` : `Logs of ${stack.project}`,
      description: zh
        ? '日志量、错误、请求与延迟。由 opsctl 写入：请复制后再修改，更新会替换本仪表盘。'
        : 'Volume, errors, requests and latency. Written by opsctl: copy it before you change it, an update replaces it.',
      panelsJSON: JSON.stringify(panels.map(toPanel)),
      optionsJSON: JSON.stringify({
        useMargins: true,
        syncColors: true,
        syncCursor: true,
        syncTooltips: false,
        hidePanelTitles: false,
      }),
      controlGroupInput: {
        controlStyle: 'oneLine',
        chainingSystem: 'HIERARCHICAL',
        ignoreParentSettingsJSON: JSON.stringify({
          ignoreFilters: false,
          ignoreQuery: false,
          ignoreTimerange: false,
          ignoreValidations: false,
        }),
        panelsJSON: JSON.stringify(Object.fromEntries(controls.map(toControl))),
      },
      timeRestore: true,
      timeFrom: 'now-24h',
      timeTo: 'now',
      refreshInterval: {pause: true, value: 60_000},
      kibanaSavedObjectMeta: {searchSourceJSON: JSON.stringify({query: {query: '', language: 'kuery'}, filter: []})},
      version: 1,
    },
    [
      ...panels.map(({key, type, id}) => ({name: `${key}:panel_${key}`, type, id})),
      ...controls.map(({id}) => viewReference(viewIds(stack).all, `controlGroup_${id}:optionsListDataView`)),
      tag,
    ],
  )
}

/** Two to a row, then the errors over the whole width. */
function layOut(stack: Stack): readonly Panel[] {
  const half = GRID / 2
  const drawn = charts.map(
    ({key}, index): Panel => ({
      key,
      type: 'lens',
      id: chartId(stack, key),
      x: (index % 2) * half,
      y: Math.floor(index / 2) * HEIGHT,
      w: half,
      h: HEIGHT,
    }),
  )
  const below = Math.ceil(charts.length / 2) * HEIGHT
  return [
    ...drawn,
    {key: 'errors', type: 'search', id: searchId(stack, 'errors'), x: 0, y: below, w: GRID, h: LIST_HEIGHT},
  ]
}

function toPanel({key, type, x, y, w, h}: Panel): unknown {
  return {
    version: '8.7.0',
    type,
    panelIndex: key,
    panelRefName: `panel_${key}`,
    gridData: {x, y, w, h, i: key},
    embeddableConfig: {enhancements: {}},
  }
}

interface Control {
  readonly id: string
  readonly field: string
  readonly title: string
}

function controlsOf({language}: Stack): readonly Control[] {
  const zh = language === 'zh'
  return [
    {id: 'service', field: 'service.name', title: zh ? '服务' : 'Service'},
    {id: 'level', field: 'log.level', title: zh ? '级别' : 'Level'},
  ]
}

function toControl({id, field, title}: Control, order: number): readonly [string, unknown] {
  const explicitInput = {id, fieldName: field, title, singleSelect: false, selectedOptions: [], enhancements: {}}
  return [id, {order, width: 'medium', grow: true, type: 'optionsListControl', explicitInput}]
}
