/** Your apps. Templates: templates/app. Tests: test/components/app. */
import {fail, pass} from '../../checks/check.js'
import {verbatim} from '../../text.js'
import {
  type Call,
  defineComponent,
  type HealthCheck,
  type Network,
  type RenderContext,
  type ScrapeJob,
  type ServiceSpec,
} from '../component.js'
import {type App, appSecrets, envFileSecret, needsEnvFile, plainEnv, secretEnv, usedBindings} from './delivery.js'
import {validateApps} from './rules.js'

export const app = defineComponent({
  id: 'app',
  title: {en: 'Your apps', zh: '您的应用'},
  needs: ['postgres', 'redis'],
  isEnabled: (stack) => Object.keys(stack.apps).length > 0,
  questions: [
    {
      path: 'apps.web.image',
      ask: {en: 'Image of your app, with its tag?', zh: '应用镜像（含标签）？'},
      when: (answers) => answers['apps.web.build'] === undefined,
    },
    {path: 'apps.web.port', ask: {en: 'Port your app listens on?', zh: '应用监听端口？'}},
    {path: 'apps.web.health.path', ask: {en: 'Path that answers while it is well?', zh: '健康检查路径？'}},
    {path: 'apps.web.metrics', ask: {en: 'Path of its Prometheus metrics?', zh: 'Prometheus 指标路径？'}},
    {path: 'apps.web.uses', ask: {en: 'Stores your app connects to?', zh: '应用连接的存储？'}},
  ],
  validate: validateApps,
  secrets: (stack, bindings) => Object.entries(stack.apps).flatMap(([name, app]) => appSecrets(name, app, bindings)),
  services: (context) => Object.entries(context.stack.apps).map(([name, app]) => service(name, app, context)),
  scrape: (stack) => Object.entries(stack.apps).flatMap(([name, app]) => scrapeJob(name, app)),
  rules: (stack) => (Object.values(stack.apps).some(({metrics}) => metrics !== undefined) ? ['alerts/app.yaml'] : []),
  images: () => [],
  health: (stack) => Object.entries(stack.apps).map(([name, app]) => readiness(name, app)),
})

function service(name: string, app: App, {bindings, stack}: RenderContext): ServiceSpec {
  const secrets = secretEnv(name, app, bindings)
  return {
    name,
    image: imageOf(name, app, stack.project),
    user: app.user,
    networks: networksOf(
      app,
      usedBindings(app, bindings).flatMap((binding) => binding.networks),
    ),
    listens: [{name: 'http', port: app.port}],
    calls: callsOf(name, app, {bindings, stack}),
    env: plainEnv(name, app, bindings),
    ...(app.deliver === 'files' ? {secrets: Object.values(secrets).toSorted()} : {}),
    ...(needsEnvFile(app, secrets) ? {envFiles: [envFileSecret(name)], secretEnv: secrets} : {}),
    limits: {memoryMiB: app.limits.memory, cpus: app.limits.cpus, pids: 256},
    after: app.uses,
    replicas: app.replicas,
    ...(app.autoscale ? {autoscale: {max: app.autoscale.max, cpuPercent: app.autoscale.cpu}} : {}),
    ...(app.migrate ? {migrate: app.migrate} : {}),
    // Docker lets anybody bind these ports; Kubernetes has to be asked.
    ...(stack.target === 'helm' && app.port < 1024 ? {sysctls: {'net.ipv4.ip_unprivileged_port_start': '0'}} : {}),
    probe: {port: app.port, live: app.health.path, ready: app.health.ready ?? app.health.path},
    waivers: [
      {
        rule: 'no-healthcheck',
        reason: {
          en: 'An image of yours need not hold a program that sends requests; opsctl asks the readiness path from outside instead.',
          zh: '您的镜像未必带有能发请求的程序；opsctl 改为从外部请求就绪路径。',
        },
      },
    ],
  }
}

/** The stores it uses, and the other apps: they are on one network. */
function callsOf(
  name: string,
  app: App,
  {bindings, stack}: Pick<RenderContext, 'bindings' | 'stack'>,
): readonly Call[] {
  const others = Object.entries(stack.apps).filter(([other]) => other !== name)
  return [...usedBindings(app, bindings).map(({call}) => call), ...others.map(([service, {port}]) => ({service, port}))]
}

function imageOf(name: string, app: App, project: string): ServiceSpec['image'] {
  if (app.build !== undefined) return {build: app.build, tag: `opsctl-app/${project}-${name}:current`}
  // A stack without either is refused before anything is rendered.
  return {ref: app.image ?? ''}
}

function networksOf(app: App, ofStores: readonly Network[]): readonly Network[] {
  const more: readonly Network[] = [
    ...ofStores,
    ...(app.metrics === undefined ? [] : (['obs'] as const)),
    ...(app.egress ? (['egress'] as const) : []),
  ]
  return [...new Set<Network>(['app', ...more])]
}

/** Replicas are found by name: Docker's DNS answers with the address of each, and so does that of a cluster. */
function scrapeJob(name: string, app: App): readonly ScrapeJob[] {
  if (app.metrics === undefined) return []
  return [
    {
      job_name: `app-${name}`,
      metrics_path: app.metrics,
      dns_sd_configs: [{names: [name], type: 'A', port: app.port, refresh_interval: '10s'}],
      relabel_configs: [{target_label: 'app', replacement: name}],
    },
  ]
}

function readiness(name: string, app: App): HealthCheck<{readonly path: string; readonly status: number}> {
  const path = app.health.ready ?? app.health.path
  return {
    id: `app.${name}`,
    title: {en: `${name} is ready`, zh: `${name} 已就绪`},
    service: name,
    async probe(access) {
      const answer = await access.instance(name).http({port: app.port, path, timeoutMs: 5000})
      return {path, status: answer.status}
    },
    judge({status}) {
      if (status >= 200 && status < 300) return pass(verbatim(`GET ${path}: ${status}`))
      return fail(verbatim(`GET ${path}: ${status}`), verbatim(`opsctl logs ${name}`))
    },
  }
}
