/** What the checks of this room have in common: whose numbers they use, and what they rest on. */
import type {Stack, Text} from '../../component.js'

export const manual: Text = {en: 'operations manual', zh: '运维手册'}
export const ours: Text = {en: 'opsctl default', zh: 'opsctl 默认值'}

/** A question to the running container. */
export const onContainer = {service: 'gateway', after: ['docker.daemon', 'compose.running']} as const
/** A question that a gateway must answer. */
export const onGateway = {service: 'gateway', after: ['docker.daemon', 'compose.running', 'gw.up']} as const
/** A question to Prometheus. */
export const onRecords = {after: ['docker.daemon', 'prom.ready']} as const

export const hasTls = (stack: Stack): true | Text =>
  stack.gateway.tls.mode !== 'off' || {en: 'gateway.tls.mode is off', zh: 'gateway.tls.mode 为 off'}

export const caches = (stack: Stack): true | Text =>
  Object.values(stack.gateway.routes).some(({cache}) => cache.length > 0) || {
    en: 'no route has a cache',
    zh: '没有配置缓存的路由',
  }
