/** Every dashboard that ships, as its source and as Grafana's JSON in both languages. */
import {buildDashboard} from '../../src/dashboards/build.js'
import {type DashboardSource, readDashboard} from '../../src/dashboards/source.js'
import {listShipped, readShipped, shippedRooms} from '../../src/shipped.js'
import type {Lang} from '../../src/text.js'

/** Grafana's JSON as far as the tests look into it. */
export interface DashboardJson {
  readonly uid?: string
  readonly title?: string
  readonly description?: string
  readonly editable?: boolean
  readonly templating?: {readonly list: readonly VariableJson[]}
  readonly panels?: readonly PanelJson[]
}

export interface VariableJson {
  readonly name: string
  readonly type: string
  readonly query?: unknown
  readonly multi?: boolean
  readonly includeAll?: boolean
  readonly allValue?: string
  readonly refresh?: number
  readonly datasource?: {readonly uid: string}
}

export interface PanelJson {
  readonly id?: number
  readonly type?: string
  readonly title?: string
  readonly description?: string
  readonly datasource?: {readonly type: string; readonly uid: string}
  readonly gridPos?: {readonly x: number; readonly y: number; readonly w: number; readonly h: number}
  readonly fieldConfig?: {readonly defaults: {readonly unit?: string}}
  readonly targets?: readonly {
    readonly refId: string
    readonly expr: string
    readonly legendFormat?: string
    readonly format?: string
  }[]
}

export interface ShippedDashboard {
  readonly file: string
  readonly room: string
  readonly source: DashboardSource
  readonly json: Readonly<Record<Lang, DashboardJson>>
}

export const runbooksUrl = 'http://127.0.0.1:9090/consoles/runbooks.html'

/** All of them, by room and file. */
export const shipped: readonly ShippedDashboard[] = shippedRooms().flatMap((room) =>
  listShipped(room, 'dashboards').map((name): ShippedDashboard => {
    const source = readDashboard(readShipped(`${room}/dashboards/${name}`))
    const build = (lang: Lang) => buildDashboard(source, {lang, runbooksUrl}) as DashboardJson
    return {file: `${room}/dashboards/${name}`, room, source, json: {en: build('en'), zh: build('zh')}}
  }),
)

/** Its panels without the titles of rows. */
export function panelsOf({panels = []}: DashboardJson): readonly PanelJson[] {
  return panels.filter(({type}) => type !== 'row')
}
