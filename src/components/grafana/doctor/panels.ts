/** Queries of dashboards, with their variables filled in so that they can be asked. Pure. */

/** A query of a panel. */
export interface PanelQuery {
  readonly dashboard: string
  readonly panel: string
  readonly expr: string
}

interface Panel {
  readonly title?: string
  readonly targets?: readonly {readonly expr?: string}[]
  readonly panels?: readonly Panel[]
}

/** A dashboard, as its file holds it. */
export interface Dashboard {
  readonly uid?: string
  readonly title?: string
  readonly panels?: readonly Panel[]
}

/** Every PromQL query of a dashboard, rows opened. */
export function listQueries({title = '', panels = []}: Dashboard): readonly PanelQuery[] {
  return panels.flatMap((panel) => [
    ...(panel.targets ?? []).flatMap(({expr}) =>
      expr ? [{dashboard: title, panel: panel.title ?? '', expr: fillIn(expr)}] : [],
    ),
    ...listQueries({title, panels: panel.panels ?? []}),
  ])
}

/** Time variables get a span, everything else matches all. */
export function fillIn(expr: string): string {
  return expr
    .replaceAll(/\$\{?__rate_interval\}?/g, '5m')
    .replaceAll(/\$\{?__(interval|range)\}?/g, '1h')
    .replaceAll(/\$\{?__range_s\}?/g, '3600')
    .replaceAll(/=~?\s*"(\$\{?\w+(:\w+)?\}?|\[\[\w+\]\])"/g, '=~".*"')
    .replaceAll(/"([^"]*)\$\{?\w+(:\w+)?\}?([^"]*)"/g, '"$1.*$3"')
    .replaceAll(/\$\{?\w+(:\w+)?\}?/g, '5')
}
