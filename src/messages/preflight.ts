import {defineMessages} from '../text.js'

export const preflightMessages = defineMessages({
  engineTitle: {en: 'Docker Engine answers', zh: 'Docker Engine 有应答'},
  composeTitle: {en: 'Compose is new enough', zh: 'Compose 版本足够新'},
  limitsTitle: {en: 'Limits of containers have an effect', zh: '容器限额有效'},
  portTitle: (port: number) => ({en: `Port ${port} is free for the stack`, zh: `端口 ${port} 可供该栈使用`}),
  memoryTitle: {en: 'Memory limits fit this machine', zh: '内存限额适合本机'},
  cpuTitle: {en: 'CPU limits fit this machine', zh: 'CPU 限额适合本机'},
  diskTitle: {en: 'Disk has room for the stack', zh: '磁盘空间足够'},
  imagesTitle: {en: 'Images are here or can be had', zh: '镜像已就绪或可获取'},
  logRotationTitle: {en: 'Logs of containers are rotated', zh: '容器日志会轮转'},
  logsRotated: (containers: number) => ({
    en: `The log of every container ends by itself (${containers} of this stack)`,
    zh: `每个容器的日志都有上限（本栈 ${containers} 个）`,
  }),
  logsEndless: (names: string) => ({
    en: `The log of ${names} grows without end`,
    zh: `${names} 的日志会无限增长`,
  }),
  recreateThem: {
    en: 'Remove "logging" from overlay/compose.override.yaml, then run "opsctl up".',
    zh: '从 overlay/compose.override.yaml 中移除 "logging"，然后运行 "opsctl up"。',
  },
  daemonLogsEndless: {
    en: 'Docker keeps the log of any container outside this stack without end: it can fill the disk',
    zh: 'Docker 对本栈之外的容器日志不设上限：可能写满磁盘',
  },
  setDaemonLogs: (file: string) => ({
    en: `Run "opsctl host prepare", or put {"log-opts": {"max-size": "10m", "max-file": "3"}} into ${file} and restart Docker.`,
    zh: `运行 "opsctl host prepare"，或在 ${file} 中加入 {"log-opts": {"max-size": "10m", "max-file": "3"}} 并重启 Docker。`,
  }),
  noDocker: {en: 'Not checked: Docker does not answer', zh: '未检查：Docker 无应答'},
  prepare: {en: 'opsctl host prepare', zh: 'opsctl host prepare'},
  noCli: {en: 'The program docker is not installed', zh: '未安装 docker 程序'},
  noSocket: (endpoint: string) => ({
    en: `Docker is installed but not running: there is no ${endpoint}`,
    zh: `Docker 已安装但未运行：没有 ${endpoint}`,
  }),
  denied: (endpoint: string) => ({en: `This user may not use ${endpoint}`, zh: `当前用户无权使用 ${endpoint}`}),
  joinGroup: {
    en: 'As root: usermod -aG docker USER, then log in again. Members of that group are as good as root.',
    zh: '以 root 运行：usermod -aG docker 用户名，然后重新登录。该组成员等同于 root。',
  },
  refused: (endpoint: string) => ({
    en: `Nothing answers at ${endpoint}: the daemon has ended or is starting`,
    zh: `${endpoint} 无应答：守护进程已退出或正在启动`,
  }),
  silent: {en: 'Docker did not answer within 15 s', zh: 'Docker 在 15 秒内未应答'},
  restartDocker: {en: 'Restart the Docker daemon, then run the command again.', zh: '重启 Docker 守护进程后重试。'},
  engineOk: (version: string) => ({en: `Docker Engine ${version}`, zh: `Docker Engine ${version}`}),
  engineOld: (version: string, minimum: string) => ({
    en: `Docker Engine is ${version}; ${minimum} or newer is needed`,
    zh: `Docker Engine 为 ${version}，需要 ${minimum} 或更新`,
  }),
  upgradeDocker: {en: 'Upgrade Docker Engine with your package manager.', zh: '用软件包管理器升级 Docker Engine。'},
  noCompose: {en: 'The Compose plugin of Docker is not installed', zh: '未安装 Docker 的 Compose 插件'},
  composeOk: (version: string) => ({en: `Compose ${version}`, zh: `Compose ${version}`}),
  composeOld: (version: string, minimum: string) => ({
    en: `Compose is ${version}; ${minimum} or newer is needed`,
    zh: `Compose 为 ${version}，需要 ${minimum} 或更新`,
  }),
  limitsOk: (cgroup: string) => ({
    en: `Memory, CPU and process limits work (cgroup v${cgroup})`,
    zh: `内存、CPU 与进程数限额有效（cgroup v${cgroup}）`,
  }),
  limitsLacking: (names: string) => ({
    en: `The kernel does not enforce these limits: ${names}`,
    zh: `内核不执行以下限额：${names}`,
  }),
  enableCgroups: {
    en: 'Boot the kernel with cgroup_enable=memory swapaccount=1, or enable the controllers of cgroup v2.',
    zh: '以 cgroup_enable=memory swapaccount=1 启动内核，或启用 cgroup v2 的控制器。',
  },
  mountCgroups: {
    en: 'Mount the control groups at /sys/fs/cgroup, then restart Docker: mount -t cgroup2 none /sys/fs/cgroup',
    zh: '将控制组挂载到 /sys/fs/cgroup 并重启 Docker：mount -t cgroup2 none /sys/fs/cgroup',
  },
  portFree: (where: string) => ({en: `${where} is free`, zh: `${where} 空闲`}),
  portOurs: (where: string) => ({en: `${where} is held by this stack itself`, zh: `${where} 由该栈自身占用`}),
  portTaken: (where: string, holder: string | undefined) => ({
    en: `${where} is taken${holder ? ` by ${holder}` : ''}`,
    zh: `${where} 已被占用${holder ? `：${holder}` : ''}`,
  }),
  portTwice: (where: string, rivals: string) => ({
    en: `${where} is wanted by ${rivals} as well`,
    zh: `${where} 同时被 ${rivals} 使用`,
  }),
  portNoAddress: (bind: string) => ({en: `This machine has no address ${bind}`, zh: `本机没有地址 ${bind}`}),
  changePort: (service: string) => ({
    en: `Give ${service} another port in opsctl.yaml.`,
    zh: `在 opsctl.yaml 中为 ${service} 换一个端口。`,
  }),
  changeBind: (service: string) => ({
    en: `Give ${service} an address of this machine in opsctl.yaml (ip addr lists them).`,
    zh: `在 opsctl.yaml 中为 ${service} 设置本机已有的地址（ip addr 可列出）。`,
  }),
  freePort: (service: string, port: number) => ({
    en: `Stop what holds port ${port}, or give ${service} another port in opsctl.yaml.`,
    zh: `停止占用端口 ${port} 的程序，或在 opsctl.yaml 中为 ${service} 换一个端口。`,
  }),
  memoryOk: (promised: number, total: number) => ({
    en: `Limits add up to ${promised} of ${total} MiB`,
    zh: `限额合计 ${promised} MiB，共 ${total} MiB`,
  }),
  memoryOver: (promised: number, total: number) => ({
    en: `Limits add up to ${promised} MiB, the machine has ${total} MiB: under full load the kernel will end something`,
    zh: `限额合计 ${promised} MiB，本机仅 ${total} MiB：满载时内核会终止某个进程`,
  }),
  lowerSomeMemory: {
    en: 'Lower limits.memory of some components in opsctl.yaml, or give the machine more memory.',
    zh: '在 opsctl.yaml 中降低部分组件的 limits.memory，或为本机增加内存。',
  },
  logsOverDisk: (budget: number, most: number, total: number) => ({
    en: `logs.disk is ${budget} MiB; Elasticsearch fills its disk to ${most} of ${total} MiB at most`,
    zh: `logs.disk 为 ${budget} MiB；Elasticsearch 最多使用磁盘 ${total} MiB 中的 ${most} MiB`,
  }),
  lowerLogsDisk: {
    en: 'Lower logs.disk in opsctl.yaml, or move Docker’s root folder to a larger disk.',
    zh: '在 opsctl.yaml 中降低 logs.disk，或将 Docker 根目录移到更大的磁盘。',
  },
  memoryShortForLogs: (least: number, total: number) => ({
    en: `The log rooms need a machine with ${least} MiB of memory, this one has ${total} MiB`,
    zh: `日志组件需要 ${least} MiB 内存的机器，本机仅有 ${total} MiB`,
  }),
  logsLight: {
    en: 'Write "logs: light" in opsctl.yaml and remove logstash, or give the machine more memory.',
    zh: '在 opsctl.yaml 中写 "logs: light" 并移除 logstash，或为本机增加内存。',
  },
  withoutLogs: {
    en: 'Remove elasticsearch, kibana and filebeat from opsctl.yaml, or give the machine more memory.',
    zh: '从 opsctl.yaml 中移除 elasticsearch、kibana 和 filebeat，或为本机增加内存。',
  },
  memoryTooLarge: (service: string, limit: number, total: number) => ({
    en: `${service} may use ${limit} MiB, the machine has ${total} MiB`,
    zh: `${service} 的限额为 ${limit} MiB，本机仅 ${total} MiB`,
  }),
  lowerMemory: (service: string) => ({
    en: `Lower limits.memory of ${service} in opsctl.yaml.`,
    zh: `在 opsctl.yaml 中降低 ${service} 的 limits.memory。`,
  }),
  cpuOk: (total: number) => ({en: `The machine has ${total} CPUs`, zh: `本机有 ${total} 个 CPU`}),
  cpuTooLarge: (service: string, limit: number, total: number) => ({
    en: `${service} may use ${limit} CPUs, the machine has ${total}: Docker refuses to start it`,
    zh: `${service} 的限额为 ${limit} 个 CPU，本机仅 ${total} 个：Docker 会拒绝启动它`,
  }),
  lowerCpus: (service: string, total: number) => ({
    en: `Set limits.cpus of ${service} in opsctl.yaml to at most ${total}.`,
    zh: `在 opsctl.yaml 中将 ${service} 的 limits.cpus 设为不超过 ${total}。`,
  }),
  diskUnknown: {en: 'Not checked: Docker keeps its data on another machine', zh: '未检查：Docker 数据在另一台机器上'},
  diskOk: (folder: string, free: number) => ({en: `${free} MiB free at ${folder}`, zh: `${folder} 剩余 ${free} MiB`}),
  diskShort: (folder: string, free: number, need: number) => ({
    en: `${free} MiB free at ${folder}; ${need} MiB are needed to start`,
    zh: `${folder} 剩余 ${free} MiB，启动需要 ${need} MiB`,
  }),
  freeDisk: {
    en: 'Free space, for example by removing images that nothing uses: docker image prune',
    zh: '释放空间，例如删除无用镜像：docker image prune',
  },
  diskTight: (folder: string, free: number, need: number) => ({
    en: `${free} MiB free at ${folder}; the stack may grow to ${need} MiB`,
    zh: `${folder} 剩余 ${free} MiB，该栈可能增长到 ${need} MiB`,
  }),
  lowerRetention: {
    en: 'Lower prometheus.retention.size in opsctl.yaml, or add disk.',
    zh: '在 opsctl.yaml 中降低 prometheus.retention.size，或增加磁盘。',
  },
  imagesHere: (count: number) => ({en: `All ${count} images are here`, zh: `${count} 个镜像均已就绪`}),
  imagesToGet: (pulls: number, builds: number) => ({
    en: `${pulls} images will be pulled, ${builds} built`,
    zh: `将拉取 ${pulls} 个镜像，构建 ${builds} 个`,
  }),
  registrySilent: (ids: string) => ({
    en: `The registry does not answer, and these images are not here: ${ids}`,
    zh: `镜像仓库无应答，且本机缺少镜像：${ids}`,
  }),
  imagesElsewhere: {
    en: 'Set images.source to debian, or images.registry to a mirror, in opsctl.yaml; or bring them: opsctl images load FILE',
    zh: '在 opsctl.yaml 中将 images.source 设为 debian，或将 images.registry 设为镜像代理；或导入：opsctl images load FILE',
  },
})
