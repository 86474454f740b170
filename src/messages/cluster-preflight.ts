import {defineMessages} from '../text.js'

const or = (word: string, otherwise: string) => (word === '' ? otherwise : word)

/** Words of the checks of a cluster before a stack is brought up in it. */
export const clusterPreflightMessages = defineMessages({
  kubectlTitle: {en: 'kubectl is here and fits the server', zh: 'kubectl 已安装且与服务器匹配'},
  helmTitle: {en: 'helm is new enough', zh: 'helm 版本足够新'},
  serverTitle: {en: 'The API server answers', zh: 'API 服务器有应答'},
  rightsTitle: {en: 'The cluster allows what opsctl does', zh: '集群允许 opsctl 的操作'},
  namespaceTitle: (name: string) => ({en: `Namespace ${name} can take the stack`, zh: `命名空间 ${name} 可用`}),
  releaseTitle: (name: string) => ({en: `Release ${name} can take a new revision`, zh: `发布 ${name} 可接受新修订`}),
  storageTitle: {en: 'Every volume can bind', zh: '每个卷都能绑定'},
  nodesTitle: {en: 'Nodes have room for the stack', zh: '节点容量足够'},
  imagesTitle: {en: 'Nodes can get every image', zh: '节点可获取所有镜像'},
  namesTitle: {en: 'What opsctl.yaml names is in the cluster', zh: 'opsctl.yaml 中所引用的对象均在集群中'},
  networkTitle: {en: 'Network policies', zh: '网络策略'},
  noAnswerYet: {en: 'not asked: the API server does not answer', zh: '未检查：API 服务器无应答'},

  toolOk: (tool: string, version: string) => ({en: `${tool} ${version}`, zh: `${tool} ${version}`}),
  kubectlHere: {en: 'kubectl is here', zh: 'kubectl 已安装'},
  noKubectl: {en: 'kubectl is not installed', zh: '未安装 kubectl'},
  installKubectl: {
    en: 'Install kubectl in a version within one minor of the server, and put it on PATH.',
    zh: '安装与服务器相差不超过一个次版本的 kubectl，并加入 PATH。',
  },
  skew: (kubectl: string, server: string) => ({
    en: `kubectl ${kubectl} is more than one minor version away from the server ${server}`,
    zh: `kubectl ${kubectl} 与服务器 ${server} 相差超过一个次版本`,
  }),
  otherKubectl: (server: string) => ({
    en: `Install kubectl ${server.replace(/^(\d+\.\d+).*/, '$1')}, or one minor version beside it.`,
    zh: `安装 kubectl ${server.replace(/^(\d+\.\d+).*/, '$1')}，或相邻的次版本。`,
  }),
  noHelm: {en: 'helm is not installed', zh: '未安装 helm'},
  helmOld: (version: string, least: string) => ({
    en: `helm ${version} is not one that opsctl works with: ${least} or newer, or 4`,
    zh: `opsctl 不支持 helm ${version}：需要 ${least} 或更新版本，或 4`,
  }),
  installHelm: (least: string) => ({
    en: `Install helm ${least} or newer (3 or 4), and put it on PATH.`,
    zh: `安装 helm ${least} 或更新版本（3 或 4），并加入 PATH。`,
  }),

  serverOk: (context: string, version: string) => ({
    en: `${context} runs Kubernetes ${version}`,
    zh: `${context} 运行 Kubernetes ${version}`,
  }),
  serverOld: (context: string, version: string, least: string) => ({
    en: `${context} runs Kubernetes ${version}; the chart needs ${least}`,
    zh: `${context} 运行 Kubernetes ${version}；该 chart 需要 ${least}`,
  }),
  upgradeCluster: (least: string) => ({
    en: `Upgrade the cluster to ${least} or newer, or give another one: --context NAME`,
    zh: `将集群升级到 ${least} 或更新版本，或指定其他集群：--context 名称`,
  }),
  unknownContext: (context: string, file: string) => ({
    en: `There is no context ${context} in ${file}`,
    zh: `${file} 中没有上下文 ${context}`,
  }),
  listContexts: (file: string | undefined) => {
    const command = `kubectl config get-contexts${file === undefined ? '' : ` --kubeconfig ${file}`}`
    return {
      en: `See those that are there: ${command}; then set kubernetes.context in opsctl.yaml, or give --context NAME`,
      zh: `查看已有的上下文：${command}；然后在 opsctl.yaml 中设置 kubernetes.context，或使用 --context 名称`,
    }
  },
  badKubeconfig: (file: string, why: string) => ({
    en: `The kubeconfig ${file} can't be read: ${why}`,
    zh: `无法读取 kubeconfig ${file}：${why}`,
  }),
  nameKubeconfig: {
    en: 'Name another file: kubernetes.kubeconfig in opsctl.yaml, or --kubeconfig FILE',
    zh: '指定其他文件：opsctl.yaml 中的 kubernetes.kubeconfig，或 --kubeconfig 文件',
  },
  notLoggedIn: (context: string, why: string) => ({
    en: `The cluster of ${context} does not know you: ${why}`,
    zh: `${context} 的集群未能识别您的身份：${why}`,
  }),
  logIn: (command: string) => ({
    en: `Log in to the cluster anew, or renew the credentials of the kubeconfig; this shows who you are: ${command}`,
    zh: `重新登录集群，或更新 kubeconfig 中的凭据；查看当前身份：${command}`,
  }),
  badCertificate: (context: string, why: string) => ({
    en: `The certificate of ${context} is not trusted: ${why}`,
    zh: `${context} 的证书不受信任：${why}`,
  }),
  renewKubeconfig: {
    en: 'Fetch the kubeconfig of this cluster anew: its certificate authority has changed, or the address is another cluster’s.',
    zh: '重新获取该集群的 kubeconfig：其证书颁发机构已更改，或地址属于其他集群。',
  },
  unreachable: (context: string, why: string) => ({
    en: `The API server of ${context} does not answer: ${or(why, 'no words')}`,
    zh: `${context} 的 API 服务器无应答：${or(why, '无输出')}`,
  }),
  reachIt: (command: string) => ({
    en: `Check the address, the VPN and the firewall: ${command}`,
    zh: `检查地址、VPN 与防火墙：${command}`,
  }),

  rightsOk: {en: 'every verb that is needed is allowed', zh: '所需的每个动作均被允许'},
  rightsAdmin: {en: 'everything is allowed', zh: '允许一切操作'},
  rightsUnknown: {en: 'the cluster does not say what is allowed', zh: '集群未说明哪些操作被允许'},
  rightsMissing: (context: string, list: string) => ({
    en: `You may not, in ${context}: ${list}`,
    zh: `在 ${context} 中，您没有以下权限：${list}`,
  }),
  askAdmin: (commands: readonly string[]) => ({
    en: `Have an administrator of the cluster run: ${commands.join(' && ')}`,
    zh: `请集群管理员运行：${commands.join(' && ')}`,
  }),
  makeNamespaces: (commands: readonly string[]) => ({
    en: `Have an administrator of the cluster make the namespaces (kubectl create namespace NAME)${commands.length > 0 ? ` and run: ${commands.join(' && ')}` : ''}`,
    zh: `请集群管理员创建命名空间（kubectl create namespace 名称）${commands.length > 0 ? `，并运行：${commands.join(' && ')}` : ''}`,
  }),

  namespaceNew: (name: string) => ({en: `${name} will be made`, zh: `将创建 ${name}`}),
  namespaceThere: (name: string, level: string) => ({
    en: `${name} is there${level === '' ? '' : `, Pod Security ${level}`}`,
    zh: `${name} 已存在${level === '' ? '' : `，Pod Security ${level}`}`,
  }),
  namespaceUnknown: (name: string) => ({en: `${name} can't be looked at`, zh: `无法查看 ${name}`}),
  terminating: (name: string, why: string) => ({
    en: `Namespace ${name} is being removed and takes nothing new${why === '' ? '' : `. It waits for: ${why}`}`,
    zh: `命名空间 ${name} 正在删除，不接受新对象${why === '' ? '' : `。正在等待：${why}`}`,
  }),
  waitForRemoval: (command: string) => ({
    en: `Wait until it is gone: ${command}; then run opsctl up again, or set another kubernetes.namespace`,
    zh: `等待其删除完成：${command}；然后重新运行 opsctl up，或设置其他 kubernetes.namespace`,
  }),

  releaseNew: (name: string) => ({en: `${name} will be installed`, zh: `将安装 ${name}`}),
  releaseOk: (name: string, revision: number, status: string) => ({
    en: `${name} has revision ${revision} (${status})`,
    zh: `${name} 的修订为 ${revision}（${status}）`,
  }),
  releaseUnknown: {en: 'releases can’t be looked at', zh: '无法查看发布'},
  releaseStuck: (name: string, revision: number, status: string, minutes: number | undefined) => ({
    en: `Release ${name} is stuck: revision ${revision} is ${status}${minutes === undefined ? '' : ` since ${minutes} min`}. A helm that was killed leaves this behind; what ran before still runs`,
    zh: `发布 ${name} 卡住：修订 ${revision} 处于 ${status}${minutes === undefined ? '' : `，已 ${minutes} 分钟`}。这是 helm 被强制终止的遗留；此前的版本仍在运行`,
  }),
  rollBackStuck: (command: string, revision: number) => ({
    en: `If no one else is at work on it, go back to revision ${revision}: ${command}; then opsctl up`,
    zh: `若无他人正在操作，请回到修订 ${revision}：${command}；然后 opsctl up`,
  }),
  removeStuck: (command: string) => ({
    en: `If no one else is at work on it, remove the half-made release (volumes stay): ${command}; then opsctl up`,
    zh: `若无他人正在操作，请移除未完成的发布（卷会保留）：${command}；然后 opsctl up`,
  }),

  volumesBound: (count: number) => ({en: `${count} volumes are bound`, zh: `${count} 个卷已绑定`}),
  classOk: (count: number, name: string, provisioner: string) => ({
    en: `${count} volumes from the storage class ${name} (${provisioner})`,
    zh: `${count} 个卷由存储类 ${name}（${provisioner}）提供`,
  }),
  classesUnknown: {en: 'storage classes can’t be listed with your rights', zh: '您的权限无法列出存储类'},
  volumesUnknown: (name: string) => ({
    en: `volumes of ${or(name, 'no class')} are made by hand and can’t be listed with your rights`,
    zh: `${or(name, '无存储类')} 的卷由人工创建，您的权限无法列出`,
  }),
  noDefaultClass: (volumes: string) => ({
    en: `No storage class is the default, opsctl.yaml names none, and no free volume fits: ${volumes} can't bind`,
    zh: `没有默认存储类，opsctl.yaml 也未指定，且没有合适的空闲卷：${volumes} 无法绑定`,
  }),
  noSuchClass: (name: string, volumes: string) => ({
    en: `There is no storage class ${name}: ${volumes} can't bind`,
    zh: `没有存储类 ${name}：${volumes} 无法绑定`,
  }),
  chooseClass: (classes: string) => ({
    en: `Set kubernetes.storageClass in opsctl.yaml to one that is there: ${or(classes, 'the cluster has none; ask its administrator for one')}`,
    zh: `在 opsctl.yaml 中将 kubernetes.storageClass 设为已有的存储类：${or(classes, '集群中没有，请联系管理员')}`,
  }),
  tooFewVolumes: (name: string, volumes: string, free: number) => ({
    en: `The storage class ${name} makes no volumes by itself, and of its ${free} free ones none fits: ${volumes} can't bind`,
    zh: `存储类 ${name} 不会自动创建卷，其 ${free} 个空闲卷均不合适：${volumes} 无法绑定`,
  }),
  makeVolumes: (command: string) => ({
    en: `Make a volume for each, or set kubernetes.storageClass to a class that makes them; see what is there: ${command}`,
    zh: `为每个卷创建 PersistentVolume，或将 kubernetes.storageClass 设为可自动创建卷的存储类；查看现状：${command}`,
  }),
  byHandOk: (count: number, name: string) => ({
    en: `${count} volumes find a free one made by hand (${or(name, 'no class')})`,
    zh: `${count} 个卷有可用的人工创建卷（${or(name, '无存储类')}）`,
  }),
  claimLost: (claim: string, namespace: string) => ({
    en: `The volume of ${claim} in ${namespace} is gone: its data can't be reached`,
    zh: `${namespace} 中 ${claim} 的卷已丢失：无法访问其数据`,
  }),
  claimWaits: (claim: string, name: string, why: string) => ({
    en: `${claim} waits for a volume of ${name}: ${why}`,
    zh: `${claim} 正在等待 ${name} 的卷：${why}`,
  }),
  describe: (command: string) => ({en: `See what it waits for: ${command}`, zh: `查看其等待的原因：${command}`}),

  nodesOk: (count: number, memoryMiB: number) => ({
    en: `${count} ${count === 1 ? 'node' : 'nodes'} with ${memoryMiB} MiB for pods`,
    zh: `${count} 个节点，可供 Pod 使用的内存 ${memoryMiB} MiB`,
  }),
  nodesUnknown: {en: 'nodes can’t be listed with your rights', zh: '您的权限无法列出节点'},
  noNodes: (all: number) => ({
    en: all === 0 ? 'The cluster has no node' : `None of the ${all} nodes is ready for pods`,
    zh: all === 0 ? '集群没有节点' : `${all} 个节点中没有可接受 Pod 的节点`,
  }),
  seeNodes: {
    en: 'kubectl get nodes says which is not ready and why.',
    zh: 'kubectl get nodes 显示哪些节点未就绪及原因。',
  },
  noNodeFits: (service: string, memoryMiB: number) => ({
    en: `${service} may use ${memoryMiB} MiB; no node has that much`,
    zh: `${service} 最多使用 ${memoryMiB} MiB；没有节点有这么多内存`,
  }),
  nodesSmall: (promised: number, total: number) => ({
    en: `Services may use ${promised} MiB together; the nodes have ${total} MiB`,
    zh: `各服务合计最多使用 ${promised} MiB；节点共有 ${total} MiB`,
  }),
  lowerLimits: {
    en: 'Lower limits in opsctl.yaml, or add nodes.',
    zh: '在 opsctl.yaml 中降低限额，或增加节点。',
  },
  imagesPulled: {en: 'all come from registries', zh: '均来自镜像仓库'},
  imagesPromised: (count: number) => ({
    en: `${count} were built by opsctl; the nodes are said to have them`,
    zh: `${count} 个由 opsctl 构建；已声明节点上存在`,
  }),
  imagesOnNodes: (count: number) => ({
    en: `${count} were built by opsctl, and every node has them`,
    zh: `${count} 个由 opsctl 构建，且每个节点上均存在`,
  }),
  imagesOnlyHere: (references: readonly string[]) => ({
    en: `${references.length} images are built by opsctl on this host, no registry has them, and not every node does: ${references.join(', ')}`,
    zh: `${references.length} 个镜像由 opsctl 在本机构建，镜像仓库中没有，也并非每个节点都有：${references.join(', ')}`,
  }),
  bringImages: {
    en: 'Bring them to each node: opsctl images build && opsctl images save images.tar, copy the file, there: ctr --namespace k8s.io images import images.tar; then opsctl up --nodes-have-images. Or take official images (images.source: registry), and give apps an image: of your registry.',
    zh: '将其带到每个节点：opsctl images build && opsctl images save images.tar，复制该文件，在节点上运行：ctr --namespace k8s.io images import images.tar；然后 opsctl up --nodes-have-images。或使用官方镜像（images.source: registry），并为应用指定您仓库中的 image:。',
  },

  kindsUnknown: (group: string) => ({en: `kinds of ${group} can't be listed`, zh: `无法列出 ${group} 的资源类型`}),
  kindsMissing: (kinds: string, key: string) => ({
    en: `The cluster does not know ${kinds}, which ${key} asks for`,
    zh: `集群没有资源类型 ${kinds}，而 ${key} 需要它们`,
  }),
  operatorAuto: {
    en: 'Install the Prometheus operator, or set monitoring.operator to auto in opsctl.yaml: the stack works without it.',
    zh: '安装 Prometheus Operator，或在 opsctl.yaml 中将 monitoring.operator 设为 auto：没有它也能工作。',
  },
  installCertManager: {
    en: 'Install cert-manager, or name a TLS Secret of your own: kubernetes.ingress.tls.secret',
    zh: '安装 cert-manager，或指定自己的 TLS Secret：kubernetes.ingress.tls.secret',
  },
  installGatewayApi: {
    en: 'Install the Gateway API and a controller for it, or use kubernetes.ingress in place of kubernetes.gatewayApi.',
    zh: '安装 Gateway API 及其控制器，或用 kubernetes.ingress 代替 kubernetes.gatewayApi。',
  },
  installExternalSecrets: {
    en: 'Install the External Secrets Operator, or set kubernetes.secrets.from to opsctl.',
    zh: '安装 External Secrets Operator，或将 kubernetes.secrets.from 设为 opsctl。',
  },
  objectMissing: (resource: string, name: string, namespace: string | undefined, key: string) => ({
    en: `There is no ${resource}/${name}${namespace === undefined ? '' : ` in ${namespace}`}, which ${key} names`,
    zh: `${namespace === undefined ? '' : `${namespace} 中`}没有 ${key} 所引用的 ${resource}/${name}`,
  }),
  makeObject: (command: string, key: string) => ({
    en: `Make it, or change ${key} in opsctl.yaml; see what is there: ${command}`,
    zh: `创建该对象，或修改 opsctl.yaml 中的 ${key}；查看现有对象：${command}`,
  }),
  namesOk: (count: number) => ({
    en: count === 0 ? 'nothing of others is named' : `${count} found`,
    zh: count === 0 ? '未引用其他对象' : `找到 ${count} 个`,
  }),

  policiesUnproven: {
    en: 'written; whether the network of the cluster honours them, "helm test" says after the start',
    zh: '已生成；集群网络是否执行它们，启动后由 “helm test” 说明',
  },
  policiesOff: {en: 'off by kubernetes.networkPolicies', zh: '已由 kubernetes.networkPolicies 关闭'},
})
