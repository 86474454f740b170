/** Names that articles use and no exporter has, names that exporters gave up, and metrics that need care. Data. */

/** A name that nothing exports, by pattern, and what does the job. */
export const madeUpMetrics: readonly {readonly pattern: RegExp; readonly instead: string}[] = [
  {
    pattern: /^(db|database)_connections_(active|max|idle|total)$/,
    instead: 'pg_stat_activity_count, pg_settings_max_connections (postgres_exporter)',
  },
  {
    pattern: /^disk_(free|total|used)_bytes$|^disk_usage(_percent)?$/,
    instead: 'node_filesystem_avail_bytes, node_filesystem_size_bytes (node_exporter)',
  },
  {
    pattern: /^(cpu_usage(_percent)?|cpu_load_average)$/,
    instead: 'node_cpu_seconds_total, node_load1 (node_exporter)',
  },
  {
    pattern: /^memory_(usage(_percent)?|available_bytes|total_bytes)$/,
    instead: 'node_memory_MemAvailable_bytes, node_memory_MemTotal_bytes (node_exporter)',
  },
  {
    pattern: /^(http|network)_connections_active$/,
    instead: 'nginx_connections_active (nginx-prometheus-exporter), haproxy_frontend_current_sessions',
  },
  {
    pattern: /^log_(entries|lines|messages)_total$/,
    instead: 'logstash_stats_pipeline_events_out, or count in Elasticsearch',
  },
]

/** Old name → the name that exporters have today. */
export const renamedMetrics: Readonly<Record<string, string>> = {
  pg_replication_lag: 'pg_replication_lag_seconds',
  nginxexporter_build_info: 'nginx_exporter_build_info',
  node_cpu: 'node_cpu_seconds_total',
  node_memory_MemAvailable: 'node_memory_MemAvailable_bytes',
  node_memory_MemTotal: 'node_memory_MemTotal_bytes',
  node_memory_MemFree: 'node_memory_MemFree_bytes',
  node_filesystem_avail: 'node_filesystem_avail_bytes',
  node_filesystem_free: 'node_filesystem_free_bytes',
  node_filesystem_size: 'node_filesystem_size_bytes',
  node_network_receive_bytes: 'node_network_receive_bytes_total',
  node_network_transmit_bytes: 'node_network_transmit_bytes_total',
  node_disk_bytes_read: 'node_disk_read_bytes_total',
  node_disk_bytes_written: 'node_disk_written_bytes_total',
  node_boot_time: 'node_boot_time_seconds',
  node_time: 'node_time_seconds',
}

/** Gauges that are 0 when there is no limit: dividing by them gives +Inf. */
export const zeroMeansUnlimited: readonly string[] = [
  'redis_memory_max_bytes',
  'container_spec_memory_limit_bytes',
  'container_spec_memory_swap_limit_bytes',
  'container_spec_cpu_quota',
  'haproxy_backend_limit_sessions',
  'haproxy_server_limit_sessions',
  'redis_config_maxmemory',
]

/** Gauges of which one thing has many series: compared one by one, the sum is never seen. */
export const splitMetrics: Readonly<Record<string, {readonly labels: string; readonly sum: string}>> = {
  pg_stat_activity_count: {
    labels: 'datname, state, usename, application_name, wait_event',
    sum: 'sum by (instance) (pg_stat_activity_count) / on (instance) pg_settings_max_connections > 0.8',
  },
  pg_locks_count: {labels: 'datname, mode', sum: 'sum by (instance, datname) (pg_locks_count) > …'},
  mysql_info_schema_processlist_threads: {
    labels: 'command, state',
    sum: 'sum by (instance) (mysql_info_schema_processlist_threads) > …',
  },
}

/** Gauges that look like counters to some; rate() of them means nothing. */
export const wellKnownGauges: readonly string[] = [
  'pg_stat_activity_max_tx_duration',
  'pg_stat_activity_count',
  'node_load1',
  'node_load5',
  'node_load15',
  'node_memory_MemAvailable_bytes',
  'node_memory_MemFree_bytes',
  'node_filesystem_avail_bytes',
  'node_filesystem_free_bytes',
  'redis_memory_used_bytes',
  'redis_connected_clients',
  'process_resident_memory_bytes',
  'process_open_fds',
  'go_goroutines',
  'container_memory_working_set_bytes',
  'container_memory_usage_bytes',
  'nginx_connections_active',
  'up',
]

/** Labels that targets get from the scrape config or a platform, so no contract of an exporter lists them. */
export const targetLabels: readonly string[] = [
  ...['job', 'instance', 'cluster', 'env', 'environment', 'namespace', 'pod', 'container', 'node', 'region', 'zone'],
  ...['dc', 'datacenter', 'service', 'host', 'hostname', 'team', 'stage', 'project', 'server', 'endpoint', 'site'],
  ...['nodename', 'prometheus', 'exported_job', 'exported_instance', 'application', 'app', 'component', 'tier', 'role'],
  ...['image', 'name', 'id', 'device', 'le', 'quantile', 'metrics_path', 'kubernetes_namespace', 'kubernetes_node'],
]
