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
  releaseStuck: (release: string, revision: number, status: string, since: string) => ({
    en: `Release ${release} is stuck: revision ${revision} has been ${status} since ${since}. Either another helm is at work right now, or one was killed; the pods are as it left them.`,
    zh: `发布 ${release} 卡住：修订 ${revision} 自 ${since} 起处于 ${status}。可能另一个 helm 正在运行，或曾被强行终止；Pod 保持其当时的状态。`,
  }),
  releaseStuckBack: (revision: number, command: string) => ({
    en: `If no other helm runs, go back to revision ${revision}, then run "opsctl up" again: ${command}`,
    zh: `若没有其他 helm 在运行，请回到修订 ${revision}，然后重新运行 “opsctl up”：${command}`,
  }),
  releaseStuckFirst: (command: string) => ({
    en: `If no other helm runs, remove the unfinished install (volumes and Secrets stay), then run "opsctl up" again: ${command}`,
    zh: `若没有其他 helm 在运行，请移除未完成的安装（卷和 Secret 保留），然后重新运行 “opsctl up”：${command}`,
  }),
  fieldFixed: (object: string, keys: string) => ({
    en: `${object} would change ${keys}, which Kubernetes never lets change`,
    zh: `${object} 的 ${keys} 将会改变，而 Kubernetes 不允许更改`,
  }),
  fieldFixedFix: (command: string, keeps: boolean) => ({
    en: `Take the change back in opsctl.yaml. Or remove the object first (${keeps ? 'its pods go on, and its volumes stay as they are' : 'it is made anew at once'}), then "opsctl up": ${command}`,
    zh: `在 opsctl.yaml 中撤回更改。或先删除该对象（${keeps ? '其 Pod 继续运行，卷保持原样' : '随即会重建'}），再运行 “opsctl up”：${command}`,
  }),
  handMade: (object: string, keys: string) => ({
    en: `${object} was changed in the cluster by hand: ${keys}. "opsctl up" puts back what opsctl.yaml says.`,
    zh: `${object} 在集群中被手动更改：${keys}。“opsctl up” 会恢复为 opsctl.yaml 所述。`,
  }),
  handMadeFix: {
    en: 'To keep it, write it into opsctl.yaml or overlay/values.yaml.',
    zh: '若要保留，请写入 opsctl.yaml 或 overlay/values.yaml。',
  },
})
