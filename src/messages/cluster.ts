import {defineMessages} from '../text.js'

/** Words about a cluster: the tools, the release, and why pods do not come up. */
export const clusterMessages = defineMessages({
  noContext: {
    en: 'No Kubernetes context is named, and opsctl never guesses one',
    zh: '未指定 Kubernetes 上下文，而 opsctl 绝不猜测',
  },
  nameContext: {
    en: 'Set kubernetes.context in opsctl.yaml, or give --context.',
    zh: '在 opsctl.yaml 中设置 kubernetes.context，或使用 --context。',
  },
  listContexts: {en: 'kubectl config get-contexts', zh: 'kubectl config get-contexts'},
  contextUnknown: (context: string) => ({
    en: `The kubeconfig has no context ${context}`,
    zh: `kubeconfig 中没有上下文 ${context}`,
  }),
  unauthorized: (context: string) => ({
    en: `The cluster of context ${context} does not accept these credentials`,
    zh: `上下文 ${context} 的集群不接受这些凭据`,
  }),
  logInAgain: (context: string) => ({
    en: `Log in to the cluster again, and try: kubectl --context ${context} auth whoami`,
    zh: `重新登录集群，再试：kubectl --context ${context} auth whoami`,
  }),
  unreachable: (context: string) => ({
    en: `The cluster of context ${context} does not answer`,
    zh: `上下文 ${context} 的集群没有响应`,
  }),
  tryReach: (context: string) => ({
    en: `kubectl --context ${context} cluster-info`,
    zh: `kubectl --context ${context} cluster-info`,
  }),
  denied: (verb: string, resource: string, namespace: string | undefined) => ({
    en: `These credentials may not ${verb} ${resource} ${namespace ? `in namespace ${namespace}` : 'of the cluster'}`,
    zh: `这些凭据无权在${namespace ? `命名空间 ${namespace} ` : '集群范围'}对 ${resource} 执行 ${verb}`,
  }),
  askForRight: {
    en: 'Ask whoever runs the cluster for a Role with this verb, then run the command again.',
    zh: '请集群管理员授予含此权限的 Role，然后重试。',
  },
  toolMissing: (tool: string) => ({en: `${tool} is not installed`, zh: `未安装 ${tool}`}),
  getTool: (tool: 'kubectl' | 'helm', variable: string) => ({
    en: `Install ${tool} (${tool === 'helm' ? 'version 3 or 4' : 'within one minor version of the cluster'}) so that it is on the PATH, or set ${variable} to its path.`,
    zh: `安装 ${tool}（${tool === 'helm' ? '版本 3 或 4' : '与集群相差不超过一个次版本'}）并使其在 PATH 中，或将 ${variable} 设为其路径。`,
  }),
  helmUnsupported: (version: string) => ({
    en: `helm ${version} is neither version 3 nor 4`,
    zh: `helm ${version} 既不是版本 3 也不是版本 4`,
  }),
})
