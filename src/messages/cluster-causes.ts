import {defineMessages, type Text} from '../text.js'

/** Why pods of a cluster do not come up, in one sentence each, and the way out. */
export const clusterCauses = defineMessages({
  runUp: {en: 'opsctl up', zh: 'opsctl up'},
  seeStatus: {en: 'opsctl status', zh: 'opsctl status'},
  seeLogs: (service: string) => ({en: `opsctl logs ${service}`, zh: `opsctl logs ${service}`}),
  seeEvents: (namespace: string) => ({
    en: `kubectl --namespace ${namespace} get events --sort-by=.lastTimestamp`,
    zh: `kubectl --namespace ${namespace} get events --sort-by=.lastTimestamp`,
  }),
  podSecurity: (policy: string, fields: string) => ({
    en: `the cluster refuses its pods: Pod Security ${policy} is violated by ${fields}`,
    zh: `集群拒绝其 Pod：违反 Pod Security ${policy}：${fields}`,
  }),
  podSecurityFix: {
    en: 'Take these fields out of overlay/values.yaml, or use an image that runs as an ordinary user.',
    zh: '从 overlay/values.yaml 中去掉这些字段，或使用以普通用户运行的镜像。',
  },
  quota: (quota: string, requested: string, used: string, limited: string) => ({
    en: `the quota ${quota} of the namespace is used up: wanted ${requested}, in use ${used}, at most ${limited}`,
    zh: `命名空间的配额 ${quota} 已用尽：请求 ${requested}，已用 ${used}，上限 ${limited}`,
  }),
  quotaFix: {
    en: 'Lower limits or replicas in opsctl.yaml, or have the quota raised, then run "opsctl up".',
    zh: '在 opsctl.yaml 中降低 limits 或 replicas，或请管理员提高配额，然后运行 “opsctl up”。',
  },
  quotaWants: (quota: string, missing: string) => ({
    en: `the quota ${quota} wants every pod to state ${missing}`,
    zh: `配额 ${quota} 要求每个 Pod 声明 ${missing}`,
  }),
  limitRange: (limit: string) => ({
    en: `a LimitRange of the namespace refuses its pods: ${limit}`,
    zh: `命名空间的 LimitRange 拒绝其 Pod：${limit}`,
  }),
  limitsFix: {
    en: 'Change its limits in opsctl.yaml, then run "opsctl up".',
    zh: '在 opsctl.yaml 中修改其 limits，然后运行 “opsctl up”。',
  },
  policyRefused: (policy: string, why: string) => ({
    en: `the admission policy ${policy} refuses it: ${why}`,
    zh: `准入策略 ${policy} 拒绝：${why}`,
  }),
  policyFix: (policy: string) => ({
    en: `Ask whoever runs the policy ${policy}, or meet it through overlay/values.yaml.`,
    zh: `联系策略 ${policy} 的管理者，或通过 overlay/values.yaml 满足它。`,
  }),
  noPriorityClass: (name: string) => ({
    en: `the cluster has no PriorityClass ${name}`,
    zh: `集群中没有 PriorityClass ${name}`,
  }),
  noPriorityClassFix: {
    en: 'Change kubernetes.priorityClass in opsctl.yaml ("kubectl get priorityclasses").',
    zh: '修改 opsctl.yaml 中的 kubernetes.priorityClass（“kubectl get priorityclasses”）。',
  },
  noRight: (verb: string, resource: string, namespace: string | undefined) => ({
    en: `these credentials may not ${verb} ${resource} ${namespace ? `in namespace ${namespace}` : 'of the cluster'}`,
    zh: `这些凭据无权在${namespace ? `命名空间 ${namespace} ` : '集群范围'}对 ${resource} 执行 ${verb}`,
  }),
  noRightFix: {
    en: 'Ask whoever runs the cluster for a Role with this verb, then run "opsctl up".',
    zh: '请集群管理员授予含此权限的 Role，然后运行 “opsctl up”。',
  },
  terminating: (namespace: string) => ({
    en: `namespace ${namespace} is being deleted`,
    zh: `命名空间 ${namespace} 正在删除`,
  }),
  terminatingFix: {
    en: 'Wait until it is gone ("kubectl get namespaces"), then run "opsctl up".',
    zh: '等待其删除完毕（“kubectl get namespaces”），然后运行 “opsctl up”。',
  },
  invalid: (object: string, why: string) => ({
    en: `the cluster finds ${object} invalid: ${why}`,
    zh: `集群认为 ${object} 无效：${why}`,
  }),
  invalidFix: {
    en: 'Look at overlay/values.yaml and the settings it comes from; "opsctl plan" says what would change.',
    zh: '检查 overlay/values.yaml 及相关设置；“opsctl plan” 会显示将发生的更改。',
  },
  notCreated: (why: string) => ({
    en: `the cluster does not create its pods: ${why}`,
    zh: `集群没有创建其 Pod：${why}`,
  }),
  imageNotPulled: (image: string, why: string) => ({
    en: `its image ${image} can’t be pulled: ${why}`,
    zh: `无法拉取其镜像 ${image}：${why}`,
  }),
  imageFix: {
    en: 'See whether the name and tag are right and the nodes reach the registry; images.registry in opsctl.yaml names a mirror.',
    zh: '检查名称与标签是否正确、节点能否访问镜像仓库；opsctl.yaml 的 images.registry 可指定镜像源。',
  },
  imageLogin: {
    en: 'Make a pull secret in the namespace and name it in kubernetes.pullSecrets, or correct the image’s name.',
    zh: '在命名空间中创建拉取 Secret 并写入 kubernetes.pullSecrets，或更正镜像名。',
  },
  objectMissing: (kind: string, name: string) => ({
    en: `${kind} ${name} is not there`,
    zh: `缺少 ${kind} ${name}`,
  }),
  objectMissingFix: {
    en: 'With kubernetes.secrets.from existing or external, make the Secret; otherwise run "opsctl up" again.',
    zh: '若 kubernetes.secrets.from 为 existing 或 external，请创建该 Secret；否则重新运行 “opsctl up”。',
  },
  containerConfig: (why: string) => ({
    en: `its container can’t be made: ${why}`,
    zh: `无法创建其容器：${why}`,
  }),
  notMounted: (why: string) => ({en: `a volume can’t be mounted: ${why}`, zh: `无法挂载卷：${why}`}),
  outOfMemory: (restarts: number) => ({
    en: `it was killed because it wanted more memory than its limit (${times(restarts)})`,
    zh: `所需内存超过限制而被终止（已重启 ${restarts} 次）`,
  }),
  moreMemory: (service: string) => ({
    en: `Raise limits.memory of ${service} in opsctl.yaml, then run "opsctl up".`,
    zh: `在 opsctl.yaml 中调高 ${service} 的 limits.memory，然后运行 “opsctl up”。`,
  }),
  crashes: (code: number, restarts: number) => ({
    en: `it ends with exit code ${code} again and again (${times(restarts)})`,
    zh: `反复以退出码 ${code} 结束（已重启 ${restarts} 次）`,
  }),
  notReady: (probe: string) => ({en: `it runs but is not ready: ${probe}`, zh: `已运行但未就绪：${probe}`}),
  notStarted: (probe: string) => ({en: `it has not started yet: ${probe}`, zh: `尚未启动完毕：${probe}`}),
  noRoom: (what: string, message: string) => ({
    en: `no node has enough ${what === 'cpu' ? 'CPU' : 'memory'} free for it (${message})`,
    zh: `没有节点有足够的空闲${what === 'cpu' ? ' CPU' : '内存'}（${message}）`,
  }),
  noRoomFix: (what: string) => ({
    en: `Lower limits.${what === 'cpu' ? 'cpus' : 'memory'} in opsctl.yaml, or add a node.`,
    zh: `在 opsctl.yaml 中降低 limits.${what === 'cpu' ? 'cpus' : 'memory'}，或增加节点。`,
  }),
  unscheduled: (message: string) => ({en: `no node takes it: ${message}`, zh: `没有节点可以运行它：${message}`}),
  unscheduledFix: {
    en: 'See the nodes and their taints: kubectl describe nodes',
    zh: '查看节点及其污点：kubectl describe nodes',
  },
  classUnknown: (claim: string, storageClass: string) => ({
    en: `its volume ${claim} waits for the storage class ${storageClass}, which the cluster does not have`,
    zh: `其卷 ${claim} 等待存储类 ${storageClass}，而集群中没有该类`,
  }),
  classMissing: (claim: string) => ({
    en: `its volume ${claim} names no storage class, and the cluster has no default one`,
    zh: `其卷 ${claim} 未指定存储类，而集群没有默认存储类`,
  }),
  chooseClass: {
    en: 'Set kubernetes.storageClass in opsctl.yaml to one of "kubectl get storageclasses"; a claim that was made without keeps its class, so delete it while it is empty.',
    zh: '将 opsctl.yaml 的 kubernetes.storageClass 设为 “kubectl get storageclasses” 之一；已创建的 PVC 会保留其存储类，请趁其为空时删除。',
  },
  noVolume: (claim: string, storageClass: string) => ({
    en: `its volume ${claim} can’t bind: storage class ${storageClass} has no free volume and makes none`,
    zh: `其卷 ${claim} 无法绑定：存储类 ${storageClass} 没有空闲卷，也不会创建`,
  }),
  provisionerSilent: (claim: string, storageClass: string) => ({
    en: `its volume ${claim} can’t bind: the provisioner of storage class ${storageClass} has made no volume yet`,
    zh: `其卷 ${claim} 无法绑定：存储类 ${storageClass} 的供应程序尚未创建卷`,
  }),
  noVolumeFix: (storageClass: string) => ({
    en: `kubectl describe storageclass ${storageClass}; see whether its provisioner runs, or choose another in kubernetes.storageClass.`,
    zh: `kubectl describe storageclass ${storageClass}；检查其供应程序是否运行，或在 kubernetes.storageClass 中另选。`,
  }),
  unbound: (claim: string, storageClass: string, said: Text) => ({
    en: `its volume ${claim} of storage class ${storageClass} can’t bind: ${said.en}`,
    zh: `其卷 ${claim}（存储类 ${storageClass}）无法绑定：${said.zh}`,
  }),
  noReason: {en: 'the cluster does not say why', zh: '集群未说明原因'},
})

function times(restarts: number): string {
  return restarts === 1 ? 'started again once' : `started again ${restarts} times`
}
