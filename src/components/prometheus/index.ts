/** Prometheus. Templates: templates/prometheus. Tests: test/components/prometheus. */
import {defineComponent, type ServiceSpec, type Stack} from '../component.js'
import {configFiles, configStamp, formatDuration, selfJob} from './config.js'
import {healthChecks, runningHash} from './health.js'
import {PASSWORD, PORT, WEB_CONFIG, WEB_USER, webSecrets} from './web.js'

const CONFIG = '/etc/prometheus'

export const prometheus = defineComponent({
  id: 'prometheus',
  title: {en: 'Prometheus', zh: 'Prometheus'},
  needs: [],
  isEnabled: (stack) => stack.prometheus.enabled,
  questions: [
    {
      path: 'prometheus.port',
      ask: {en: 'Port on 127.0.0.1 for Prometheus?', zh: 'Prometheus 在 127.0.0.1 上的端口？'},
    },
    {
      path: 'prometheus.retention.time',
      ask: {en: 'How long to keep metrics?', zh: '指标保留时间？'},
    },
    {
      path: 'prometheus.retention.size',
      ask: {en: 'Most disk that metrics may take?', zh: '指标可占用的最大磁盘？'},
    },
  ],
  secrets: () => webSecrets,
  services: ({stack}) => [service(stack)],
  files: ({stack}) => configFiles(stack),
  stamp: configStamp,
  scrape: () => [selfJob],
  rules,
  dashboards: (stack) => [
    'overview.yaml',
    'capacity.yaml',
    'prometheus.yaml',
    ...(hasObjectives(stack) ? ['slo.yaml'] : []),
  ],
  images: () => ['prometheus'],
  health: healthChecks,
  reload: () => ({
    service: 'prometheus',
    validate: ['promtool', 'check', 'config', `${CONFIG}/prometheus.yml`],
    apply: (access) => access.instance('prometheus').signal('SIGHUP'),
    runningHash,
  }),
  uis: (stack) => [
    {
      id: 'prometheus',
      title: {en: 'Prometheus', zh: 'Prometheus'},
      url: url(stack),
      login: {user: WEB_USER, secret: PASSWORD},
    },
  ],
})

function rules(stack: Stack): readonly string[] {
  return [
    ...['prometheus', 'scraping', 'tsdb', 'retention', 'meta'].map((topic) => `alerts/${topic}.yaml`),
    ...(stack.alertmanager.enabled ? ['alerts/notifications.yaml'] : []),
    // On a cluster its volume is none of the node's disks.
    ...(stack['node-exporter'].enabled && stack.target === 'compose' ? ['alerts/volume.yaml'] : []),
    ...(hasObjectives(stack) ? ['alerts/slo.yaml', 'alerts/slo-latency.yaml'] : []),
  ]
}

function hasObjectives(stack: Stack): boolean {
  return Object.keys(stack.slo).length > 0
}

function service(stack: Stack): ServiceSpec {
  const {limits, port, retention} = stack.prometheus
  return {
    name: 'prometheus',
    image: 'prometheus',
    command: [
      `--config.file=${CONFIG}/prometheus.yml`,
      '--storage.tsdb.path=/prometheus',
      `--storage.tsdb.retention.time=${formatDuration(retention.time)}`,
      // Prometheus counts in powers of two, so its MB is a MiB.
      `--storage.tsdb.retention.size=${Math.floor(retention.size)}MB`,
      `--web.config.file=/run/secrets/${WEB_CONFIG}`,
      `--web.external-url=${url(stack)}`,
      // The runbooks, which the links in alerts lead to.
      `--web.console.templates=${CONFIG}/consoles`,
    ],
    user: '65534:65534',
    // `edge` because a port published on internal networks alone is dropped without a word.
    networks: reachesOut(stack) ? ['obs', 'edge', 'egress'] : ['obs', 'edge'],
    listens: [{name: 'http', port: PORT}],
    calls: [{service: 'alertmanager', port: 9093}],
    ports: [{bind: '127.0.0.1', host: port, container: PORT, use: {en: 'Prometheus', zh: 'Prometheus'}}],
    secrets: [PASSWORD, WEB_CONFIG, ...(stack.alertmanager.enabled ? ['alertmanager-password'] : [])],
    mounts: [
      {kind: 'config', from: 'deploy/prometheus/config', to: CONFIG, reload: true},
      {kind: 'volume', name: 'prometheus-data', to: '/prometheus', sizeMiB: dataMiB(stack)},
    ],
    limits: {memoryMiB: limits.memory, cpus: limits.cpus, pids: 256},
    startsLast: true,
    healthcheck: {
      test: [
        'promtool',
        'check',
        'healthy',
        `--http.config.file=${CONFIG}/client.yml`,
        `--url=http://127.0.0.1:${PORT}`,
      ],
      intervalS: 5,
      timeoutS: 5,
      retries: 6,
      startPeriodS: 60,
    },
    // It writes what it holds in memory before it ends.
    stopGraceS: 60,
  }
}

/** Where a volume has a size: the retention by size leaves out the write-ahead log and blocks that are being made. */
function dataMiB({prometheus: {retention}}: Stack): number {
  return Math.ceil(retention.size * 1.25) + 1024
}

/** On a cluster `edge` is no way out, so one to the person's own targets is asked for. */
function reachesOut({target, prometheus: {targets}}: Stack): boolean {
  return target === 'helm' && targets.length > 0
}

function url(stack: Stack): string {
  return `http://127.0.0.1:${stack.prometheus.port}/`
}
