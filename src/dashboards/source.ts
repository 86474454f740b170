/** How a dashboard is written down: templates/<room>/dashboards/<name>.yaml. Grafana's own JSON is made from it. */
import {load} from 'js-yaml'

export type PanelType =
  | 'stat'
  | 'timeseries'
  | 'gauge'
  | 'bargauge'
  | 'table'
  | 'heatmap'
  | 'state-timeline'
  | 'alertlist'

export interface TargetSource {
  readonly expr: string
  readonly legend?: string
  /** The value of now, not of the whole range. */
  readonly instant?: boolean
  readonly format?: 'table' | 'heatmap'
}

export interface PanelSource {
  readonly title: string
  readonly title_zh: string
  readonly description: string
  readonly description_zh: string
  readonly type: PanelType
  /** Grafana's id of a unit. */
  readonly unit?: string
  /** Width in 24 columns, and height. */
  readonly size: readonly [number, number]
  /** From this value on, this colour; below the first it is green. */
  readonly thresholds?: Readonly<Record<string, string>>
  /** The alert whose runbook the panel links to. */
  readonly alert?: string
  readonly targets?: readonly TargetSource[]
}

export interface DashboardSource {
  readonly uid: string
  readonly title: string
  readonly title_zh: string
  readonly description: string
  readonly description_zh: string
  readonly tags: readonly string[]
  /** The metric whose jobs and instances a person may choose from. */
  readonly variables?: {readonly metric: string}
  readonly extra?: readonly {
    readonly name: string
    readonly label: string
    readonly label_zh: string
    readonly query: string
  }[]
  readonly rows: readonly {
    readonly title: string
    readonly title_zh: string
    readonly panels: readonly PanelSource[]
  }[]
}

/** Reads the text of such a file. */
export function readDashboard(text: string): DashboardSource {
  return load(text) as DashboardSource
}
