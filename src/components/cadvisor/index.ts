/**
 * Container metrics under cAdvisor's names, from a small exporter of our own: cAdvisor itself wants the Docker socket or
 * a privileged container, and no distribution packages it. Templates: templates/cadvisor. Tests: test/components/cadvisor.
 */
import {fail, pass} from '../../checks/check.js'
import {verbatim} from '../../text.js'
import {agentTargets, namespacesOf} from '../agent.js'
import {
  defineComponent,
  type HealthCheck,
  type Mount,
  type RenderContext,
  type ServiceSpec,
  type Stack,
  type Text,
} from '../component.js'

const PORT = 8080
const PROGRAM = '/opt/container-exporter'
const shared = ['cgroups.js', 'exposition.js', 'main.js', 'package.json'] as const
/** How it knows containers: from Docker's files, or from the names of the logs that a kubelet keeps. */
const reader = {compose: 'containers.js', helm: 'pods.js'} as const

const FOLDER = '/host/containers'
const PROGRAMS: Mount = {kind: 'config', from: 'deploy/cadvisor/config', to: PROGRAM, reload: false}
const CGROUPS: Mount = {kind: 'host', from: '/sys/fs/cgroup', to: '/host/cgroup', readOnly: true}
/** What both targets say of the process. */
const environment = {CGROUP_DIR: CGROUPS.to, PORT: `${PORT}`}

export const cadvisor = defineComponent({
  id: 'cadvisor',
  title: {en: 'Container metrics', zh: '容器指标'},
  needs: [],
  isEnabled: (stack) => stack.cadvisor.enabled,
  questions: [],
  services: ({stack}) => [{...service(stack), ...(stack.target === 'helm' ? inPods(stack) : inDocker(stack))}],
  files: ({stack, template}: RenderContext) =>
    [...shared, reader[stack.target]].map((name) => ({
      path: `cadvisor/config/${name}`,
      content: template(`cadvisor/container-exporter/${name}`),
    })),
  scrape: (stack) => [{job_name: 'cadvisor', ...agentTargets(stack, 'cadvisor', PORT), ...samplesOf(stack)}],
  rules: () => ['alerts/containers.yaml', 'alerts/limits.yaml', 'alerts/leak.yaml', 'alerts/exporter.yaml'],
  dashboards: () => ['containers.yaml'],
  images: () => ['node'],
  health: (stack) => [metrics(stack)],
})

/** A service that moves to another node is the same service: its series tell the pod, and not which node counted them. */
function samplesOf({target}: Stack): {readonly metric_relabel_configs?: readonly object[]} {
  if (target === 'compose') return {}
  return {metric_relabel_configs: [{target_label: 'instance', replacement: `cadvisor:${PORT}`}]}
}

function service(stack: Stack): Omit<ServiceSpec, 'user'> {
  const {limits} = stack.cadvisor
  return {
    name: 'cadvisor',
    image: 'node',
    entrypoint: ['node'],
    command: [`${PROGRAM}/main.js`],
    networks: ['obs'],
    listens: [{name: 'metrics', port: PORT}],
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
  }
}

/** Who it is and what it sees where Docker keeps the containers. */
function inDocker({cadvisor, project}: Stack): Pick<ServiceSpec, 'user' | 'env' | 'mounts' | 'waivers'> {
  return {
    user: '0:0',
    env: {...environment, CONTAINERS_DIR: FOLDER, PROJECT: project},
    mounts: [PROGRAMS, CGROUPS, {kind: 'host', from: `${cadvisor.dockerRoot}/containers`, to: FOLDER, readOnly: true}],
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

/** The same on a node of a cluster, where names of files say enough: nothing in there has to be opened. */
function inPods(stack: Stack): Pick<ServiceSpec, 'user' | 'env' | 'mounts' | 'waivers'> {
  return {
    user: '1000:1000',
    env: {...environment, CONTAINERS_DIR: FOLDER, NAMESPACES: namespacesOf(stack).join(','), PROJECT: stack.project},
    mounts: [PROGRAMS, CGROUPS, {kind: 'host', from: '/var/log/containers', to: FOLDER, readOnly: true}],
    waivers: [
      {
        rule: 'host-mount',
        reason: {
          en: 'Read-only: the kernel’s counters (/sys/fs/cgroup), and the names of the containers’ logs (/var/log/containers), whose content it can’t reach.',
          zh: '只读：内核计数器（/sys/fs/cgroup）和容器日志的文件名（/var/log/containers），无法读取日志内容。',
        },
      },
    ],
  }
}

const lookAtDocker: Text = {
  en: 'Compare cadvisor.dockerRoot in opsctl.yaml with "Docker Root Dir" of: docker info',
  zh: '将 opsctl.yaml 中的 cadvisor.dockerRoot 与 docker info 的“Docker Root Dir”对比。',
}
const lookAtNode: Text = {
  en: 'See on the node whether /var/log/containers names the pods of this stack.',
  zh: '在节点上检查 /var/log/containers 是否有本栈 pod 的文件名。',
}

const metrics = ({target}: Stack): HealthCheck<{readonly status: number; readonly services: readonly string[]}> => ({
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
      target === 'helm' ? lookAtNode : lookAtDocker,
    )
  },
})
