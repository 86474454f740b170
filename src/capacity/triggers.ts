/** The signs by which the operations manual says to scale. */
import type {Text} from '../text.js'

export const triggerIds = ['latency', 'errors', 'connections', 'cpu', 'memory'] as const
export type TriggerId = (typeof triggerIds)[number]

interface TriggerRule {
  readonly id: TriggerId
  readonly title: Text
  /** Above it: scale. Seconds for the latency, shares for the rest. */
  readonly above: number
  readonly action: Text
}

/** P95 above 1 s, errors above 1 %, connections above 80 %, and, lasting, processors above 80 % or memory above 90 %. */
export const triggerRules: readonly TriggerRule[] = [
  {
    id: 'latency',
    title: {en: 'P95 of the gateway', zh: '网关 P95 延迟'},
    above: 1,
    action: {
      en: 'Find the slow part (opsctl bench capacity names what binds), then add instances of the app.',
      zh: '先找出慢在哪里（opsctl bench capacity 会指出瓶颈），再增加应用实例。',
    },
  },
  {
    id: 'errors',
    title: {en: 'failed requests', zh: '请求错误率'},
    above: 0.01,
    action: {
      en: 'Read the errors first (opsctl logs --grep error); more instances help only if they come from load.',
      zh: '先查看错误（opsctl logs --grep error）；只有因负载产生的错误才能靠扩容解决。',
    },
  },
  {
    id: 'connections',
    title: {en: 'connections of Postgres', zh: 'Postgres 连接数'},
    above: 0.8,
    action: {
      en: 'Lower the pools of the apps or raise postgres.maxConnections; beyond 200 put a pooler in between.',
      zh: '减小应用连接池或提高 postgres.maxConnections；超过 200 时应在中间加入连接池。',
    },
  },
  {
    id: 'cpu',
    title: {en: 'processors, over 15 minutes', zh: 'CPU（15 分钟均值）'},
    above: 0.8,
    action: {en: 'Add cores or move a service to another host.', zh: '增加核心数，或将某个服务移到其他主机。'},
  },
  {
    id: 'memory',
    title: {en: 'memory, over 15 minutes', zh: '内存（15 分钟均值）'},
    above: 0.9,
    action: {
      en: 'Add memory, or lower the limit of the service that grows.',
      zh: '增加内存，或降低持续增长的服务的上限。',
    },
  },
]

/** One trigger with what was seen. */
export interface Trigger extends TriggerRule {
  /** Absent when nothing tells it. */
  readonly value?: number
  readonly state: 'quiet' | 'scale' | 'unknown'
}

/** Judges the triggers by the values that there are. */
export function judgeTriggers(values: Readonly<Partial<Record<TriggerId, number>>>): readonly Trigger[] {
  return triggerRules.map((rule): Trigger => {
    const value = values[rule.id]
    if (value === undefined) return {...rule, state: 'unknown'}
    return {...rule, value, state: value > rule.above ? 'scale' : 'quiet'}
  })
}
