import {defineMessages} from '../text.js'

export const runtimeMessages = defineMessages({
  volumeUnused: (name: string) => ({
    en: `Volume ${name} would no longer be used. Its data stays on disk.`,
    zh: `卷 ${name} 将不再使用，其数据仍保留在磁盘上。`,
  }),
  volumeUnusedFix: (project: string) => ({
    en: `Nothing to do to keep it. To remove it for good with the rest: opsctl destroy --project ${project}`,
    zh: `保留数据无需操作。若要连同其余内容彻底删除：opsctl destroy --project ${project}`,
  }),
  versionChange: (store: string, from: string, to: string) => ({
    en: `${store} would change from version ${from} to ${to}, and version ${to} can't read the data of ${from}`,
    zh: `${store} 将从版本 ${from} 变为 ${to}，而版本 ${to} 无法读取 ${from} 的数据`,
  }),
  versionUpgrade: (store: string, from: string, to: string) => ({
    en: `${store} goes from version ${from} to ${to}; after that, version ${from} can't read its data any more.`,
    zh: `${store} 将从版本 ${from} 升到 ${to}；此后版本 ${from} 无法再读取其数据。`,
  }),
  versionChangeFix: (store: string, from: string) => ({
    en: `To stay: set ${store}.version to "${from}" in opsctl.yaml. To change: dump the data first, and load it into the new version.`,
    zh: `若要保持：在 opsctl.yaml 中将 ${store}.version 设为 "${from}"。若要更改：先导出数据，再导入新版本。`,
  }),
  composeFailed: (verb: string) => ({
    en: `docker compose ${verb} failed`,
    zh: `docker compose ${verb} 失败`,
  }),
  composeFailedFix: {
    en: 'Read the lines above; "opsctl status" says what runs, and "opsctl up" continues from there.',
    zh: '查看上面的输出；“opsctl status” 显示运行状况，“opsctl up” 从现状继续。',
  },
  noFiles: (path: string) => ({
    en: `The stack is not rendered yet: ${path} is missing`,
    zh: `尚未生成栈文件：缺少 ${path}`,
  }),
  noContainer: (service: string) => ({
    en: `Service ${service} has no running container`,
    zh: `服务 ${service} 没有正在运行的容器`,
  }),
  notReachable: (service: string, port: number) => ({
    en: `Port ${port} of ${service} takes no connection from this host`,
    zh: `从本机无法连接 ${service} 的端口 ${port}`,
  }),
  notSignalled: (service: string, signal: string) => ({
    en: `${signal} could not be sent to ${service}`,
    zh: `无法向 ${service} 发送 ${signal}`,
  }),
  seeLogs: (service: string) => ({en: `opsctl logs ${service}`, zh: `opsctl logs ${service}`}),
  volumesBusy: {
    en: 'Some volumes could not be removed',
    zh: '有些卷无法删除',
  },
  volumesBusyFix: {
    en: 'Stop what still uses them ("docker ps -a --filter volume=NAME"), then run the command again.',
    zh: '停止仍在使用它们的容器（docker ps -a --filter volume=NAME），然后重试。',
  },
})
