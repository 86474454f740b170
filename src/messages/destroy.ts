import {defineMessages} from '../text.js'

export const destroyMessages = defineMessages({
  containersRemoved: {en: 'Containers and networks removed', zh: '已移除容器与网络'},
  volumesRemoved: {en: 'Volumes removed', zh: '已删除卷'},
  workloadsRemoved: {en: 'Release removed', zh: '已移除发布'},
  namespacesRemoved: {en: 'Namespaces removed', zh: '已删除命名空间'},
  noNamespaces: {en: 'none was made by opsctl', zh: '没有由 opsctl 创建的'},
  podCount: (count: number) => ({en: count === 1 ? '1 pod' : `${count} pods`, zh: `${count} 个 Pod`}),
  containerCount: (count: number) => ({
    en: count === 1 ? '1 container' : `${count} containers`,
    zh: `${count} 个容器`,
  }),
  volumeCount: (count: number) => ({en: count === 1 ? '1 volume' : `${count} volumes`, zh: `${count} 个卷`}),
  isDown: (project: string) => ({en: `${project} is down.`, zh: `${project} 已停止。`}),
  keeps: (volumes: number) => ({
    en: `${volumes === 1 ? '1 volume stays' : `${volumes} volumes stay`} with all data; "opsctl up" continues with it.`,
    zh: `${volumes} 个卷及其全部数据保留；“opsctl up” 将继续使用。`,
  }),
  wouldLose: (project: string) => ({
    en: `This removes all of ${project}, for good:`,
    zh: `这将彻底删除 ${project} 的以下内容：`,
  }),
  containers: (count: number) => ({en: `${count} containers`, zh: `${count} 个容器`}),
  volume: (name: string, size: string) => ({en: `volume ${name}, ${size}`, zh: `卷 ${name}，${size}`}),
  namespace: (name: string) => ({
    en: `namespace ${name} with everything in it`,
    zh: `命名空间 ${name} 及其中的一切`,
  }),
  unknownSize: {en: 'size unknown', zh: '大小未知'},
  noVolumes: {en: 'no volume', zh: '没有卷'},
  newestBackup: (name: string, at: string) => ({
    en: `Newest backup: backups/${name} of ${at}`,
    zh: `最新备份：backups/${name}，时间 ${at}`,
  }),
  noBackup: {en: 'There is no backup in backups/.', zh: 'backups/ 中没有备份。'},
  typeName: (project: string) => ({
    en: `Type the name of the project (${project}) to go on:`,
    zh: `输入项目名（${project}）以继续：`,
  }),
  needsName: (project: string) => ({
    en: `destroy needs a confirmation, and there is no terminal to ask: give --yes and --project ${project}`,
    zh: `destroy 需要确认，但没有终端可询问：请加 --yes 与 --project ${project}`,
  }),
  unconfirmed: (project: string) => ({
    en: `Nothing was removed: --yes needs --project ${project} beside it`,
    zh: `未删除任何内容：--yes 须与 --project ${project} 同时给出`,
  }),
  wrongName: (project: string, given: string) => ({
    en: `Nothing was removed: the project is ${project}, not ${given}`,
    zh: `未删除任何内容：项目名是 ${project}，而非 ${given}`,
  }),
  isGone: (project: string) => ({
    en: `${project} is gone: containers, networks and volumes.`,
    zh: `${project} 的容器、网络和卷已全部删除。`,
  }),
  stays: (files: string) => ({
    en: `These stay: ${files}. Delete the folder to be rid of them.`,
    zh: `以下保留：${files}。删除目录即可清除。`,
  }),
})
