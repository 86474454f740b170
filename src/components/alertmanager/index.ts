/** Alertmanager. Templates: templates/alertmanager. Tests: test/components/alertmanager. */
import {defineComponent, type ServiceSpec, type Stack} from '../component.js'
import {checkAlerting} from './check-alerting.js'
import {configFiles, configStamp} from './config.js'
import {healthChecks, runningHash} from './health.js'
import {mountedSecrets, receiverSecrets} from './receivers.js'
import {ownLogin, PASSWORD, PORT, WEB_CONFIG, WEB_USER, webSecrets} from './web.js'

const CONFIG = '/etc/alertmanager'

export const alertmanager = defineComponent({
  id: 'alertmanager',
  title: {en: 'Alertmanager', zh: 'Alertmanager'},
  needs: [],
  isEnabled: (stack) => stack.alertmanager.enabled,
  questions: [
    {
      path: 'alertmanager.port',
      ask: {en: 'Port on 127.0.0.1 for Alertmanager?', zh: 'Alertmanager 在 127.0.0.1 上的端口？'},
    },
  ],
  validate: checkAlerting,
  secrets: (stack) => [...webSecrets, ...receiverSecrets(stack)],
  services: ({stack}) => [service(stack)],
  files: configFiles,
  stamp: configStamp,
  scrape: () => [
    {job_name: 'alertmanager', basic_auth: ownLogin, static_configs: [{targets: [`alertmanager:${PORT}`]}]},
  ],
  rules: () => ['alerts/alertmanager.yaml', 'alerts/state.yaml'],
  dashboards: () => ['alertmanager.yaml'],
  images: () => ['alertmanager'],
  health: () => healthChecks,
  reload: () => ({
    service: 'alertmanager',
    validate: ['amtool', 'check-config', `${CONFIG}/alertmanager.yml`],
    apply: (access) => access.instance('alertmanager').signal('SIGHUP'),
    runningHash,
  }),
  uis: (stack) => [
    {
      id: 'alertmanager',
      title: {en: 'Alertmanager', zh: 'Alertmanager'},
      url: url(stack),
      login: {user: WEB_USER, secret: PASSWORD},
    },
  ],
})

function service(stack: Stack): ServiceSpec {
  const {limits, port} = stack.alertmanager
  const sends = Object.keys(stack.alerting.receivers).length > 0
  return {
    name: 'alertmanager',
    image: 'alertmanager',
    command: [
      `--config.file=${CONFIG}/alertmanager.yml`,
      '--storage.path=/alertmanager',
      // One Alertmanager has no cluster; without this it listens for one.
      '--cluster.listen-address=',
      `--web.config.file=/run/secrets/${WEB_CONFIG}`,
      `--web.external-url=${url(stack)}`,
      // Whether a receiver was told can only be proved where it is counted by its name.
      ...(sends ? ['--enable-feature=receiver-name-in-metrics'] : []),
    ],
    user: '65534:65534',
    networks: ['obs', 'edge', ...(sends ? (['egress'] as const) : [])],
    listens: [{name: 'http', port: PORT}],
    ports: [{bind: '127.0.0.1', host: port, container: PORT, use: {en: 'Alertmanager', zh: 'Alertmanager'}}],
    secrets: [PASSWORD, WEB_CONFIG, ...mountedSecrets(stack)],
    mounts: [
      {kind: 'config', from: 'deploy/alertmanager/config', to: CONFIG, reload: true},
      // Silences, and what was sent.
      {kind: 'volume', name: 'alertmanager-data', to: '/alertmanager', sizeMiB: 256},
    ],
    limits: {memoryMiB: limits.memory, cpus: limits.cpus, pids: 128},
    healthcheck: {
      test: [
        'amtool',
        `--alertmanager.url=http://127.0.0.1:${PORT}`,
        `--http.config.file=${CONFIG}/client.yml`,
        'cluster',
        'show',
      ],
      intervalS: 5,
      timeoutS: 5,
      retries: 6,
      startPeriodS: 30,
    },
  }
}

function url(stack: Stack): string {
  return `http://127.0.0.1:${stack.alertmanager.port}/`
}
