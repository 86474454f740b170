import {defineMessages} from '../text.js'

interface Planned {
  readonly action: string
}

const count = (services: readonly Planned[], action: string) => services.filter((one) => one.action === action).length

export const upMessages = defineMessages({
  checked: {en: 'Machine checked', zh: '已检查本机'},
  clusterChecked: {en: 'Cluster checked', zh: '已检查集群'},
  released: {en: 'Release upgraded', zh: '发布已升级'},
  rendered: {en: 'Files rendered', zh: '已生成文件'},
  imagesReady: {en: 'Images ready', zh: '镜像就绪'},
  planned: {en: 'Changes planned', zh: '已计划变更'},
  tried: {en: 'Configurations tried', zh: '已试验配置'},
  written: {en: 'Files written', zh: '已写入文件'},
  started: {en: 'Containers started', zh: '容器已启动'},
  reloaded: {en: 'Configurations reloaded', zh: '已重新加载配置'},
  prepared: {en: 'Servers prepared', zh: '已准备服务'},
  healthy: {en: 'Health checked', zh: '已检查健康状况'},
  filesChanged: (changed: number) => ({
    en: changed === 0 ? 'none changed' : `${changed} to write`,
    zh: changed === 0 ? '无变化' : `待写入 ${changed} 个`,
  }),
  imageCounts: (all: number, made: number) => ({
    en: made === 0 ? `${all} present` : `${all} present, ${made} of them new`,
    zh: made === 0 ? `${all} 个已就绪` : `${all} 个已就绪，其中新增 ${made} 个`,
  }),
  planCounts: (services: readonly Planned[]) => {
    const [create, recreate, remove] = ['create', 'recreate', 'remove'].map((action) => count(services, action))
    const [restart, reload, same] = ['restart', 'reload', 'unchanged'].map((action) => count(services, action))
    const around = count(services, 'update')
    return {
      en: `${create} create, ${recreate} recreate, ${restart} restart, ${reload} reload,${around > 0 ? ` ${around} update,` : ''} ${remove} remove, ${same} unchanged`,
      zh: `创建 ${create}，重建 ${recreate}，重启 ${restart}，重新加载 ${reload}，${around > 0 ? `更新外围 ${around}，` : ''}移除 ${remove}，不变 ${same}`,
    }
  },
  nothingToTry: {en: 'none changed', zh: '无变化'},
  nothingToReload: {en: 'none needed', zh: '无需'},
  nothingToPrepare: {en: 'none needed', zh: '无需'},
  preparationLate: (seconds: number) => ({
    en: `not finished within ${seconds} s; the next opsctl up goes on with it`,
    zh: `${seconds} 秒内未完成；下次 opsctl up 会继续`,
  }),
  checksPassed: (passed: number, all: number) => ({
    en: `${passed} of ${all} checks pass`,
    zh: `${all} 项检查通过 ${passed} 项`,
  }),
  configRefused: (components: string) => ({
    en: `The new configuration is refused by the server’s own program: ${components}. Nothing running was touched.`,
    zh: `新配置被服务自身的程序拒绝：${components}。正在运行的服务未受影响。`,
  }),
  configRefusedFix: {
    en: 'Correct what the lines above name, in overlay/ or opsctl.yaml, and run the command again.',
    zh: '按上面的提示修正 overlay/ 或 opsctl.yaml，然后重新运行。',
  },
  notReady: (problems: number) => ({
    en: `This machine is not ready: ${problems} ${problems === 1 ? 'check fails' : 'checks fail'}`,
    zh: `本机尚未就绪：${problems} 项检查未通过`,
  }),
  clusterNotReady: (context: string, problems: number) => ({
    en: `The cluster of ${context} is not ready: ${problems} ${problems === 1 ? 'check fails' : 'checks fail'}. Nothing was changed`,
    zh: `${context} 的集群尚未就绪：${problems} 项检查未通过。未做任何更改`,
  }),
  diskAhead: {
    en: 'deploy/ holds the new files, while the cluster runs what it ran before: "opsctl plan" says the difference, "opsctl up" tries again.',
    zh: 'deploy/ 中是新文件，而集群运行的仍是此前的版本：“opsctl plan” 显示差异，“opsctl up” 重试。',
  },
  seePreflight: {en: 'opsctl host prepare', zh: 'opsctl host prepare'},
  seePlan: {en: 'opsctl plan', zh: 'opsctl plan'},
  dataAtRisk: {en: 'The change would endanger data', zh: '该变更会危及数据'},
  crashLoop: {en: 'A service crashes again and again', zh: '有服务反复崩溃'},
  isUp: (project: string, seconds: number) => ({
    en: `${project} is up and healthy (${seconds} s)`,
    zh: `${project} 已启动且健康（${seconds} 秒）`,
  }),
  isNotUp: (project: string) => ({
    en: `${project} is not healthy. What ran before and needed no change still runs.`,
    zh: `${project} 不健康。此前运行且无需变更的服务仍在运行。`,
  }),
  lastLines: {en: 'last lines', zh: '最后几行'},
  noLines: {en: 'it printed nothing', zh: '没有输出'},
  likelyCause: {en: 'likely cause', zh: '可能原因'},
  next: {en: 'next', zh: '下一步'},
  notTaken: (component: string) => ({
    en: `${component} does not run the configuration on disk`,
    zh: `${component} 运行的不是磁盘上的配置`,
  }),
  addresses: {en: 'Addresses', zh: '地址'},
})
