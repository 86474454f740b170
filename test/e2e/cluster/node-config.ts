/** What the programs of a real node are told in files. */
import {join} from 'node:path'

/** Addresses of pods. */
export const POD_RANGE = '10.245.0.0/24'

const DOMAIN = 'cluster.local'

interface ContainerdSettings {
  readonly folder: string
  readonly plugins: string
  readonly networks: string
}

/** containerd beside the one that Docker uses: `/run` is the machine's own. */
export function containerdConfig({folder, plugins, networks}: ContainerdSettings): string {
  return `version = 2
root = "${join(folder, 'containerd')}"
state = "/run/containerd"

[grpc]
  address = "/run/containerd/containerd.sock"

[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "opsctl.test/pause:1"
  # Without it no pod starts where processes may not lower their own score.
  restrict_oom_score_adj = true

[plugins."io.containerd.grpc.v1.cri".cni]
  bin_dir = "${plugins}"
  conf_dir = "${networks}"

[plugins."io.containerd.grpc.v1.cri".containerd]
  snapshotter = "overlayfs"

[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
  runtime_type = "io.containerd.runc.v2"

[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
  SystemdCgroup = false
`
}

/** One bridge for all pods. */
export function networkConfig(): string {
  const bridge = {
    type: 'bridge',
    bridge: 'cni0',
    isGateway: true,
    ipMasq: true,
    hairpinMode: true,
    ipam: {type: 'host-local', ranges: [[{subnet: POD_RANGE}]], routes: [{dst: '0.0.0.0/0'}]},
  }
  const portmap = {type: 'portmap', capabilities: {portMappings: true}}
  return JSON.stringify({cniVersion: '0.4.0', name: 'pods', plugins: [bridge, portmap]})
}

interface KubeletSettings {
  readonly folder: string
  readonly address: string
  readonly cgroup: string
  /** File of the authority that clients' certificates come from. */
  readonly authority: string
}

/** JSON is YAML. */
export function kubeletConfig({folder, address, cgroup, authority}: KubeletSettings): string {
  return JSON.stringify({
    apiVersion: 'kubelet.config.k8s.io/v1beta1',
    kind: 'KubeletConfiguration',
    address,
    authentication: {anonymous: {enabled: false}, webhook: {enabled: true}, x509: {clientCAFile: authority}},
    authorization: {mode: 'Webhook'},
    cgroupDriver: 'cgroupfs',
    cgroupRoot: cgroup,
    clusterDNS: [address],
    clusterDomain: DOMAIN,
    containerRuntimeEndpoint: 'unix:///run/containerd/containerd.sock',
    evictionHard: {'memory.available': '100Mi', 'nodefs.available': '1%', 'imagefs.available': '1%'},
    failCgroupV1: false,
    failSwapOn: false,
    healthzPort: 0,
    imageGCHighThresholdPercent: 100,
    podLogsDir: join(folder, 'pod-logs'),
    resolvConf: join(folder, 'resolv.conf'),
    volumePluginDir: join(folder, 'volume-plugins'),
  })
}

/** Names of the cluster; any other name does not exist, as nothing outside does. */
export function corefile(address: string, kubeconfig: string): string {
  return `.:53 {
  bind ${address}
  errors
  ready ${address}:8181
  kubernetes ${DOMAIN} in-addr.arpa {
    kubeconfig ${kubeconfig}
    pods insecure
    ttl 5
  }
  template ANY ANY . {
    rcode NXDOMAIN
  }
  cache 5
}
`
}
