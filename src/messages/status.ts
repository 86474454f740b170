import type {ServiceState} from '../runtime/runtime.js'
import type {Text} from '../text.js'

const states: Readonly<Record<ServiceState['state'], Text>> = {
  missing: {en: 'missing', zh: '缺失'},
  created: {en: 'created', zh: '已创建'},
  running: {en: 'running', zh: '运行中'},
  restarting: {en: 'restarting', zh: '重启中'},
  paused: {en: 'paused', zh: '已暂停'},
  removing: {en: 'being removed', zh: '移除中'},
  exited: {en: 'exited', zh: '已退出'},
  dead: {en: 'dead', zh: '失效'},
}

const health: Readonly<Record<ServiceState['health'], Text>> = {
  healthy: {en: 'healthy', zh: '健康'},
  unhealthy: {en: 'unhealthy', zh: '不健康'},
  starting: {en: 'starting', zh: '启动中'},
  none: {en: 'running', zh: '运行中'},
}

/** Words of `status`. */
export const statusMessages = {
  states,
  health,
  service: {en: 'SERVICE', zh: '服务'},
  state: {en: 'STATE', zh: '状态'},
  since: {en: 'FOR', zh: '时长'},
  restarts: {en: 'RESTARTS', zh: '重启'},
  image: {en: 'IMAGE', zh: '镜像'},
  ports: {en: 'PORTS', zh: '端口'},
  addresses: {en: 'Addresses', zh: '地址'},
  allUp: (project: string): Text => ({en: `${project}: every service is up`, zh: `${project}：所有服务均正常`}),
  someDown: (project: string, count: number): Text => ({
    en: `${project}: ${count} ${count === 1 ? 'container is' : 'containers are'} not up`,
    zh: `${project}：${count} 个容器不正常`,
  }),
  restarted: (services: string): Text => ({en: `Restarted: ${services}`, zh: `已重启：${services}`}),
  notBack: (service: string): Text => ({en: `${service} is not healthy again`, zh: `${service} 尚未恢复健康`}),
} as const
