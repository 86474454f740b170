import {defineMessages, type Text} from '../text.js'

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
  badKubeconfig: (why: string) => ({en: `The kubeconfig can’t be read: ${why}`, zh: `无法读取 kubeconfig：${why}`}),
  otherKubeconfig: {
    en: 'Name another file: kubernetes.kubeconfig in opsctl.yaml, --kubeconfig FILE, or KUBECONFIG.',
    zh: '指定其他文件：opsctl.yaml 中的 kubernetes.kubeconfig、--kubeconfig 文件，或 KUBECONFIG。',
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
    en: `Install ${tool} (${tool === 'helm' ? 'version 4, or 3.13 and newer' : 'within one minor version of the cluster'}) so that it is on the PATH, or set ${variable} to its path.`,
    zh: `安装 ${tool}（${tool === 'helm' ? '版本 4，或 3.13 及以上' : '与集群相差不超过一个次版本'}）并使其在 PATH 中，或将 ${variable} 设为其路径。`,
  }),
  helmUnsupported: (version: string) => ({
    en: `helm ${version} is neither version 4 nor 3.13 or newer`,
    zh: `helm ${version} 既不是版本 4，也不是 3.13 或更新版本`,
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
  handAdded: (object: string, keys: string) => ({
    en: `${object} has in the cluster what nothing here states: ${keys}. "opsctl up" leaves it there.`,
    zh: `${object} 在集群中含有此处未声明的内容：${keys}。“opsctl up” 不会移除。`,
  }),
  handMadeFix: {
    en: 'To keep it, write it into opsctl.yaml or overlay/values.yaml.',
    zh: '若要保留，请写入 opsctl.yaml 或 overlay/values.yaml。',
  },
  chartRefused: {en: 'Helm refuses the chart with these values', zh: 'Helm 拒绝以这些值渲染 chart'},
  chartRefusedFor: (cause: Text) => ({
    en: `The stack would be refused: ${cause.en}`,
    zh: `栈将被拒绝：${cause.zh}`,
  }),
  chartRefusedFix: {
    en: 'Look at overlay/values.yaml: its keys and types are those of deploy/chart/values.schema.json.',
    zh: '检查 overlay/values.yaml：其键与类型须符合 deploy/chart/values.schema.json。',
  },
  namespaceTerminating: (name: string) => ({
    en: `Namespace ${name} is being deleted, and takes nothing new`,
    zh: `命名空间 ${name} 正在删除，不接受新对象`,
  }),
  namespaceTerminatingFix: (name: string) => ({
    en: `Wait until it is gone; what keeps it is in: kubectl get namespace ${name} -o jsonpath={.status.conditions}`,
    zh: `等待其删除完毕；阻碍原因见：kubectl get namespace ${name} -o jsonpath={.status.conditions}`,
  }),
  upFailed: (services: string, seconds: number, after: Text) => ({
    en: `The stack did not come up within ${seconds} s${services === '' ? '' : `; not ready: ${services}`}. ${after.en}`,
    zh: `栈未在 ${seconds} 秒内启动${services === '' ? '' : `；未就绪：${services}`}。${after.zh}`,
  }),
  upFailedFor: (object: string, cause: Text, after: Text) => ({
    en: `The stack did not come up: ${object}: ${cause.en}. ${after.en}`,
    zh: `栈未能启动：${object}：${cause.zh}。${after.zh}`,
  }),
  formerRuns: (revision: number) => ({
    en: `Helm went back: what ran before (revision ${revision}) runs.`,
    zh: `Helm 已回退：之前的修订 ${revision} 正在运行。`,
  }),
  formerUnknown: (revision: number) => ({
    en: `Helm could not go back in time: some of revision ${revision} may run beside what ran before.`,
    zh: `Helm 未能及时回退：修订 ${revision} 的一部分可能与之前的内容并存。`,
  }),
  firstRemoved: {
    en: 'It was the first install: what it made was removed again, except volumes and Secrets.',
    zh: '这是首次安装：已创建的内容已移除，卷和 Secret 除外。',
  },
  firstLeft: {
    en: 'It was the first install; what it made is still there.',
    zh: '这是首次安装；已创建的内容仍在。',
  },
  hookFailed: {en: 'a job that must succeed before or after the upgrade failed', zh: '升级前后必须成功的任务失败'},
  hookFailedFix: {
    en: 'See its pod: kubectl get pods --selector batch.kubernetes.io/job-name; correct the migration, then run "opsctl up".',
    zh: '查看其 Pod：kubectl get pods --selector batch.kubernetes.io/job-name；修正迁移后运行 “opsctl up”。',
  },
  otherHelm: {en: 'another helm is at work on this release', zh: '另一个 helm 正在操作此发布'},
  notOurs: {
    en: 'it is there already and belongs to something else than this stack',
    zh: '该对象已存在，且不属于此栈',
  },
  notOursFix: (command: string) => ({
    en: `Remove or rename it, or set another kubernetes.namespace in opsctl.yaml: ${command}`,
    zh: `删除或重命名它，或在 opsctl.yaml 中另设 kubernetes.namespace：${command}`,
  }),
  ownedField: (manager: string, fields: string) => ({
    en: `${manager} has set fields that opsctl.yaml sets too: ${fields}`,
    zh: `${manager} 设置了 opsctl.yaml 也设置的字段：${fields}`,
  }),
  ownedFieldFix: {
    en: 'Leave the field to one of the two; to take it back, undo the other change with the tool that made it.',
    zh: '该字段只应由其中一方设置；若要收回，请用原工具撤销其更改。',
  },
  configLate: (service: string, pod: string, seconds: number) => ({
    en: `The pod ${pod} of ${service} did not get its new configuration files within ${seconds} s`,
    zh: `${service} 的 Pod ${pod} 未在 ${seconds} 秒内获得新的配置文件`,
  }),
  trialFailed: (pod: string, cause: Text) => ({
    en: `The configuration could not be tried in the cluster (pod ${pod}): ${cause.en}`,
    zh: `无法在集群中试用该配置（Pod ${pod}）：${cause.zh}`,
  }),
  trialSilent: (seconds: number) => ({
    en: `the pod did not end within ${seconds} s`,
    zh: `该 Pod 未在 ${seconds} 秒内结束`,
  }),
  notInCluster: (services: string) => ({
    en: `The cluster has nothing of ${services}`,
    zh: `集群中没有 ${services}`,
  }),
  noSuchService: (service: string) => ({
    en: `The chart has no service ${service}`,
    zh: `chart 中没有服务 ${service}`,
  }),
  helmDownFailed: (release: string) => ({
    en: `Release ${release} could not be removed`,
    zh: `无法移除发布 ${release}`,
  }),
  helmDownFailedFix: {
    en: 'Read the lines above; run the command again: it goes on with what is left.',
    zh: '查看上面的输出；再次运行该命令，将继续处理剩余部分。',
  },
  volumesHeld: {
    en: 'Some volumes could not be removed',
    zh: '有些卷无法删除',
  },
  volumesHeldFix: (namespace: string) => ({
    en: `See who still uses them: kubectl --namespace ${namespace} describe persistentvolumeclaims`,
    zh: `查看占用者：kubectl --namespace ${namespace} describe persistentvolumeclaims`,
  }),
  volumeSmaller: (claim: string, has: string, wants: string) => ({
    en: `Volume ${claim} has ${has}, opsctl.yaml asks for ${wants}. A volume that is there keeps its size.`,
    zh: `卷 ${claim} 为 ${has}，opsctl.yaml 要求 ${wants}。已有的卷保持其大小。`,
  }),
  volumeSmallerFix: (command: string) => ({
    en: `Where its storage class can grow volumes: ${command}`,
    zh: `若其存储类支持扩容：${command}`,
  }),
})
