import {defineMessages} from '../text.js'

/** What `bench capacity` says. */
export const benchCapacityMessages = defineMessages({
  kept: (percentile: number, latency: string) => ({
    en: `p${percentile} was ${latency}`,
    zh: `p${percentile} 为 ${latency}`,
  }),
  slow: (percentile: number, latency: string, limit: string) => ({
    en: `p${percentile} was ${latency}, above ${limit}`,
    zh: `p${percentile} 为 ${latency}，超过 ${limit}`,
  }),
  failing: (ratio: string, limit: string) => ({
    en: `${ratio} of the requests failed; ${limit} may`,
    zh: `${ratio} 的请求失败，上限为 ${limit}`,
  }),
  unanswered: (ratio: string, limit: string) => ({
    en: `Only ${ratio} of the requests were answered; ${limit} must be`,
    zh: `只有 ${ratio} 的请求得到应答，至少应为 ${limit}`,
  }),
  growing: (perSecond: string) => ({
    en: `The latency grew by ${perSecond} each second: requests came faster than they were served`,
    zh: `延迟每秒增长 ${perSecond}：请求到达的速度超过了处理的速度`,
  }),
  untrusted: {en: 'The figures of this probe can’t be trusted', zh: '本次探测的数据不可信'},
  generatorEnded: (rate: string) => ({
    en: `At ${rate} the load generator was the limit, not the target`,
    zh: `在 ${rate} 时，瓶颈是压测端而不是目标`,
  }),
  maxRateEnded: (rate: string) => ({
    en: `The target kept the SLO up to ${rate}, the highest rate that was allowed`,
    zh: `直到允许的最高速率 ${rate}，目标始终满足 SLO`,
  }),
  timeEnded: (seconds: string) => ({
    en: `The time for load, ${seconds} s, was used up before the limit was found`,
    zh: `在找到上限之前，压测时间（${seconds} 秒）已用完`,
  }),
  interrupted: {en: 'Interrupted before the limit was found', zh: '在找到上限之前被中断'},
  disturbedEnded: (rate: string) => ({
    en: `At ${rate} the machine was disturbed at every try`,
    zh: `在 ${rate} 时，每次尝试都受到其他程序干扰`,
  }),
  lowestFailed: (rate: string, why: {readonly en: string; readonly zh: string}) => ({
    en: `Not even ${rate} keeps the SLO: ${why.en}`,
    zh: `即使 ${rate} 也不满足 SLO：${why.zh}`,
  }),
  badSlo: (written: string) => ({
    en: `--slo ${written} is no promise as p99=200ms,errors=0.1%: one percentile from p50 on, errors and delivered if wanted`,
    zh: `--slo ${written} 不是 p99=200ms,errors=0.1% 这样的目标：一个 p50 以上的百分位，可选 errors 与 delivered`,
  }),
})
