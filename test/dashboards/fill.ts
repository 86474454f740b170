/** Puts values in place of Grafana's variables. */

/** Grafana's own ones, as something that a parser of PromQL reads; those of the dashboard stay. */
export function fillIntervals(expr: string, interval = '5m'): string {
  return expr
    .replaceAll(/\[\$__(rate_)?interval(:[^\]]*)?\]/g, `[${interval}$2]`)
    .replaceAll(/\[\$__range(:[^\]]*)?\]/g, '[1h$1]')
    .replaceAll(/\$__(range_s|rate_interval|interval)/g, '300')
}

/** All of them: what Grafana sends when everything is chosen. */
export function fillVariables(expr: string): string {
  return fillIntervals(expr).replaceAll(/\$\{?[a-z][a-zA-Z_]*\}?/g, '.+')
}
