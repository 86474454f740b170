/** How the stack lies in a Kubernetes cluster: `kubernetes:` in opsctl.yaml. Read with `target: helm` only. */
import {z} from 'zod'

import {explained, hostname, name, sizeMiB} from './values.js'

/** A DNS label, as namespaces and many other names of a cluster are. */
const label = () => z.string().regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, {error: 'dns-label'})

/** A DNS subdomain, as names of classes and Secrets are. */
const subdomain = () =>
  z
    .string()
    .max(253)
    .regex(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/, {error: 'dns-subdomain'})

const tls = z.strictObject({
  secret: explained(subdomain().optional(), {
    en: 'A TLS Secret of your own in the namespace. Give this or issuer.',
    zh: '命名空间中您自己的 TLS Secret。与 issuer 二选一。',
  }),
  issuer: explained(subdomain().optional(), {
    en: 'A ClusterIssuer of cert-manager that makes the certificate.',
    zh: '签发证书的 cert-manager ClusterIssuer。',
  }),
})

const ingress = z.strictObject({
  class: explained(subdomain().optional(), {
    en: 'Class of the Ingress. Absent: the default of the cluster.',
    zh: 'Ingress 类。缺省：集群默认。',
  }),
  hosts: explained(z.array(hostname()).min(1), {
    en: 'Host names that lead to the gateway.',
    zh: '指向网关的主机名。',
  }),
  tls: explained(tls.optional(), {
    en: 'TLS of these hosts, ended at the Ingress.',
    zh: '这些主机的 TLS，在 Ingress 处终止。',
  }),
})

const gatewayApi = z.strictObject({
  gateway: explained(subdomain(), {
    en: 'Name of the Gateway that the route attaches to.',
    zh: '路由所挂接的 Gateway 名称。',
  }),
  namespace: explained(label().optional(), {
    en: 'Namespace of that Gateway. Absent: the one of the stack.',
    zh: '该 Gateway 的命名空间。缺省：栈的命名空间。',
  }),
  hosts: explained(z.array(hostname()).default([]), {
    en: 'Host names of the route. Empty: every host of the Gateway.',
    zh: '路由的主机名。为空：Gateway 的所有主机。',
  }),
})

const secrets = z.strictObject({
  from: explained(z.enum(['opsctl', 'existing', 'external']).default('opsctl'), {
    en: 'opsctl: put into the cluster from secrets/. existing: Secrets of your own under the same names. external: the External Secrets Operator fetches them.',
    zh: 'opsctl：由 secrets/ 写入集群。existing：您自己的同名 Secret。external：由 External Secrets Operator 获取。',
  }),
  store: explained(subdomain().optional(), {
    en: 'ClusterSecretStore that external reads from.',
    zh: 'external 所读取的 ClusterSecretStore。',
  }),
})

export const kubernetesSchema = explained(
  z
    .strictObject({
      kubeconfig: explained(z.string().min(1).optional(), {
        en: 'Path of the kubeconfig, relative to opsctl.yaml. Absent: KUBECONFIG, else ~/.kube/config.',
        zh: 'kubeconfig 路径，相对 opsctl.yaml。缺省：KUBECONFIG，否则 ~/.kube/config。',
      }),
      context: explained(z.string().min(1).max(253).optional(), {
        en: 'Context of the kubeconfig. It is never guessed: absent, it must be given by --context.',
        zh: 'kubeconfig 的上下文。绝不猜测：缺省时须用 --context 给出。',
      }),
      namespace: explained(label().optional(), {
        en: 'Namespace of the stack; one namespace holds one stack. Absent: the project.',
        zh: '栈的命名空间；一个命名空间只放一个栈。缺省：项目名。',
      }),
      agentsNamespace: explained(label().optional(), {
        en: 'Namespace of the agents that read the nodes. Absent: <namespace>-agents.',
        zh: '读取节点的代理所在命名空间。缺省：<namespace>-agents。',
      }),
      clusterDomain: explained(hostname().default('cluster.local'), {
        en: 'DNS domain of the cluster.',
        zh: '集群的 DNS 域。',
      }),
      storageClass: explained(subdomain().optional(), {
        en: 'Storage class of every volume. Absent: the default of the cluster.',
        zh: '所有卷的存储类。缺省：集群默认。',
      }),
      storage: explained(z.record(name(), sizeMiB(16)).default({}), {
        en: 'Size of a volume by its name, as in {postgres-data: 50GiB}. Absent ones have the size their component asks for.',
        zh: '按名称给出卷的大小，如 {postgres-data: 50GiB}。缺省者用组件所需大小。',
      }),
      service: explained(z.enum(['ClusterIP', 'NodePort', 'LoadBalancer']).default('ClusterIP'), {
        en: 'Type of the gateway’s Service.',
        zh: '网关 Service 的类型。',
      }),
      ingress: explained(ingress.optional(), {en: 'An Ingress before the gateway.', zh: '网关前的 Ingress。'}),
      gatewayApi: explained(gatewayApi.optional(), {
        en: 'An HTTPRoute of the Gateway API to the gateway.',
        zh: '通往网关的 Gateway API HTTPRoute。',
      }),
      secrets: explained(secrets.prefault({}), {en: 'Where Secrets come from.', zh: 'Secret 的来源。'}),
      networkPolicies: explained(z.boolean().default(true), {
        en: 'Refuse every connection that the stack does not name.',
        zh: '拒绝栈未声明的一切连接。',
      }),
      priorityClass: explained(subdomain().optional(), {
        en: 'Priority class of the stores and the gateway.',
        zh: '存储和网关的优先级类。',
      }),
      pullSecrets: explained(z.array(subdomain()).default([]), {
        en: 'Names of image pull secrets in the namespaces.',
        zh: '命名空间中镜像拉取 Secret 的名称。',
      }),
    })
    .prefault({}),
  {en: 'How the stack lies in a Kubernetes cluster.', zh: '栈在 Kubernetes 集群中的部署方式。'},
)

/** Whether Prometheus is also told of the stack through the objects of its operator. */
export const monitoringSchema = explained(
  z
    .strictObject({
      operator: explained(z.enum(['auto', 'on', 'off']).default('auto'), {
        en: 'auto: ServiceMonitors and PrometheusRules where the cluster has their kinds. The stack works without.',
        zh: 'auto：集群有相应资源类型时创建 ServiceMonitor 与 PrometheusRule。没有也能工作。',
      }),
    })
    .prefault({}),
  {en: 'How a Prometheus operator in the cluster is told of the stack.', zh: '如何告知集群中的 Prometheus Operator。'},
)
