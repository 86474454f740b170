/**
 * Which alert keeps which other one quiet: a cause its symptoms, critical its own warning. A label in `equal` that both
 * alerts lack would count as equal, so each one is demanded of both sides, but where the alert's own name is equal too:
 * then both sides have the same labels.
 */

/** Alerts by label: one of the values, or `any` value at all. */
export type Selector = Readonly<Record<string, readonly string[] | 'any'>>

export interface InhibitRule {
  readonly name: string
  readonly source: Selector
  readonly target: Selector
  readonly equal: readonly string[]
}

/** Labels that name what an alert is about, besides the instance. */
const OBJECT_LABELS = [
  'device',
  'mountpoint',
  'datname',
  'name',
  'slo',
  'route',
  'upstream',
  'proxy',
  'server',
  'target',
]

/** How the container exporter names a service of Compose. */
const SERVICE = 'container_label_com_docker_compose_service'

/** What is about one instance: the same one on both sides. */
const sameInstance = (name: string, source: readonly string[], target: Selector): InhibitRule => ({
  name,
  source: {alertname: source, instance: 'any'},
  target: {...target, instance: 'any'},
  equal: ['instance'],
})

/** What is about one thing of an instance, as a disk. */
const sameObject = (
  name: string,
  label: string,
  source: readonly string[],
  target: readonly string[],
): InhibitRule => ({
  name,
  source: {alertname: source, instance: 'any', [label]: 'any'},
  target: {alertname: target, instance: 'any', [label]: 'any'},
  equal: ['instance', label],
})

const critical: InhibitRule = {
  name: 'critical-over-warning',
  source: {severity: ['critical'], component: 'any'},
  target: {severity: ['warning', 'info'], component: 'any'},
  equal: ['alertname', 'component', 'job', 'instance', ...OBJECT_LABELS],
}

/** A service that is down explains whatever else is said about it. */
const down: readonly InhibitRule[] = [
  sameInstance('postgres-down', ['PostgresDown', 'PostgresExporterDown'], {component: ['postgres']}),
  sameInstance('redis-down', ['RedisDown', 'RedisExporterDown'], {component: ['redis']}),
  sameInstance('elasticsearch-down', ['ElasticsearchDown', 'ElasticsearchExporterDown'], {
    component: ['elasticsearch'],
  }),
  {name: 'gateway-down', source: {alertname: ['GatewayDown']}, target: {component: ['gateway']}, equal: []},
]

/** A service that is down explains what its users feel. Critical errors stay loud when the database may not be their cause. */
const downstream: readonly InhibitRule[] = [
  {
    name: 'store-down-errors',
    source: {alertname: ['PostgresDown', 'RedisDown']},
    target: {alertname: ['GatewayErrorsHigh', 'GatewayLatencyHigh', 'GatewayTailLatencyHigh', 'GatewayRequestsPileUp']},
    equal: [],
  },
  {
    name: 'gateway-down-probes',
    source: {alertname: ['GatewayDown']},
    target: {alertname: ['BlackboxProbeFailed', 'BlackboxUnexpectedStatus', 'BlackboxLowUptime'], route: 'any'},
    equal: [],
  },
  {
    name: 'gateway-down-slo',
    source: {alertname: ['GatewayDown']},
    target: {
      alertname: [
        'SloErrorBudgetBurnsFast',
        'SloErrorBudgetBurnsQuickly',
        'SloErrorBudgetBurnsSteadily',
        'SloErrorBudgetBurnsSlowly',
        'SloLatencyBudgetBurnsFast',
        'SloLatencyBudgetBurnsQuickly',
        'SloLatencyBudgetBurnsSteadily',
        'SloLatencyBudgetBurnsSlowly',
      ],
    },
    equal: [],
  },
  {
    name: 'upstreams-down-errors',
    source: {alertname: ['GatewayNoHealthyUpstream'], route: 'any'},
    target: {
      alertname: ['GatewayErrorsCritical', 'GatewayErrorsHigh', 'BlackboxProbeFailed', 'BlackboxUnexpectedStatus'],
      route: 'any',
    },
    equal: ['route'],
  },
  {
    name: 'elasticsearch-down-pipeline',
    source: {alertname: ['ElasticsearchDown']},
    target: {component: ['logstash', 'filebeat', 'kibana'], severity: ['warning', 'info']},
    equal: [],
  },
]

/** The worse of two alerts on one thing. */
const worse: readonly InhibitRule[] = [
  sameObject(
    'filesystem-full',
    'device',
    ['HostFilesystemSpaceCritical', 'HostFilesystemReadOnly'],
    ['HostFilesystemSpaceLow', 'HostFilesystemFilling'],
  ),
  sameObject('inodes-used-up', 'device', ['HostInodesCritical'], ['HostInodesLow']),
  sameInstance('memory-used-up', ['HostMemoryCritical'], {
    alertname: ['HostMemoryLow', 'HostMemoryPressure', 'HostSwapFull', 'HostMajorPageFaults'],
  }),
  {
    name: 'gateway-errors',
    source: {alertname: ['GatewayErrorsCritical'], route: 'any'},
    target: {alertname: ['GatewayErrorsHigh'], route: 'any'},
    equal: ['route'],
  },
  sameInstance('certificate-expired', ['BlackboxCertificateExpired'], {
    alertname: ['BlackboxCertificateExpiresVerySoon', 'BlackboxCertificateExpiresSoon', 'BlackboxProbeFailed'],
  }),
  sameInstance('certificate-expires-very-soon', ['BlackboxCertificateExpiresVerySoon'], {
    alertname: ['BlackboxCertificateExpiresSoon'],
  }),
  sameInstance('postgres-connections-used-up', ['PostgresConnectionsExhausted'], {
    alertname: ['PostgresTooManyConnections'],
  }),
  sameObject('postgres-wraparound', 'datname', ['PostgresXidWraparoundNear'], ['PostgresXidAgeHigh']),
  sameInstance('redis-connections-used-up', ['RedisConnectionsRejected'], {alertname: ['RedisTooManyConnections']}),
  sameInstance('redis-memory-used-up', ['RedisWritesRefused', 'RedisStoreEvicting'], {alertname: ['RedisMemoryHigh']}),
  sameInstance('elasticsearch-red', ['ElasticsearchClusterRed'], {alertname: ['ElasticsearchClusterYellow']}),
  sameInstance('elasticsearch-flood-stage', ['ElasticsearchDiskFloodStage'], {
    alertname: ['ElasticsearchDiskFloodStageSoon', 'ElasticsearchDiskHighWatermark', 'ElasticsearchIndicesReadOnly'],
  }),
  sameInstance('elasticsearch-heap', ['ElasticsearchHeapExhausted'], {
    alertname: ['ElasticsearchHeapHigh', 'ElasticsearchGarbageCollectionSlow'],
  }),
  {
    name: 'container-out-of-memory',
    source: {alertname: ['ContainerOomKilled'], [SERVICE]: 'any'},
    target: {alertname: ['ContainerRestarted', 'ContainerMemoryNearLimit'], [SERVICE]: 'any'},
    equal: [SERVICE],
  },
  {
    name: 'container-restarts',
    source: {alertname: ['ContainerRestartLoop'], [SERVICE]: 'any'},
    target: {alertname: ['ContainerRestarted', 'ContainerUnhealthy'], [SERVICE]: 'any'},
    equal: [SERVICE],
  },
]

/** One budget that burns by several windows at once is told of by the shortest. */
const burning: readonly InhibitRule[] = ['Error', 'Latency'].map((kind) => ({
  name: `slo-burns-fast-${kind.toLowerCase()}`,
  source: {alertname: [`Slo${kind}BudgetBurnsFast`], slo: 'any'},
  target: {alertname: ['Quickly', 'Steadily', 'Slowly'].map((speed) => `Slo${kind}BudgetBurns${speed}`), slo: 'any'},
  equal: ['slo'],
}))

export const inhibitRules: readonly InhibitRule[] = [critical, ...down, ...downstream, ...worse, ...burning]

/** A rule in the words of Alertmanager. */
export function toInhibitRule({name, source, target, equal}: InhibitRule): Readonly<Record<string, unknown>> {
  return {name, source_matchers: toMatchers(source), target_matchers: toMatchers(target), equal}
}

function toMatchers(selector: Selector): readonly string[] {
  return Object.entries(selector).map(([label, values]) => {
    if (values === 'any') return `${label}=~".+"`
    return values.length === 1 ? `${label}="${values[0]}"` : `${label}=~"${values.join('|')}"`
  })
}

/** The rules by which one firing alert keeps another one quiet, as Alertmanager decides it. */
export function findInhibitions(
  source: Readonly<Record<string, string>>,
  target: Readonly<Record<string, string>>,
): readonly InhibitRule[] {
  return inhibitRules.filter((rule) => {
    if (!fits(rule.source, source) || !fits(rule.target, target)) return false
    // One that is on both sides of a rule is not kept quiet by its like.
    if (fits(rule.target, source) && fits(rule.source, target)) return false
    return rule.equal.every((label) => (source[label] ?? '') === (target[label] ?? ''))
  })
}

function fits(selector: Selector, labels: Readonly<Record<string, string>>): boolean {
  return Object.entries(selector).every(([label, values]) => {
    const value = labels[label] ?? ''
    return values === 'any' ? value !== '' : values.includes(value)
  })
}
