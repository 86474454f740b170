import {expect, test} from 'vitest'

import {slimDashboard} from '../../src/render/slim-dashboard.js'
import {panelsOf, shipped} from '../dashboards/shipped.js'

interface Panel {
  readonly type: string
  readonly title: string
  readonly datasource?: object
  readonly options?: object
  readonly targets?: readonly {readonly expr: string; readonly datasource?: object; readonly instant?: boolean}[]
  readonly links?: readonly {readonly title: string; readonly url: string}[]
  readonly fieldConfig: {readonly defaults: {readonly unit?: string; readonly thresholds: object}}
}

/** What a person sees of a panel, and what is asked for it. */
function meaningOf({type, title, datasource, options, targets = [], links = [], fieldConfig}: Panel): object {
  return {
    head: {type, title, datasource, options},
    asks: targets.map(({expr, datasource: own = datasource, instant = false}) => ({expr, own, instant})),
    links: links.map((one) => [one.title, one.url]),
    shows: {unit: fieldConfig.defaults.unit, thresholds: fieldConfig.defaults.thresholds},
  }
}

test.each(shipped)('$file keeps what it shows and asks, in at least 15 % fewer bytes', ({json}) => {
  const slim = slimDashboard(json.en) as typeof json.en
  const panels = (dashboard: typeof json.en) => (panelsOf(dashboard) as unknown as readonly Panel[]).map(meaningOf)
  expect(panels(slim)).toEqual(panels(json.en))
  expect(JSON.stringify(slim).length).toBeLessThan(JSON.stringify(json.en).length * 0.85)
  const {panels: _, ...head} = slim as {panels?: unknown}
  const {panels: __, ...before} = json.en as {panels?: unknown}
  expect(head).toEqual(before)
})

test('what differs from the usual stays', () => {
  const panel = {
    type: 'timeseries',
    transparent: true,
    datasource: {uid: 'a'},
    fieldConfig: {defaults: {mappings: [1], custom: {lineWidth: 2, pointSize: 5}}, overrides: []},
    targets: [
      {expr: 'up', datasource: {uid: 'b'}, instant: true, range: false, format: 'table', editorMode: 'builder'},
    ],
    links: [{title: 'x', url: 'y', targetBlank: true, keepTime: true}],
  }
  expect(slimDashboard({panels: [panel]})).toEqual({
    panels: [
      {
        ...panel,
        fieldConfig: {defaults: {mappings: [1], custom: {lineWidth: 2}}, overrides: []},
        targets: [{expr: 'up', datasource: {uid: 'b'}, instant: true, format: 'table', editorMode: 'builder'}],
      },
    ],
  })
  expect(slimDashboard({title: 'none'})).toEqual({title: 'none'})
})
