/** What the checks of this room have in common: whose numbers they use, and what they rest on. */
import type {Evidence} from '../../../doctor/check.js'
import type {Text} from '../../component.js'

export const manual: Text = {en: 'operations manual', zh: '运维手册'}
export const ours: Text = {en: 'opsctl default', zh: 'opsctl 默认值'}
export const memoryDoctor: Text = {en: 'MEMORY DOCTOR of Redis', zh: 'Redis 的 MEMORY DOCTOR'}
export const latencyDoctor: Text = {en: 'LATENCY DOCTOR of Redis', zh: 'Redis 的 LATENCY DOCTOR'}

/** A question to the running container. */
export const onContainer = {service: 'redis', after: ['docker.daemon', 'compose.running']} as const
/** A question that only a server that lets opsctl in answers. */
export const onServer = {service: 'redis', after: ['docker.daemon', 'compose.running', 'redis.up']} as const

/** A section of INFO as evidence. */
export function info(section: string, excerpt?: string): readonly Evidence[] {
  return [{kind: 'redis', ref: `INFO ${section}`, ...(excerpt === undefined ? {} : {excerpt})}]
}
