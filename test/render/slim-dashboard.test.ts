import {defaultOptions as statOptions} from '@grafana/schema/dist/esm/raw/composable/stat/panelcfg/x/StatPanelCfg_types.gen'
import {expect, test} from 'vitest'

import {slimDashboard} from '../../src/render/slim-dashboard.js'
import {panelsOf, shipped} from '../dashboards/shipped.js'

type Json = Readonly<Record<string, unknown>>

/** What the plugin of a type sets where a panel says nothing: `setPanelOptions` and `useFieldConfig` of Grafana's own modules. */
const legend = {calcs: [], displayMode: 'list', placement: 'bottom', showLegend: true}
const reduceOptions = {calcs: ['lastNotNull'], fields: '', values: false}
const PANELS: Readonly<Record<string, Json>> = {
  stat: {options: {...statOptions, orientation: 'auto', reduceOptions}, ...colored('thresholds')},
  gauge: {options: {reduceOptions}},
  bargauge: {options: {reduceOptions}},
  'state-timeline': {options: {legend}},
  timeseries: {
    options: {legend},
    ...colored('palette-classic', {
      axisPlacement: 'auto',
      drawStyle: 'line',
      lineWidth: 1,
      pointSize: 5,
      spanNulls: false,
      stacking: {group: 'A', mode: 'none'},
      thresholdsStyle: {mode: 'off'},
    }),
  },
}
const LINK = {asDropdown: false, icon: 'external link', includeVars: false, keepTime: false, tags: [], tooltip: ''}
const VARIABLE = {hide: 0, includeAll: false, multi: false, options: [], regex: '', skipUrlSync: false}
const HEAD = {fiscalYearStartMonth: 0, liveNow: false, timepicker: {}, weekStart: ''}

function colored(mode: string, custom?: Json): Json {
  return {fieldConfig: {defaults: {color: {mode}, ...(custom ? {custom} : {})}}}
}

/** As Grafana merges what is said into what is usual: objects entry by entry, anything else whole. */
function fill(usual: unknown, said: unknown): unknown {
  if (!isJson(usual) || !isJson(said)) return said === undefined ? usual : said
  const keys = new Set([...Object.keys(usual), ...Object.keys(said)])
  return Object.fromEntries([...keys].map((key) => [key, fill(usual[key], said[key])]))
}

function fillPanel(panel: Json): Json {
  const {type, datasource, targets = [], links = []} = panel as {type: string; [key: string]: unknown}
  const usual = {transparent: false, options: {}, fieldConfig: {defaults: {mappings: []}, overrides: []}}
  const filled = fill(fill(usual, PANELS[type] ?? {}), panel) as Json
  return {
    ...filled,
    fieldConfig: fillThresholds(type, filled.fieldConfig as Json),
    targets: (targets as readonly Json[]).map((target) => fillTarget(target, datasource)),
    links: (links as readonly Json[]).map((link) => fill({...LINK, type: 'link'}, link)),
  }
}

/** The data source makes a query of the range of one that is neither that nor instant. */
function fillTarget(target: Json, datasource: unknown): unknown {
  const usual = {datasource, editorMode: 'code', format: 'time_series', instant: false, range: target.instant !== true}
  return fill(usual, target)
}

/** The first step begins nowhere. In a graph of lines they are nothing but lines to draw, or not. */
function fillThresholds(type: string, fieldConfig: Json): Json {
  const {thresholds, ...rest} = fieldConfig.defaults as {thresholds?: {steps: readonly Json[]}; custom?: Json}
  const isDrawn = type !== 'timeseries' || JSON.stringify(rest.custom?.thresholdsStyle) !== '{"mode":"off"}'
  if (!isDrawn || !thresholds) return {...fieldConfig, defaults: rest}
  const steps = thresholds.steps.map((step, index) => (index === 0 ? {...step, value: null} : step))
  return {...fieldConfig, defaults: {...rest, thresholds: {mode: 'absolute', ...thresholds, steps}}}
}

function fillDashboard(dashboard: Json): Json {
  const {panels, links, templating, annotations} = dashboard as Readonly<Record<string, readonly Json[]>>
  const list = (value: unknown, usual: Json) => ({list: (value as {list: Json[]}).list.map((one) => fill(usual, one))})
  return {
    ...HEAD,
    ...dashboard,
    annotations: list(annotations, {hide: false}),
    links: links?.map((link) => fill({...LINK, targetBlank: false, url: ''}, link)),
    templating: list(templating, VARIABLE),
    panels: panels?.map((panel) => (panel.type === 'row' ? panel : fillPanel(panel))),
  }
}

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

test.each(shipped)('$file is the same once Grafana has filled it in, in a third fewer bytes', ({json}) => {
  const slim = slimDashboard(json.en) as Json
  expect(fillDashboard(slim)).toEqual(fillDashboard(json.en as Json))
  expect(JSON.stringify(slim).length).toBeLessThan((JSON.stringify(json.en).length * 2) / 3)
  expect(panelsOf(slim)).toHaveLength(panelsOf(json.en).length)
})

test('what differs from the usual stays', () => {
  const panel = {
    type: 'timeseries',
    transparent: true,
    datasource: {uid: 'a'},
    options: {legend: {...legend, placement: 'right'}},
    fieldConfig: {
      defaults: {
        color: {mode: 'fixed'},
        mappings: [1],
        thresholds: {mode: 'percentage', steps: [{color: 'red', value: null}]},
        custom: {lineWidth: 2, pointSize: 5, thresholdsStyle: {mode: 'dashed'}},
      },
      overrides: [1],
    },
    targets: [
      {expr: 'up', datasource: {uid: 'b'}, instant: true, range: false, format: 'table', editorMode: 'builder'},
      {expr: 'up', instant: true, range: true},
    ],
    links: [{title: 'x', url: 'y', targetBlank: true, keepTime: true}],
  }
  const {defaults} = panel.fieldConfig
  expect(slimDashboard({panels: [panel], weekStart: 'monday'})).toEqual({
    weekStart: 'monday',
    panels: [
      {
        ...panel,
        fieldConfig: {
          defaults: {
            ...defaults,
            thresholds: {mode: 'percentage', steps: [{color: 'red'}]},
            custom: {lineWidth: 2, thresholdsStyle: {mode: 'dashed'}},
          },
          overrides: [1],
        },
        targets: [
          {expr: 'up', datasource: {uid: 'b'}, instant: true, format: 'table', editorMode: 'builder'},
          {expr: 'up', instant: true, range: true},
        ],
      },
    ],
  })
  expect(slimDashboard({title: 'none'})).toEqual({title: 'none'})
})
