import {formatRate, formatUs} from '../bench/units.js'
import {defineMessages} from '../text.js'

const percent = (share: number) => `${Number((share * 100).toPrecision(3))} %`

/** What `bench capacity` says. */
export const benchCapacityMessages = defineMessages({
  kept: (percentile: number, us: number) => ({
    en: `p${percentile} was ${formatUs(us)}`,
    zh: `p${percentile} 为 ${formatUs(us)}`,
  }),
  slow: (percentile: number, us: number, limitUs: number) => ({
    en: `p${percentile} was ${formatUs(us)}, above ${formatUs(limitUs)}`,
    zh: `p${percentile} 为 ${formatUs(us)}，超过 ${formatUs(limitUs)}`,
  }),
  failing: (ratio: number, limit: number) => ({
    en: `${percent(ratio)} of the requests failed; ${percent(limit)} may`,
    zh: `${percent(ratio)} 的请求失败，上限为 ${percent(limit)}`,
  }),
  unanswered: (ratio: number, limit: number) => ({
    en: `Only ${percent(ratio)} of the requests were answered; ${percent(limit)} must be`,
    zh: `只有 ${percent(ratio)} 的请求得到应答，至少应为 ${percent(limit)}`,
  }),
  growing: (usPerSecond: number) => ({
    en: `The latency grew by ${formatUs(usPerSecond)} each second: requests came faster than they were served`,
    zh: `延迟每秒增长 ${formatUs(usPerSecond)}：请求到达的速度超过了处理的速度`,
  }),
  untrusted: {en: 'The figures of this probe can’t be trusted', zh: '本次探测的数据不可信'},
  generatorEnded: (rate: number) => ({
    en: `At ${formatRate(rate)} the load generator was the limit, not the target`,
    zh: `在 ${formatRate(rate)} 时，瓶颈是压测端而不是目标`,
  }),
  maxRateEnded: (rate: number) => ({
    en: `The target kept the SLO up to ${formatRate(rate)}, the highest rate that was allowed`,
    zh: `直到允许的最高速率 ${formatRate(rate)}，目标始终满足 SLO`,
  }),
  timeEnded: (seconds: number) => ({
    en: `The time for load, ${Math.round(seconds)} s, was used up before the limit was found`,
    zh: `在找到上限之前，压测时间（${Math.round(seconds)} 秒）已用完`,
  }),
  interrupted: {en: 'Interrupted before the limit was found', zh: '在找到上限之前被中断'},
  disturbedEnded: (rate: number) => ({
    en: `At ${formatRate(rate)} the machine was disturbed at every try`,
    zh: `在 ${formatRate(rate)} 时，每次尝试都受到其他程序干扰`,
  }),
  lowestFailed: (rate: number, why: {readonly en: string; readonly zh: string}) => ({
    en: `Not even ${formatRate(rate)} keeps the SLO: ${why.en}`,
    zh: `即使 ${formatRate(rate)} 也不满足 SLO：${why.zh}`,
  }),
  badSlo: (written: string) => ({
    en: `--slo ${written} is no promise as p99=200ms,errors=0.1%: one percentile from p50 on, errors and delivered if wanted`,
    zh: `--slo ${written} 不是 p99=200ms,errors=0.1% 这样的目标：一个 p50 以上的百分位，可选 errors 与 delivered`,
  }),
})
