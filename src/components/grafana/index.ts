/** Grafana, with its data source and dashboards in place. Templates: templates/grafana. Tests: test/components/grafana. */
import {defineComponent, type ServiceSpec, type Stack} from '../component.js'
import {configFiles} from './config.js'
import {healthChecks} from './health.js'
import {ADMIN, CONFIG, PASSWORD, PORT} from './web.js'

export const grafana = defineComponent({
  id: 'grafana',
  title: {en: 'Grafana', zh: 'Grafana'},
  // It asks Prometheus when somebody looks, so it need not wait; and Prometheus starts last, to find it.
  needs: [],
  isEnabled: (stack) => stack.grafana.enabled,
  questions: [
    {path: 'grafana.port', ask: {en: 'Port on 127.0.0.1 for Grafana?', zh: 'Grafana 在 127.0.0.1 上的端口？'}},
  ],
  validate: (stack) => [
    ...(stack.images.source === 'debian'
      ? [
          {
            path: ['grafana'],
            message: {
              en: 'Debian has no package of Grafana; remove it, or take official images with "images: {source: registry}"',
              zh: 'Debian 没有 Grafana 软件包；请移除它，或用 "images: {source: registry}" 使用官方镜像',
            },
          },
        ]
      : []),
    ...(stack.prometheus.enabled
      ? []
      : [
          {
            path: ['grafana'],
            message: {
              en: 'its dashboards show what Prometheus holds; add "prometheus: {}"',
              zh: '其仪表盘展示 Prometheus 的数据；请加入 "prometheus: {}"',
            },
          },
        ]),
  ],
  secrets: () => [
    {
      name: PASSWORD,
      purpose: {en: `Log-in of user ${ADMIN} to Grafana.`, zh: `用户 ${ADMIN} 登录 Grafana 的密码。`},
      readers: ['grafana'],
    },
  ],
  services: ({stack}) => [service(stack)],
  files: ({stack}) => configFiles(stack),
  scrape: () => [{job_name: 'grafana', static_configs: [{targets: [`grafana:${PORT}`]}]}],
  rules: () => ['alerts/grafana.yaml'],
  images: () => ['grafana'],
  health: () => healthChecks,
  uis: (stack) => [
    {
      id: 'grafana',
      title: {en: 'Grafana', zh: 'Grafana'},
      url: url(stack),
      login: {user: ADMIN, secret: PASSWORD},
    },
  ],
})

function service(stack: Stack): ServiceSpec {
  const {limits, port} = stack.grafana
  return {
    name: 'grafana',
    image: 'grafana',
    user: '472:0',
    networks: ['obs', 'edge'],
    listens: [{name: 'http', port: PORT}],
    calls: [
      {service: 'prometheus', port: 9090},
      {service: 'alertmanager', port: 9093},
    ],
    ports: [{bind: '127.0.0.1', host: port, container: PORT, use: {en: 'Grafana', zh: 'Grafana'}}],
    env: environment(stack),
    secrets: [PASSWORD, 'prometheus-password', ...(stack.alertmanager.enabled ? ['alertmanager-password'] : [])],
    mounts: [
      // What it reads at its start only: a change makes a new container, which takes three seconds.
      {kind: 'config', from: 'deploy/grafana/config', to: CONFIG, reload: false},
      {kind: 'volume', name: 'grafana-data', to: '/var/lib/grafana', sizeMiB: 1024},
      {kind: 'tmpfs', to: '/tmp', sizeMiB: 64},
    ],
    limits: {memoryMiB: limits.memory, cpus: limits.cpus, pids: 256},
    healthcheck: {
      test: ['wget', '--quiet', '--spider', '--tries=1', `http://127.0.0.1:${PORT}/api/health`],
      intervalS: 5,
      timeoutS: 5,
      retries: 6,
      startPeriodS: 60,
    },
  }
}

/** Nobody comes in without the password, and nothing calls home. */
function environment(stack: Stack): Readonly<Record<string, string>> {
  return {
    GF_SECURITY_ADMIN_USER: ADMIN,
    GF_SECURITY_ADMIN_PASSWORD__FILE: `/run/secrets/${PASSWORD}`,
    GF_SECURITY_DISABLE_GRAVATAR: 'true',
    GF_SECURITY_COOKIE_SAMESITE: 'strict',
    GF_AUTH_ANONYMOUS_ENABLED: 'false',
    GF_USERS_ALLOW_SIGN_UP: 'false',
    GF_USERS_DEFAULT_LANGUAGE: stack.language === 'zh' ? 'zh-Hans' : 'en-US',
    GF_ANALYTICS_REPORTING_ENABLED: 'false',
    GF_ANALYTICS_CHECK_FOR_UPDATES: 'false',
    GF_ANALYTICS_CHECK_FOR_PLUGIN_UPDATES: 'false',
    GF_ANALYTICS_FEEDBACK_LINKS_ENABLED: 'false',
    GF_NEWS_NEWS_FEED_ENABLED: 'false',
    GF_PLUGINS_PREINSTALL_DISABLED: 'true',
    GF_SNAPSHOTS_EXTERNAL_ENABLED: 'false',
    GF_UNIFIED_ALERTING_ENABLED: 'true',
    GF_LOG_MODE: 'console',
    GF_PATHS_PROVISIONING: `${CONFIG}/provisioning`,
    GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH: `${CONFIG}/dashboards/opsctl-overview.json`,
    GF_SERVER_ROOT_URL: url(stack),
  }
}

function url(stack: Stack): string {
  return `http://127.0.0.1:${stack.grafana.port}/`
}
