/** What a panel of the stack of dashboards.e2e.ts may have no data of, and why. Everything else must have some. */
export interface EmptyPanel {
  readonly uid: string
  /** Its English title; all panels of the dashboard without. */
  readonly title?: string
  /** Part of its query; all of its queries without. */
  readonly query?: string
  /** The component that the stack lacks, or what has to happen first. */
  readonly missing: string
}

export const emptyPanels: readonly EmptyPanel[] = [
  {uid: 'opsctl-gateway-nginx', missing: 'the stack has another driver'},
  {uid: 'opsctl-gateway-haproxy', missing: 'the stack has another driver'},
  {uid: 'opsctl-elasticsearch', missing: 'Elasticsearch, a log room'},
  {uid: 'opsctl-kibana', missing: 'Kibana, a log room'},
  {uid: 'opsctl-logstash', missing: 'Logstash, a log room'},
  {uid: 'opsctl-log-flow', missing: 'Filebeat and Logstash, log rooms'},
  {
    uid: 'opsctl-gateway',
    title: 'Now and an hour ago',
    query: 'offset 1h',
    missing: 'a stack that has run for an hour',
  },
  {uid: 'opsctl-gateway', title: 'Cache hits', missing: 'a driver with a cache'},
  {uid: 'opsctl-redis', title: 'Hit ratio', missing: 'an app that reads keys: the sample app only increments one'},
]

/** Why a panel is empty; undefined when it must not be. */
export function whyEmpty(uid: string, title: string, expr: string): string | undefined {
  return emptyPanels.find(
    (one) => one.uid === uid && (one.title ?? title) === title && (one.query === undefined || expr.includes(one.query)),
  )?.missing
}
