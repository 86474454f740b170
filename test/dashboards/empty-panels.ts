/** What a panel of the stack of dashboards.e2e.ts may have no data of, and why. Everything else must have some. */
export interface EmptyPanel {
  readonly uid: string
  /** Its English title; all panels of the dashboard without. */
  readonly title?: string
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
]

/** Why a panel is empty; undefined when it must not be. */
export function whyEmpty(uid: string, title: string): string | undefined {
  return emptyPanels.find((one) => one.uid === uid && (one.title === undefined || one.title === title))?.missing
}
