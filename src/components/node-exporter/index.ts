/** Host metrics. Templates: templates/node-exporter. Tests: test/components/node-exporter. */
import {fail, pass} from '../../checks/check.js'
import {verbatim} from '../../text.js'
import {agentTargets} from '../agent.js'
import {defineComponent, type HealthCheck, type RenderContext, type ServiceSpec, type Stack} from '../component.js'

const PORT = 9100

/** They ask the kernel for the network they run in, which is the container's: their numbers would pass for the host's. */
const NAMESPACE_BOUND = ['arp', 'ipvs', 'systemd'] as const

/** Ends of containers' cables and Docker's bridges: dozens that come and go, and what passes them is counted elsewhere. */
const VIRTUAL_DEVICES = '^(lo|veth.*|br-.*|docker.*|virbr.*|cali.*|flannel.*|cni.*|ifb.*|dummy.*|tap.*)$'

/** What a cluster's network adds to them. */
const POD_DEVICES = VIRTUAL_DEVICES.replace(')$', '|lxc.*|cilium.*|vxlan.*|tunl.*|kube-.*|nodelocaldns|weave.*)$')

/**
 * Volumes of pods come and go, and those that came after this exporter it can't look at: it would take the disk below for
 * them. The exporter's own default, and what kubelets and container runtimes mount within their folders.
 */
const POD_MOUNTS =
  '^/(dev|proc|sys|run/(credentials|containerd|crio|k3s|netns|user)/.+|var/lib/(docker|containers/storage|containerd|kubelet|rancher)/.+)($|/)'

/** `/proc/sys` is always that of who reads it, so these two would be the container's own, nearly empty table. */
const CONTAINERS_OWN = 'node_nf_conntrack_entries(_limit)?'

const RULES = [
  'filesystem',
  'space',
  'filling',
  'memory',
  'cpu',
  'pressure',
  'disk',
  'network',
  'kernel',
  'exporter',
].map((topic) => `alerts/${topic}.yaml`)

export const nodeExporter = defineComponent({
  id: 'node-exporter',
  title: {en: 'Host metrics', zh: '主机指标'},
  needs: [],
  isEnabled: (stack) => stack['node-exporter'].enabled,
  questions: [],
  services: ({stack}) => [service(stack)],
  files: ({template}: RenderContext) => [
    {path: 'node-exporter/config/start.sh', content: template('node-exporter/config/start.sh')},
  ],
  scrape: (stack) => [
    {
      job_name: 'node-exporter',
      ...agentTargets(stack, 'node-exporter', PORT),
      metric_relabel_configs: [{source_labels: ['__name__'], regex: CONTAINERS_OWN, action: 'drop'}],
    },
  ],
  rules: () => RULES,
  dashboards: () => ['host.yaml'],
  images: () => ['node-exporter'],
  health: () => [hostMetrics],
})

function service(stack: Stack): ServiceSpec {
  const {target} = stack
  const {limits} = stack['node-exporter']
  const devices = target === 'helm' ? POD_DEVICES : VIRTUAL_DEVICES
  return {
    name: 'node-exporter',
    image: 'node-exporter',
    entrypoint: ['sh', '/etc/node-exporter/start.sh'],
    command: [
      '--path.rootfs=/host',
      '--path.procfs=/run/procfs',
      '--path.sysfs=/host/sys',
      '--path.udev.data=/host/run/udev/data',
      // Over netlink it would be told of the container's devices.
      '--no-collector.netdev.netlink',
      `--collector.netdev.device-exclude=${devices}`,
      `--collector.netclass.ignored-devices=${devices}`,
      ...(target === 'helm' ? [`--collector.filesystem.mount-points-exclude=${POD_MOUNTS}`] : []),
      ...NAMESPACE_BOUND.map((collector) => `--no-collector.${collector}`),
    ],
    user: '65534:65534',
    networks: ['obs'],
    listens: [{name: 'metrics', port: PORT}],
    // Without propagation: Docker refuses `rslave` where / is a private mount, as it is without systemd. The price: a file
    // system mounted later is seen after a restart of this service.
    mounts: [
      {kind: 'host', from: '/', to: '/host', readOnly: true},
      {kind: 'config', from: 'deploy/node-exporter/config', to: '/etc/node-exporter', reload: false},
      {kind: 'tmpfs', to: '/run/procfs', sizeMiB: 1, mode: '0755', uid: 65_534},
    ],
    limits: {memoryMiB: limits.memory, cpus: limits.cpus, pids: 64},
    healthcheck: {
      test: ['wget', '-q', '-O', '/dev/null', `http://127.0.0.1:${PORT}/`],
      intervalS: 5,
      timeoutS: 5,
      retries: 6,
      startPeriodS: 10,
    },
    waivers: [
      {
        rule: 'host-mount',
        reason: {
          en: 'Sizes of file systems, disks and processors are read from the host’s own tree: all of /, read-only, as user nobody.',
          zh: '文件系统、磁盘和处理器的数据需从主机自身目录读取：整个 /，只读，以 nobody 用户运行。',
        },
      },
    ],
  }
}

const hostMetrics: HealthCheck<{readonly status: number; readonly memoryTotal: number | undefined}> = {
  id: 'node-exporter.metrics',
  title: {en: 'Host metrics are read', zh: '可读取主机指标'},
  service: 'node-exporter',
  async probe(access) {
    const answer = await access.instance('node-exporter').http({port: PORT, path: '/metrics'})
    const total = /^node_memory_MemTotal_bytes (\S+)$/m.exec(answer.body)?.[1]
    return {status: answer.status, memoryTotal: total === undefined ? undefined : Number(total)}
  },
  judge({status, memoryTotal}) {
    if (status !== 200) return fail(verbatim(`/metrics: ${status}`), verbatim('opsctl logs node-exporter'))
    if (memoryTotal !== undefined) return pass(verbatim(`node_memory_MemTotal_bytes ${memoryTotal}`))
    return fail(
      {en: 'It answers, but without the host’s memory', zh: '有应答，但没有主机内存数据'},
      {en: 'See whether /proc of the host is mounted at /host/proc.', zh: '检查主机 /proc 是否挂载到 /host/proc。'},
    )
  },
}
