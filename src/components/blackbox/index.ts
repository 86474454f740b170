/** Probes from outside. Templates: templates/blackbox. Tests: test/components/blackbox. */
import {fail, pass} from '../../checks/check.js'
import {verbatim} from '../../text.js'
import {defineComponent, type HealthCheck, type ServiceSpec, type Stack} from '../component.js'
import {configFiles, hasTls, listGatewayPorts, listRedirectProbes, PORT, scrapeJobs} from './config.js'

export const blackbox = defineComponent({
  id: 'blackbox',
  title: {en: 'Probes from outside', zh: '外部探测'},
  needs: [],
  isEnabled: (stack) => stack.blackbox.enabled,
  questions: [],
  services: ({stack}) => [service(stack)],
  files: configFiles,
  scrape: scrapeJobs,
  rules: (stack) => [
    'alerts/blackbox.yaml',
    'alerts/uptime.yaml',
    ...(hasTls(stack) ? ['alerts/tls.yaml'] : []),
    ...(listRedirectProbes(stack).length > 0 ? ['alerts/redirect.yaml'] : []),
  ],
  dashboards: () => ['blackbox.yaml'],
  images: () => ['blackbox'],
  health: () => [metrics],
})

function service(stack: Stack): ServiceSpec {
  const {limits, targets} = stack.blackbox
  return {
    name: 'blackbox',
    image: 'blackbox',
    command: ['--config.file=/etc/blackbox_exporter/config.yml'],
    user: '65534:65534',
    // The gateway answers it inside; only the person's own URLs need the way out.
    networks: targets.length === 0 ? ['obs'] : ['obs', 'egress'],
    listens: [{name: 'metrics', port: PORT}],
    calls: listGatewayPorts(stack).map((port) => ({service: 'gateway', port})),
    mounts: [{kind: 'config', from: 'deploy/blackbox/config', to: '/etc/blackbox_exporter', reload: false}],
    limits: {memoryMiB: limits.memory, cpus: limits.cpus, pids: 64},
    lookupTimeoutS: 1,
    healthcheck: {
      test: ['wget', '-q', '-O', '/dev/null', `http://127.0.0.1:${PORT}/-/healthy`],
      intervalS: 5,
      timeoutS: 5,
      retries: 6,
      startPeriodS: 10,
    },
  }
}

const metrics: HealthCheck<{readonly status: number; readonly configLoaded: boolean}> = {
  id: 'blackbox.metrics',
  title: {en: 'Probes can be sent', zh: '可发送探测'},
  service: 'blackbox',
  async probe(access) {
    const answer = await access.instance('blackbox').http({port: PORT, path: '/metrics'})
    const configLoaded = /^blackbox_exporter_config_last_reload_successful 1$/m.test(answer.body)
    return {status: answer.status, configLoaded}
  },
  judge({status, configLoaded}) {
    if (status === 200 && configLoaded) return pass(verbatim('/metrics: 200'))
    return fail(
      {
        en: status === 200 ? 'Its configuration is not loaded' : `/metrics answers ${status}`,
        zh: status === 200 ? '配置未加载' : `/metrics 返回 ${status}`,
      },
      verbatim('opsctl logs blackbox'),
    )
  },
}
