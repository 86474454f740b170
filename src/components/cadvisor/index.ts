/**
 * Container metrics under cAdvisor's names, from a small exporter of our own: cAdvisor itself wants the Docker socket or
 * a privileged container, and no distribution packages it. Templates: templates/cadvisor. Tests: test/components/cadvisor.
 */
import {fail, pass} from '../../checks/check.js'
import {verbatim} from '../../text.js'
import {defineComponent, type HealthCheck, type RenderContext, type ServiceSpec, type Stack} from '../component.js'

const PORT = 8080
const PROGRAM = '/opt/container-exporter'
const modules = ['cgroups.js', 'containers.js', 'exposition.js', 'main.js', 'package.json'] as const

export const cadvisor = defineComponent({
  id: 'cadvisor',
  title: {en: 'Container metrics', zh: '容器指标'},
  needs: [],
  isEnabled: (stack) => stack.cadvisor.enabled,
  questions: [],
  services: ({stack}) => [service(stack)],
  files: ({template}: RenderContext) =>
    modules.map((name) => ({
      path: `cadvisor/config/${name}`,
      content: template(`cadvisor/container-exporter/${name}`),
    })),
  scrape: () => [{job_name: 'cadvisor', static_configs: [{targets: [`cadvisor:${PORT}`]}]}],
  rules: () => ['alerts/containers.yaml', 'alerts/limits.yaml', 'alerts/leak.yaml', 'alerts/exporter.yaml'],
  dashboards: () => ['containers.yaml'],
  images: () => ['node'],
  health: () => [metrics],
})

function service(stack: Stack): ServiceSpec {
  const {dockerRoot, limits} = stack.cadvisor
  return {
    name: 'cadvisor',
    image: 'node',
    entrypoint: ['node'],
    command: [`${PROGRAM}/main.js`],
    user: '0:0',
    networks: ['obs'],
    listens: [{name: 'metrics', port: PORT}],
    env: {CGROUP_DIR: '/host/cgroup', CONTAINERS_DIR: '/host/containers', PORT: `${PORT}`, PROJECT: stack.project},
    mounts: [
      {kind: 'config', from: 'deploy/cadvisor/config', to: PROGRAM, reload: false},
      {kind: 'host', from: '/sys/fs/cgroup', to: '/host/cgroup', readOnly: true},
      {kind: 'host', from: `${dockerRoot}/containers`, to: '/host/containers', readOnly: true},
    ],
    limits: {memoryMiB: limits.memory, cpus: limits.cpus, pids: 64},
    healthcheck: {
      test: [
        'node',
        '-e',
        `fetch('http://127.0.0.1:${PORT}/healthz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))`,
      ],
      intervalS: 5,
      timeoutS: 5,
      retries: 6,
      startPeriodS: 10,
    },
    waivers: [
      {
        rule: 'non-root',
        reason: {
          en: 'Docker’s files about containers belong to root and nobody else may read them. It has no capability, so it is root over nothing but files of root.',
          zh: 'Docker 的容器文件属于 root，其他用户不可读。该进程没有任何 capability，仅能以 root 身份读取 root 的文件。',
        },
      },
      {
        rule: 'host-mount',
        reason: {
          en: 'Read-only: the kernel’s counters (/sys/fs/cgroup), and Docker’s containers folder, which also holds every container’s log and environment. The alternative, Docker’s socket, would give control of the host.',
          zh: '只读：内核计数器（/sys/fs/cgroup）和 Docker 的 containers 目录（其中也有各容器的日志和环境变量）。另一选择是 Docker 套接字，那等于交出主机控制权。',
        },
      },
    ],
  }
}

const metrics: HealthCheck<{readonly status: number; readonly services: readonly string[]}> = {
  id: 'cadvisor.metrics',
  title: {en: 'Containers are measured', zh: '可测量容器'},
  service: 'cadvisor',
  async probe(access) {
    const answer = await access.instance('cadvisor').http({port: PORT, path: '/metrics'})
    const measured = answer.body.matchAll(
      /^container_memory_usage_bytes\{.*container_label_com_docker_compose_service="([^"]*)"/gm,
    )
    return {status: answer.status, services: [...new Set([...measured].map(([, service = '']) => service))].toSorted()}
  },
  judge({status, services}) {
    if (status === 200 && services.length > 0) return pass(verbatim(services.join(', ')))
    return fail(
      {
        en: status === 200 ? 'It sees no container of this stack' : `/metrics answers ${status}`,
        zh: status === 200 ? '看不到本栈的任何容器' : `/metrics 返回 ${status}`,
      },
      {
        en: 'Compare cadvisor.dockerRoot in opsctl.yaml with "Docker Root Dir" of: docker info',
        zh: '将 opsctl.yaml 中的 cadvisor.dockerRoot 与 docker info 的“Docker Root Dir”对比。',
      },
    )
  },
}
