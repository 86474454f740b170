/** The words of comparing two results of load tests. */
import {defineMessages, type Text} from '../text.js'

/** What is compared. */
export const metricWords: Readonly<Record<'p50' | 'p95' | 'p99' | 'rate' | 'errors' | 'capacity', Text>> = {
  p50: {en: 'response p50', zh: '响应 p50'},
  p95: {en: 'response p95', zh: '响应 p95'},
  p99: {en: 'response p99', zh: '响应 p99'},
  rate: {en: 'delivered rate', zh: '完成速率'},
  errors: {en: 'error ratio', zh: '错误率'},
  capacity: {en: 'capacity', zh: '容量'},
}

/** What a change comes to. */
export const changeWords: Readonly<Record<'regression' | 'worse' | 'same' | 'better', Text>> = {
  regression: {en: 'regression', zh: '回归'},
  worse: {en: 'worse, within the bound', zh: '变差，未超限'},
  same: {en: 'within the noise', zh: '在噪声内'},
  better: {en: 'better', zh: '变好'},
}

const sideWords = {before: {en: 'older', zh: '较早的结果'}, after: {en: 'newer', zh: '较新的结果'}}
export type Side = keyof typeof sideWords

export const benchCompareMessages = defineMessages({
  title: {en: 'Comparison', zh: '对比'},
  before: {en: 'Before', zh: '之前'},
  after: {en: 'After', zh: '之后'},
  metric: {en: 'Figure', zh: '指标'},
  change: {en: 'Change', zh: '变化'},
  interval: {en: '90 % interval', zh: '90 % 区间'},
  noise: {en: 'Noise', zh: '噪声'},
  verdict: {en: 'Verdict', zh: '结论'},
  none: (bound: string) => ({en: `no regression beyond ${bound}`, zh: `没有超过 ${bound} 的回归`}),
  some: (metrics: string, bound: string) => ({
    en: `regression beyond ${bound} and beyond the noise: ${metrics}`,
    zh: `回归超过 ${bound} 且超出噪声：${metrics}`,
  }),
  method: (seed: number) => ({
    en: `Seconds of both runs drawn anew 1,000 times (seed ${seed}). Noise is what two runs would differ by without any change. What only differs from day to day is not in it: repeat runs to see that.`,
    zh: `对两次运行的每秒数据重抽样 1,000 次（种子 ${seed}）。噪声指无任何变更时两次运行也会出现的差异；不含不同日期间的差异，请重复运行以了解。`,
  }),
  searchMethod: {
    en: 'From the intervals of both searches. Noise is what two searches would differ by without any change.',
    zh: '由两次搜索的置信区间得出。噪声指无任何变更时两次搜索也会出现的差异。',
  },

  notComparable: (before: string, after: string) => ({
    en: `${before} and ${after} are not results of the same load`,
    zh: `${before} 与 ${after} 不是同一负载的结果`,
  }),
  sameLoad: {
    en: 'Repeat the command that "opsctl bench report" prints for the one that came before.',
    zh: '请重复 “opsctl bench report” 为前一结果打印的命令。',
  },
  seeList: {en: 'opsctl bench list', zh: 'opsctl bench list'},
  differs: (what: Text, before: string, after: string) => ({
    en: `${what.en} differs: ${before} before, ${after} after`,
    zh: `${what.zh}不同：之前 ${before}，之后 ${after}`,
  }),
  noFigures: (side: Side) => ({
    en: `the ${sideWords[side].en} one has no figures`,
    zh: `${sideWords[side].zh}没有数据`,
  }),
  tooShort: (side: Side, least: number) => ({
    en: `the ${sideWords[side].en} one has fewer than ${least} seconds with answers, so nothing tells noise from change`,
    zh: `${sideWords[side].zh}有应答的时间不足 ${least} 秒，无法区分噪声与变化`,
  }),
  noCapacity: (side: Side, why: Text) => ({
    en: `the ${sideWords[side].en} one found no capacity to compare (${why.en})`,
    zh: `${sideWords[side].zh}没有可比较的容量（${why.zh}）`,
  }),
  atLeast: {en: 'it ended at “at least”', zh: '仅得出“至少”'},
  unknown: {en: 'the machine was never quiet enough', zh: '机器始终不够空闲'},
  bothNone: {en: 'not even the lowest rate kept the SLO', zh: '最低速率也未满足 SLO'},

  kind: {en: 'the kind', zh: '类型'},
  model: {en: 'the model', zh: '模型'},
  arrivals: {en: 'the spacing of requests', zh: '请求间隔方式'},
  rate: {en: 'the offered rate', zh: '发送速率'},
  connections: {en: 'the number of connections', zh: '连接数'},
  requests: {en: 'the set of requests', zh: '请求集合'},
  slo: {en: 'the SLO', zh: 'SLO'},
  target: {en: 'the target', zh: '目标'},
  cpu: {en: 'the CPU', zh: 'CPU'},
  cores: {en: 'the number of cores', zh: '核数'},
  kernel: {en: 'the kernel', zh: '内核'},
  engine: {en: 'the engine', zh: '发压引擎'},

  untrusted: (side: Side, verdict: Text) => ({
    en: `the ${sideWords[side].en} one is ${verdict.en}: its figures say less than they seem to`,
    zh: `${sideWords[side].zh}${verdict.zh}：其数据的可信度有限`,
  }),
  partial: (side: Side) => ({
    en: `the ${sideWords[side].en} one did not run to its end`,
    zh: `${sideWords[side].zh}未运行完成`,
  }),
  itself: {en: 'a result is compared with itself', zh: '结果与自身比较'},
  badBound: (written: string) => ({
    en: `--max-regression ${written} is no share between 0 % and 1000 %`,
    zh: `--max-regression ${written} 不是 0 % 至 1000 % 之间的比例`,
  }),
})
