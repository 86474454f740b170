/** What a person may promise their users: `slo:` in opsctl.yaml. */
import {z} from 'zod'

import {durationS, explained, name} from './values.js'

/** One promise. */
const slo = z.strictObject({
  kind: explained(z.enum(['availability', 'latency']).default('availability'), {
    en: 'availability: requests without a 5xx answer. latency: requests answered within latency.',
    zh: 'availability：未返回 5xx 的请求。latency：在 latency 时限内应答的请求。',
  }),
  objective: explained(z.number().gt(0).lt(100), {
    en: 'Percentage of the requests that must be good.',
    zh: '必须达标的请求百分比。',
  }),
  window: explained(durationS(7 * 86_400, 90 * 86_400).prefault('30d'), {
    en: 'Time over which the objective holds; at most prometheus.retention.time.',
    zh: '目标所覆盖的时间，不得超过 prometheus.retention.time。',
  }),
  route: explained(name().optional(), {
    en: 'Route of the gateway it is about. Absent: all routes.',
    zh: '所针对的网关路由。缺省则为所有路由。',
  }),
  latency: explained(durationS(0.005, 60).optional(), {
    en: 'Longest time of a good answer; a bucket of the gateway’s histogram, as in 250ms.',
    zh: '达标应答的最长时间；须为网关直方图的桶，如 250ms。',
  }),
  minRequestsPerSecond: explained(z.number().min(0).max(1_000_000).default(0.1), {
    en: 'With fewer requests than this nothing fires: one failure would be a large share.',
    zh: '请求少于此值时不告警：单次失败就会占很大比例。',
  }),
})

/** The objectives by name; the name is the label `slo`. */
export const sloSchema = explained(z.record(name(), slo).default({}), {
  en: 'Service level objectives by name; alerts tell how fast their error budgets burn.',
  zh: '按名称列出的服务等级目标（SLO）；告警会提示错误预算的消耗速度。',
  lands: {en: 'deploy/prometheus/config/rules.d/slo.yaml', zh: 'deploy/prometheus/config/rules.d/slo.yaml'},
})

/** A valid objective with its defaults. */
export type Slo = z.output<typeof slo>
