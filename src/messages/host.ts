import {defineMessages} from '../text.js'

export const hostMessages = defineMessages({
  listsTitle: {en: 'Package lists read', zh: '软件包列表已更新'},
  listsWhy: {en: 'What follows is installed from the distribution.', zh: '后续内容从发行版安装。'},
  listsUndo: {en: 'Nothing to undo.', zh: '无需撤销。'},
  engineTitle: {en: 'Docker Engine installed', zh: 'Docker Engine 已安装'},
  engineWhy: {en: 'Every component runs in a container.', zh: '所有组件都在容器中运行。'},
  pluginsTitle: (names: string) => ({en: `${names} installed`, zh: `${names} 已安装`}),
  pluginsWhy: (names: string) => ({
    en: `${names}: from the distribution; where it is too old, single packages of a newer suite, by an apt configuration of their own. The package sources of this machine stay as they are.`,
    zh: `${names}：来自发行版；若版本过旧，则用独立的 apt 配置从较新套件取单个软件包。本机软件源保持不变。`,
  }),
  debianTitle: {en: 'Tools for Debian images installed', zh: 'Debian 镜像工具已安装'},
  debianWhy: {
    en: 'mmdebstrap makes the base of images that are built here instead of pulled.',
    zh: 'mmdebstrap 用于制作在本机构建（而非拉取）的镜像的基础层。',
  },
  removePackages: (names: string) => ({en: `apt-get remove ${names}`, zh: `apt-get remove ${names}`}),
  sysctlTitle: {en: 'Kernel settings made', zh: '内核设置已生效'},
  sysctlWhy: (lines: string) => ({
    en: `${lines}: Redis saves in the background without running out of memory, and bursts of connections are not dropped.`,
    zh: `${lines}：Redis 后台保存不会因内存失败，突发连接不会被丢弃。`,
  }),
  sysctlUndo: (file: string, before: string) => ({
    en: `rm ${file}; sysctl -w ${before}`,
    zh: `rm ${file}; sysctl -w ${before}`,
  }),
  daemonJsonTitle: {en: 'Log rotation set as Docker’s default', zh: 'Docker 默认日志轮转已设置'},
  daemonJsonWhy: {
    en: 'Without it the log of a container grows until the disk is full. Counts from the next start of Docker.',
    zh: '否则容器日志会一直增长直到磁盘写满。自 Docker 下次启动起生效。',
  },
  removeFile: (file: string) => ({en: `rm ${file}`, zh: `rm ${file}`}),
  startTitle: {en: 'Docker started', zh: 'Docker 已启动'},
  startWhy: (init: 'systemd' | 'openrc' | 'sysv' | 'none') => startReasons[init],
  startUndo: (init: 'systemd' | 'openrc' | 'sysv' | 'none') => startUndos[init],
  noEngine: {en: 'Docker Engine is not installed', zh: '未安装 Docker Engine'},
  noPlugins: (names: string) => ({en: `Missing or too old: ${names}`, zh: `缺少或版本过旧：${names}`}),
  notRunning: {en: 'Docker is not running', zh: 'Docker 未运行'},
  remoteSilent: (endpoint: string) => ({
    en: `Docker does not answer at ${endpoint}`,
    zh: `${endpoint} 上的 Docker 无应答`,
  }),
  checkDockerHost: {
    en: 'DOCKER_HOST names that engine: correct it, start the engine there, or unset it to use this machine.',
    zh: '该引擎由 DOCKER_HOST 指定：请更正、在那里启动引擎，或取消设置以使用本机。',
  },
  denied: {
    en: 'This user may not use Docker; as root: usermod -aG docker USER',
    zh: '当前用户无权使用 Docker；以 root 运行：usermod -aG docker 用户名',
  },
  noDebianTools: {
    en: 'mmdebstrap is not installed (only for images.source: debian)',
    zh: '未安装 mmdebstrap（仅 images.source: debian 需要）',
  },
  noSysctl: (lines: string) => ({en: `Kernel settings to make: ${lines}`, zh: `待设置的内核参数：${lines}`}),
  noRotation: {en: 'Docker has no default log rotation', zh: 'Docker 没有默认日志轮转'},
  needsRoot: {
    en: 'Run opsctl host prepare as root to get what is missing.',
    zh: '以 root 运行 opsctl host prepare 以补齐缺少项。',
  },
  needsDebian: (name: string) => ({
    en: `opsctl prepares Debian and Ubuntu; on ${name} install what is missing with its own package manager.`,
    zh: `opsctl 仅可准备 Debian 与 Ubuntu；在 ${name} 上请用其软件包管理器安装缺少项。`,
  }),
  ready: {en: 'This machine is ready; nothing to do.', zh: '本机已就绪，无需操作。'},
  prepared: (version: string) => ({
    en: `This machine is ready: Docker Engine ${version}`,
    zh: `本机已就绪：Docker Engine ${version}`,
  }),
  plan: {en: 'To be done on this machine:', zh: '将在本机执行：'},
  why: {en: 'why', zh: '原因'},
  undo: {en: 'undo', zh: '撤销'},
  goAhead: {en: 'To go ahead: opsctl host prepare --yes', zh: '执行请运行：opsctl host prepare --yes'},
  noNewerSuite: (names: string) => ({
    en: `No package source of this machine has ${names} in a version that works`,
    zh: `本机软件源没有可用版本的 ${names}`,
  }),
  installPlugins: (names: string) => ({
    en: `Install ${names} from the documentation of Docker, then run opsctl host prepare again.`,
    zh: `按 Docker 文档安装 ${names}，然后再次运行 opsctl host prepare。`,
  }),
  cgroups: {
    en: 'No control groups are mounted at /sys/fs/cgroup: Docker can’t start without them. Mount them first: mount -t cgroup2 none /sys/fs/cgroup',
    zh: '/sys/fs/cgroup 未挂载控制组，Docker 无法启动。请先挂载：mount -t cgroup2 none /sys/fs/cgroup',
  },
  notStarted: {en: 'The Docker daemon was started but does not answer', zh: 'Docker 守护进程已启动但无应答'},
  readLog: (file: string) => ({
    en: `Read ${file} (or: journalctl -u docker)`,
    zh: `查看 ${file}（或：journalctl -u docker）`,
  }),
})

const startReasons = {
  systemd: {en: 'By systemd, and at every boot.', zh: '由 systemd 启动，并随开机启动。'},
  openrc: {en: 'By OpenRC, and at every boot.', zh: '由 OpenRC 启动，并随开机启动。'},
  sysv: {en: 'By its init script, and at every boot.', zh: '由其 init 脚本启动，并随开机启动。'},
  none: {
    en: 'No service manager runs here, so as a background process with the log /var/log/opsctl-dockerd.log. After a reboot run opsctl host prepare again.',
    zh: '本机没有服务管理器，故以后台进程运行，日志为 /var/log/opsctl-dockerd.log。重启后请再次运行 opsctl host prepare。',
  },
} as const

const startUndos = {
  systemd: {
    en: 'systemctl disable --now docker.service docker.socket',
    zh: 'systemctl disable --now docker.service docker.socket',
  },
  openrc: {en: 'rc-service docker stop; rc-update del docker', zh: 'rc-service docker stop; rc-update del docker'},
  sysv: {en: 'service docker stop', zh: 'service docker stop'},
  none: {en: 'kill $(cat /var/run/docker.pid)', zh: 'kill $(cat /var/run/docker.pid)'},
} as const
