/** Grafana's classic dashboard JSON from our sources. Pure: the same source gives the same bytes. */
import type {Lang} from '../text.js'
import {buildPanel, datasource} from './panel.js'
import type {DashboardSource} from './source.js'

const COLUMNS = 24
const ROW_HEIGHT = 1
/** Of Grafana 12; newer versions migrate what they load. */
const SCHEMA_VERSION = 41
/** Every dashboard of ours carries it, so that they link to each other. */
const TAG = 'opsctl'

export interface BuildOptions {
  readonly lang: Lang
  /** Where Prometheus serves the runbooks, as the person's browser reaches it. */
  readonly runbooksUrl: string
}

/** The JSON of one dashboard as an object. */
export function buildDashboard(source: DashboardSource, options: BuildOptions): Readonly<Record<string, unknown>> {
  const zh = options.lang === 'zh'
  return {
    uid: source.uid,
    title: zh ? source.title_zh : source.title,
    description: zh ? source.description_zh : source.description,
    tags: [TAG, ...source.tags],
    editable: false,
    graphTooltip: 1,
    schemaVersion: SCHEMA_VERSION,
    version: 1,
    refresh: '30s',
    time: {from: 'now-3h', to: 'now'},
    timepicker: {},
    timezone: 'browser',
    weekStart: '',
    fiscalYearStartMonth: 0,
    liveNow: false,
    annotations: {list: [firingAlerts(source, zh)]},
    links: links(options, zh),
    templating: {list: variables(source, zh)},
    panels: layOut(source, options),
  }
}

/** Alerts that fire are marked on every graph. */
function firingAlerts({tags}: DashboardSource, zh: boolean): unknown {
  const component = tags.length === 0 ? '.+' : tags.join('|')
  return {
    name: zh ? '告警' : 'Alerts',
    datasource,
    enable: true,
    hide: false,
    iconColor: 'red',
    expr: `ALERTS{alertstate="firing", severity=~"critical|warning", component=~"${component}"}`,
    titleFormat: '{{alertname}}',
    tagKeys: 'severity,component',
    step: '60s',
  }
}

function links({runbooksUrl}: BuildOptions, zh: boolean): readonly unknown[] {
  const common = {icon: 'external link', includeVars: false, targetBlank: false, tooltip: ''}
  return [
    {
      ...common,
      title: zh ? '仪表盘' : 'Dashboards',
      type: 'dashboards',
      tags: [TAG],
      asDropdown: true,
      keepTime: true,
      url: '',
    },
    {
      ...common,
      title: zh ? '运行手册' : 'Runbooks',
      type: 'link',
      tags: [],
      asDropdown: false,
      keepTime: false,
      targetBlank: true,
      url: runbooksUrl,
    },
  ]
}

function variables({variables: named, extra = []}: DashboardSource, zh: boolean): readonly unknown[] {
  const source = {
    name: 'datasource',
    label: zh ? '数据源' : 'Data source',
    type: 'datasource',
    query: 'prometheus',
    current: {selected: true, text: 'Prometheus', value: 'prometheus'},
    hide: 2,
    includeAll: false,
    multi: false,
    options: [],
    refresh: 1,
    regex: '',
    skipUrlSync: false,
  }
  if (!named) return [source, ...extra.map((one) => choice(one.name, zh ? one.label_zh : one.label, one.query))]
  const {metric} = named
  return [
    source,
    choice('job', zh ? '任务' : 'Job', `label_values(${metric}, job)`),
    choice('instance', zh ? '实例' : 'Instance', `label_values(${metric}{job=~"$job"}, instance)`),
    ...extra.map((one) => choice(one.name, zh ? one.label_zh : one.label, one.query)),
  ]
}

/** A variable with any number of the values that a label has. */
function choice(name: string, label: string, query: string): unknown {
  return {
    name,
    label,
    type: 'query',
    datasource,
    query: {query, refId: `variable-${name}`, qryType: 1},
    current: {selected: true, text: ['All'], value: ['$__all']},
    hide: 0,
    includeAll: true,
    allValue: '.+',
    multi: true,
    options: [],
    refresh: 2,
    regex: '',
    skipUrlSync: false,
    sort: 1,
  }
}

/** Panels from left to right, row by row; a title of its own above each row. */
function layOut({rows}: DashboardSource, options: BuildOptions): readonly unknown[] {
  const panels: unknown[] = []
  let y = 0
  for (const row of rows) {
    const title = options.lang === 'zh' ? row.title_zh : row.title
    const gridPos = {x: 0, y, w: COLUMNS, h: ROW_HEIGHT}
    panels.push({id: panels.length + 1, type: 'row', title, collapsed: false, gridPos, panels: []})
    y += ROW_HEIGHT
    let x = 0
    let height = 0
    for (const panel of row.panels) {
      const [w, h] = panel.size
      if (x + w > COLUMNS) {
        x = 0
        y += height
        height = 0
      }

      panels.push({id: panels.length + 1, ...buildPanel(panel, options), gridPos: {x, y, w, h}})
      x += w
      height = Math.max(height, h)
    }

    y += height
  }

  return panels
}
