// Writes containers and their numbers as Prometheus text, under the names and labels of cAdvisor.
'use strict'

const STATES = ['created', 'running', 'paused', 'restarting', 'exited', 'dead']

/** Name, type, help, and where the number comes from. */
const FROM_CGROUP = [
  ['container_cpu_usage_seconds_total', 'counter', 'CPU time used.', 'cpuSeconds'],
  ['container_cpu_cfs_periods_total', 'counter', 'Scheduling periods in which it wanted to run.', 'cpuPeriods'],
  ['container_cpu_cfs_throttled_periods_total', 'counter', 'Periods in which it was held back.', 'cpuThrottledPeriods'],
  ['container_cpu_cfs_throttled_seconds_total', 'counter', 'Time for which it was held back.', 'cpuThrottledSeconds'],
  ['container_spec_cpu_quota', 'gauge', 'CPU time allowed per period, in microseconds; 0 is no limit.', 'cpuQuota'],
  ['container_spec_cpu_period', 'gauge', 'Length of a scheduling period, in microseconds.', 'cpuPeriod'],
  ['container_memory_usage_bytes', 'gauge', 'Memory in use, page cache included.', 'memoryBytes'],
  ['container_memory_working_set_bytes', 'gauge', 'Memory without inactive page cache.', 'memoryWorkingSetBytes'],
  ['container_memory_rss', 'gauge', 'Anonymous memory.', 'memoryRssBytes'],
  ['container_spec_memory_limit_bytes', 'gauge', 'Memory limit; 0 is none.', 'memoryLimitBytes'],
  ['container_oom_events_total', 'counter', 'Processes killed for lack of memory.', 'oomEvents'],
  ['container_threads', 'gauge', 'Processes and threads.', 'threads'],
  ['container_threads_max', 'gauge', 'Processes and threads allowed; 0 is no limit.', 'threadsMax'],
]

const FROM_DOCKER = [
  ['container_start_time_seconds', 'gauge', 'Unix time of the last start.', ({startedAt}) => startedAt],
  ['container_last_seen', 'gauge', 'Unix time at which it was last seen.', (_container, now) => now],
  ['container_health_state', 'gauge', 'Healthy 1, unhealthy 0, without a check -1.', ({health}) => health],
  ['container_restarts_total', 'counter', 'Restarts by the restart policy.', ({restarts}) => restarts],
  ['container_oom_killed', 'gauge', 'Whether lack of memory ended its last run.', ({oomKilled}) => Number(oomKilled)],
]

/** The text for a scrape. `containers` carry their cgroup numbers under `usage`, or none when they don't run. */
function formatMetrics(containers, now) {
  const blocks = [
    ...FROM_CGROUP.map(([name, type, help, key]) =>
      block(name, type, help, containers, (container) => container.usage?.[key]),
    ),
    ...FROM_DOCKER.map(([name, type, help, value]) =>
      block(name, type, help, containers, (container) => value(container, now)),
    ),
    stateBlock(containers),
  ]
  return blocks.join('')
}

function block(name, type, help, containers, value) {
  const samples = containers
    .map((container) => [labelsOf(container), value(container)])
    .filter(([, number]) => Number.isFinite(number))
    .map(([labels, number]) => `${name}{${labels}} ${number}\n`)
  return header(name, type, help) + samples.join('')
}

function stateBlock(containers) {
  const samples = containers.flatMap((container) =>
    STATES.map(
      (state) => `container_state{${labelsOf(container)},state="${state}"} ${Number(container.state === state)}\n`,
    ),
  )
  return header('container_state', 'gauge', 'State as Docker has it: 1 for the one that holds.') + samples.join('')
}

function header(name, type, help) {
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n`
}

function labelsOf({id, image, name, path, project, service}) {
  const labels = {
    container_label_com_docker_compose_project: project,
    container_label_com_docker_compose_service: service,
    id: path ?? `/docker/${id}`,
    image,
    name,
  }
  return Object.entries(labels)
    .map(([label, value]) => `${label}="${escapeLabel(value)}"`)
    .join(',')
}

function escapeLabel(value) {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
}

module.exports = {formatMetrics}
