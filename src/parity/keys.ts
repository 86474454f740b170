/** Keys of opsctl.yaml whose effect differs between the targets. A test finds out which those are. */
import {by, no, type ParityRow, partly, yes} from './row.js'

export const keyRows = [
  {
    id: 'key.same',
    feature: {en: 'every key that is not named below', zh: '下面未列出的所有键'},
    compose: yes,
    helm: yes,
  },
  {
    id: 'key.bind',
    feature: {en: 'address of the gateway', zh: '网关地址'},
    keys: ['gateway.bind'],
    compose: by('address of this host', '本机地址'),
    helm: no('kubernetes.service, ingress, gatewayApi', 'kubernetes.service、ingress、gatewayApi'),
    why: {
      en: 'A pod has an address of its own; the cluster decides where it is reached. 127.0.0.1 keeps strangers out on both.',
      zh: 'Pod 有自己的地址；从何处到达由集群决定。127.0.0.1 在两者上都拒绝外部访问。',
    },
  },
  {
    id: 'key.gateway-ports',
    feature: {en: 'ports of the gateway', zh: '网关端口'},
    keys: ['gateway.httpPort', 'gateway.httpsPort'],
    compose: by('ports of this host', '本机端口'),
    helm: by('ports of its Service', '其 Service 的端口'),
  },
  {
    id: 'key.page-ports',
    feature: {en: 'ports of pages', zh: '界面的端口'},
    keys: ['prometheus.port', 'alertmanager.port', 'grafana.port', 'kibana.port'],
    compose: by('on 127.0.0.1 of this host', '本机 127.0.0.1'),
    helm: by('on 127.0.0.1 while opsctl open runs', 'opsctl open 运行期间的 127.0.0.1'),
  },
  {
    id: 'key.store-ports',
    feature: {en: 'ports of stores for this host', zh: '供本机使用的存储端口'},
    keys: ['postgres.port', 'redis.port', 'elasticsearch.port'],
    compose: by('on 127.0.0.1 of this host', '本机 127.0.0.1'),
    helm: no('kubectl port-forward', 'kubectl port-forward'),
    why: {
      en: 'A cluster has no host that is meant; whoever forwards a port has logged in to the cluster.',
      zh: '集群没有所指的主机；转发端口者须先登录集群。',
    },
  },
  {
    id: 'key.app-health',
    feature: {en: 'paths by which an app is asked', zh: '检查应用的路径'},
    keys: ['apps.<name>.health'],
    compose: partly('asked by opsctl up', '由 opsctl up 询问'),
    helm: by('readiness and liveness probe, and opsctl', '就绪与存活探针，以及 opsctl'),
    why: {
      en: 'Docker asks by a program within the image, and yours need not hold one.',
      zh: 'Docker 借助镜像内的程序检查，而您的镜像未必带有。',
    },
  },
  {
    id: 'key.build',
    feature: {en: 'an app that opsctl builds', zh: '由 opsctl 构建的应用'},
    keys: ['apps.<name>.build'],
    compose: by('built and run on this host', '在本机构建并运行'),
    helm: partly('built here; you push it or load it on the nodes', '在本机构建；由您推送或载入节点'),
    why: {
      en: 'Nodes can’t read the images of this machine.',
      zh: '节点无法读取本机的镜像。',
    },
  },
  {
    id: 'key.debian',
    feature: {en: 'images of Debian packages', zh: '用 Debian 软件包制作的镜像'},
    keys: ['images.source'],
    compose: by('built and run on this host', '在本机构建并运行'),
    helm: partly('built here; you push them or load them on the nodes', '在本机构建；由您推送或载入节点'),
    why: {
      en: 'Nodes can’t read the images of this machine.',
      zh: '节点无法读取本机的镜像。',
    },
  },
  {
    id: 'key.host-paths',
    feature: {en: 'where Docker keeps its files', zh: 'Docker 文件所在位置'},
    keys: ['cadvisor.dockerRoot', 'filebeat.containerLogs'],
    compose: yes,
    helm: no('paths of the kubelet', 'kubelet 的路径'),
    why: {
      en: 'Every kubelet keeps logs and volumes in the same places.',
      zh: '所有 kubelet 的日志与卷位置相同。',
    },
  },
  {
    id: 'key.kubernetes',
    feature: {en: 'place in a cluster', zh: '在集群中的位置'},
    keys: ['kubernetes'],
    compose: no(),
    helm: yes,
    why: {en: 'There is no cluster.', zh: '没有集群。'},
  },
  {
    id: 'key.operator',
    feature: {en: 'objects for a Prometheus operator', zh: '供 Prometheus Operator 使用的对象'},
    keys: ['monitoring.operator'],
    compose: no('scraped without', '无需它也能抓取'),
    helm: by('ServiceMonitor, PrometheusRule, dashboards', 'ServiceMonitor、PrometheusRule、仪表盘'),
    why: {en: 'Operators run on clusters only.', zh: 'Operator 仅运行于集群。'},
  },
] as const satisfies readonly ParityRow[]
