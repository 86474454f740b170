/** Which exporters a stack has, as its scrape jobs name them. Pure. */
import type {ScrapeJob} from '../../../components/component.js'
import {components} from '../../../components/registry.js'
import type {Stack} from '../../../spec/stack.js'

/** An exporter, and where it answers. */
export interface Exporter {
  readonly service: string
  readonly job: string
  readonly port: number
}

/** Rooms that describe themselves; whether they answer is their own question. */
const SERVERS: ReadonlySet<string> = new Set(['alertmanager', 'app', 'gateway', 'grafana', 'prometheus'])

interface Discovery {
  readonly names?: readonly string[]
  readonly port?: number
}

/** Every scrape job of the enabled rooms. */
export function listJobs(stack: Stack): readonly {readonly component: string; readonly job: ScrapeJob}[] {
  return components
    .filter((component) => component.isEnabled(stack))
    .flatMap(({id, scrape}) => (scrape?.(stack) ?? []).map((job) => ({component: id, job})))
}

/** The exporters among them: what serves measures of something else. */
export function listExporters(stack: Stack): readonly Exporter[] {
  return listJobs(stack)
    .filter(({job}) => job.metrics_path === undefined)
    .flatMap(({component, job}) =>
      addressesOf(job)
        .filter(({service}) => !(SERVERS.has(component) && service === component) && component !== 'app')
        .map((address) => ({...address, job: job.job_name})),
    )
}

function addressesOf(job: ScrapeJob): readonly Pick<Exporter, 'service' | 'port'>[] {
  const {static_configs: fixed = [], dns_sd_configs: looked = []} = job as {
    readonly static_configs?: readonly {readonly targets?: readonly string[]}[]
    readonly dns_sd_configs?: readonly Discovery[]
  }
  return [
    ...fixed.flatMap(({targets = []}) =>
      targets.map((target) => {
        const [service = '', port = ''] = target.split(':')
        return {service, port: Number(port)}
      }),
    ),
    ...looked.flatMap(({names = [], port = 0}) => names.map((service) => ({service, port}))),
  ]
}

/** What an exporter says when it reaches what it measures, and the check that knows why it does not. */
export const reach: Readonly<Record<string, {readonly says: RegExp; readonly because?: readonly string[]}>> = {
  'postgres-exporter': {says: /^pg_up 1$/m, because: ['pg.up', 'pg.slots-exhausted']},
  'redis-exporter': {says: /^redis_up 1$/m, because: ['redis.up', 'redis.auth', 'redis.clients']},
  'elasticsearch-exporter': {says: /^elasticsearch_cluster_health_status\{.*\} 1$/m, because: ['es.up']},
  'log-keeper': {says: /^opsctl_logs_up 1$/m, because: ['es.up']},
  'logstash-exporter': {says: /^logstash_info_up 1$/m, because: ['ls.up']},
  'kibana-exporter': {says: /^kibana_up 1$/m, because: ['kib.status']},
  'node-exporter': {says: /^node_memory_MemTotal_bytes \S+$/m},
  cadvisor: {says: /^container_memory_usage_bytes\{/m},
  blackbox: {says: /^blackbox_exporter_config_last_reload_successful 1$/m},
}
