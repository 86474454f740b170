import {defineMessages} from '../text.js'

/** Why a service is down, in one sentence each, and the way out. */
export const causeMessages = defineMessages({
  missing: (service: string) => ({
    en: `${service} has no container`,
    zh: `${service} 没有容器`,
  }),
  runUp: {en: 'opsctl up', zh: 'opsctl up'},
  seeStatus: {en: 'opsctl status', zh: 'opsctl status'},
  seeLogs: (service: string) => ({en: `opsctl logs ${service}`, zh: `opsctl logs ${service}`}),
  oomKilled: {
    en: 'the kernel killed it: it wanted more memory than its limit (exit code 137)',
    zh: '被内核终止：所需内存超过其限制（退出码 137）',
  },
  moreMemory: (component: string) => ({
    en: `Raise limits.memory of ${component} in opsctl.yaml, then run "opsctl up".`,
    zh: `在 opsctl.yaml 中调高 ${component} 的 limits.memory，然后运行 “opsctl up”。`,
  }),
  portTaken: {
    en: 'a port it publishes is already taken on this host',
    zh: '它要发布的端口已被本机其他程序占用',
  },
  portTakenFix: {
    en: 'See who has it ("ss -ltnp"), stop that, or choose another port in opsctl.yaml.',
    zh: '用 “ss -ltnp” 查看占用者并停止它，或在 opsctl.yaml 中改用其他端口。',
  },
  diskFull: {en: 'the disk is full', zh: '磁盘已满'},
  diskFullFix: {
    en: 'Free space ("df -h"), then run "opsctl up".',
    zh: '释放空间（“df -h” 查看），然后运行 “opsctl up”。',
  },
  dataVersion: (component: string) => ({
    en: `its volume holds data of another version of ${component}`,
    zh: `其卷中的数据属于另一版本的 ${component}`,
  }),
  dataVersionFix: (component: string) => ({
    en: `Set ${component}.version in opsctl.yaml to the version that wrote the data.`,
    zh: `在 opsctl.yaml 中将 ${component}.version 设为写入该数据的版本。`,
  }),
  wrongPassword: (service: string) => ({
    en: `${service} was refused: its password is not the one the store knows`,
    zh: `${service} 被拒绝：其密码与存储所知的不一致`,
  }),
  wrongPasswordFix: {
    en: 'If the file under secrets/ was changed by hand, put the former value back and use "opsctl secrets rotate".',
    zh: '若手动改过 secrets/ 下的文件，请恢复原值，并使用 “opsctl secrets rotate”。',
  },
  outOfMemory: {en: 'it ran out of memory', zh: '内存不足'},
  wrongArchitecture: {
    en: 'the image is built for another processor architecture',
    zh: '镜像是为其他处理器架构构建的',
  },
  wrongArchitectureFix: {
    en: 'Use an image for this machine, or build it here.',
    zh: '使用适合本机的镜像，或在本机构建。',
  },
  readOnly: (service: string) => ({
    en: `${service} writes to its root file system, which is read-only`,
    zh: `${service} 试图写入只读的根文件系统`,
  }),
  readOnlyFix: {
    en: 'Let it write to /tmp or to a volume.',
    zh: '让它写入 /tmp 或某个卷。',
  },
  noPermission: (service: string) => ({
    en: `${service} may not read or write something it needs`,
    zh: `${service} 无权读取或写入所需内容`,
  }),
  noPermissionFix: (service: string) => ({
    en: `"opsctl logs ${service}" names the file; it must belong to, or be readable by, the user the service runs as.`,
    zh: `“opsctl logs ${service}” 会指出文件；它须归服务运行用户所有，或可被其读取。`,
  }),
  unknownHost: {
    en: 'a host name it connects to does not exist on its networks',
    zh: '它要连接的主机名在其网络中不存在',
  },
  unknownHostFix: {
    en: 'See whether that service runs ("opsctl status"), and whether the app lists it under "uses".',
    zh: '用 “opsctl status” 查看该服务是否运行，并确认应用的 uses 中已列出它。',
  },
  refused: (service: string) => ({
    en: `${service} can’t reach another service`,
    zh: `${service} 无法连接另一服务`,
  }),
  badConfig: (component: string) => ({
    en: `the server refuses its configuration (${component})`,
    zh: `服务器拒绝其配置（${component}）`,
  }),
  badConfigFix: (component: string) => ({
    en: `Look at overlay/ and at the settings of ${component} in opsctl.yaml, then run "opsctl up".`,
    zh: `检查 overlay/ 与 opsctl.yaml 中 ${component} 的设置，然后运行 “opsctl up”。`,
  }),
  notExecutable: {
    en: 'its program can’t be executed (exit code 126)',
    zh: '程序无法执行（退出码 126）',
  },
  notFound: {
    en: 'its program is not in the image (exit code 127)',
    zh: '镜像中没有该程序（退出码 127）',
  },
  killed: {
    en: 'it was killed from outside (exit code 137, and not for memory)',
    zh: '被外部终止（退出码 137，且并非因内存）',
  },
  crashed: {en: 'it crashed (exit code 139)', zh: '程序崩溃（退出码 139）'},
  stopped: {en: 'it was stopped', zh: '已被停止'},
  ended: (code: number) => ({en: `it ended with exit code ${code}`, zh: `以退出码 ${code} 结束`}),
  healthSays: (output: string) => ({en: `its healthcheck says: ${output}`, zh: `其健康检查输出：${output}`}),
  stillStarting: {en: 'its healthcheck has not passed yet', zh: '其健康检查尚未通过'},
  unhealthy: {en: 'its healthcheck fails', zh: '其健康检查失败'},
})
