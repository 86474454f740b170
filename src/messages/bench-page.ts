/** The words of the report of a load test: page, Markdown, and their charts. */
import {defineMessages, type Text} from '../text.js'

export const benchPageMessages = defineMessages({
  title: (kind: string, target: string) => ({
    en: `Load test (${kind}): ${target}`,
    zh: `负载测试（${kind}）：${target}`,
  }),
  loadTest: {en: 'Load test', zh: '负载测试'},
  toContent: {en: 'Skip to the figures', zh: '跳到数据'},
  parts: {en: 'Parts of this report', zh: '报告各部分'},
  figures: {en: 'Figures', zh: '数据'},

  carries: (rate: string, low: string, high: string, slo: string) => ({
    en: `Carries ${rate} (${low} to ${high}) within ${slo}.`,
    zh: `在 ${slo} 内可承载 ${rate}（${low} 至 ${high}）。`,
  }),
  carriesAtLeast: (rate: string, slo: string) => ({
    en: `Carries at least ${rate} within ${slo}; how much more was not found.`,
    zh: `在 ${slo} 内至少可承载 ${rate}；上限尚未测出。`,
  }),
  carriesNothing: (slo: string) => ({
    en: `Not even the lowest rate keeps ${slo}.`,
    zh: `最低速率也无法满足 ${slo}。`,
  }),
  carriesUnknown: {
    en: 'No capacity: the machine was never quiet enough to believe a figure.',
    zh: '未得出容量：机器始终不够空闲，数据不可信。',
  },
  firstOut: (resource: string) => ({en: `${resource} gives out first.`, zh: `最先耗尽的是 ${resource}。`}),
  usedNow: (share: string) => ({en: `The current peak takes ${share} of it.`, zh: `当前峰值占其 ${share}。`}),
  runVerdict: (rate: string, p99: string, errors: string) => ({
    en: `Answered ${rate}, 99 % of requests within ${p99}, errors ${errors}.`,
    zh: `完成 ${rate}，99 % 的请求在 ${p99} 内应答，错误率 ${errors}。`,
  }),

  capacity: {en: 'Capacity', zh: '容量'},
  interval: (confidence: string, low: string, high: string) => ({
    en: `${confidence} interval ${low} to ${high}`,
    zh: `${confidence} 区间 ${low} 至 ${high}`,
  }),
  within: (slo: string) => ({en: `within ${slo}`, zh: `满足 ${slo}`}),
  safe: {en: 'Safe operating point', zh: '安全运行点'},
  headroom: (share: string) => ({en: `${share} headroom`, zh: `余量 ${share}`}),
  now: {en: 'Current peak', zh: '当前峰值'},
  ofCapacity: (share: string) => ({en: `${share} of the capacity`, zh: `占容量的 ${share}`}),
  givesOut: {en: 'Gives out first', zh: '最先耗尽'},
  ofLimit: (used: string, limit: string) => ({en: `${used} used, limit ${limit}`, zh: `已用 ${used}，上限 ${limit}`}),
  delivered: {en: 'Delivered', zh: '完成速率'},
  ofDue: (share: string) => ({en: `${share} of what was due`, zh: `占应发请求的 ${share}`}),
  percentileTile: (name: string) => ({en: `Response ${name}`, zh: `响应 ${name}`}),
  serviceIs: (value: string) => ({en: `service ${value}`, zh: `服务时间 ${value}`}),
  errors: {en: 'Errors', zh: '错误'},
  requestsOf: (count: string) => ({en: `of ${count} requests`, zh: `共 ${count} 个请求`}),

  latencyTitle: {en: 'Latency against offered rate', zh: '延迟与发送速率'},
  latencyLede: {
    en: 'Every probe of the search is a mark. Lines go through probes of the same rate; the shaded band is the 90 % interval of the trend near the SLO.',
    zh: '每次探测为一个标记。折线连接相同速率的探测；阴影带为 SLO 附近趋势的 90 % 区间。',
  },
  offeredRate: {en: 'offered rate', zh: '发送速率'},
  latencyAxis: {en: 'latency', zh: '延迟'},
  nowFlag: (rate: string) => ({en: `now ${rate}`, zh: `当前 ${rate}`}),
  safeFlag: (rate: string) => ({en: `safe ${rate}`, zh: `安全 ${rate}`}),
  capacityFlag: (rate: string) => ({en: `capacity ${rate}`, zh: `容量 ${rate}`}),
  atLeastFlag: (rate: string) => ({en: `at least ${rate}`, zh: `至少 ${rate}`}),
  probe: (rate: string, verdict: string, latencies: string) => ({
    en: `${rate} ${verdict}: ${latencies}`,
    zh: `${rate} ${verdict}：${latencies}`,
  }),
  capacityInterval: {en: 'capacity, 90 % interval', zh: '容量 90 % 区间'},
  trend: {en: 'trend near the SLO', zh: 'SLO 附近的趋势'},
  baseline: {en: 'baseline', zh: '基线'},

  deliveredTitle: {en: 'Delivered against offered', zh: '完成速率与发送速率'},
  deliveredLede: {
    en: 'On the dashed line everything that was due was answered.',
    zh: '位于虚线上表示应发请求全部得到应答。',
  },
  deliveredRate: {en: 'delivered', zh: '完成速率'},
  keepsUp: {en: 'keeps up', zh: '跟得上'},

  percentileTitle: {en: 'Percentiles', zh: '百分位'},
  percentileLede: {
    en: 'Response time counts from when a request was due, service time from when it was sent. What lies between is the wait that tools without a schedule don’t see.',
    zh: '响应时间从请求应发时刻算起，服务时间从实际发出算起。二者之差是无时间表的工具看不到的等待。',
  },
  percentileAxis: {en: 'share of requests that were faster', zh: '更快请求所占比例'},
  percentile: (share: string, response: string, service: string) => ({
    en: `${share}: response ${response}, service ${service}`,
    zh: `${share}：响应 ${response}，服务 ${service}`,
  }),
  response: {en: 'response time', zh: '响应时间'},
  service: {en: 'service time', zh: '服务时间'},
  wait: {en: 'wait before sending', zh: '发送前等待'},

  timeTitle: {en: 'Second by second', zh: '逐秒'},
  timeLede: {
    en: 'The stronger the shade, the more requests took that long. Pauses of the target show as columns; bars beneath say whether the generator or other programs had a part in them.',
    zh: '色块越醒目，耗时如此的请求越多。目标的停顿表现为竖列；下方柱形说明发压端或其他程序是否有影响。',
  },
  rateStrip: {en: 'requests per second', zh: '每秒请求数'},
  heatMap: {en: 'response time', zh: '响应时间'},
  lagStrip: (most: string) => ({en: `send lag p99, at most ${most}`, zh: `发送延迟 p99，最高 ${most}`}),
  noLag: {en: 'send lag: not measured in this model', zh: '发送延迟：该模型不测量'},
  cpuStrip: (most: string) => ({
    en: `CPU of other programs, at most ${most} cores`,
    zh: `其他程序占用 CPU，最高 ${most} 核`,
  }),
  noCpu: {en: 'CPU of other programs: not measured', zh: '其他程序占用 CPU：未测量'},
  due: {en: 'due', zh: '应发'},
  answered: {en: 'answered', zh: '已应答'},
  failed: {en: 'failed', zh: '失败'},
  medianOf: {en: 'p50 of the second', zh: '每秒 p50'},
  tailOf: {en: 'p99 of the second', zh: '每秒 p99'},
  steal: {en: 'kept by the hypervisor', zh: '被虚拟化层占用'},
  foreign: {en: 'other programs', zh: '其他程序'},

  uslTitle: {en: 'Scalability', zh: '可扩展性'},
  uslLede: (sigma: string, kappa: string) => ({
    en: `Universal Scalability Law: contention σ ${sigma}, coherency κ ${kappa}. Dashed: beyond what was measured.`,
    zh: `通用可扩展性定律：争用 σ ${sigma}，一致性 κ ${kappa}。虚线：超出实测范围。`,
  }),
  rateAxis: {en: 'rate', zh: '速率'},
  inFlight: {en: 'requests in flight', zh: '并发请求数'},
  uslPoint: (concurrency: string, rate: string, efficiency: string) => ({
    en: `${concurrency} in flight: ${rate}, efficiency ${efficiency}`,
    zh: `并发 ${concurrency}：${rate}，效率 ${efficiency}`,
  }),
  peakFlag: (rate: string) => ({en: `peak ${rate}`, zh: `峰值 ${rate}`}),
  fitted: {en: 'fit', zh: '拟合'},
  efficiency: {en: 'efficiency', zh: '效率'},
  peakInterval: {en: 'peak, 90 % interval', zh: '峰值 90 % 区间'},

  growthTitle: {en: 'Growth', zh: '增长'},
  growthLede: (growth: Text, reached: Text) => ({
    en: `Requests grow by ${growth.en}: ${reached.en} The shaded band is the doubt of the growth.`,
    zh: `请求按 ${growth.zh} 增长：${reached.zh}阴影带为增长率的可能偏差。`,
  }),
  growthReached: (
    state: 'full' | 'dated' | 'later' | 'never' | 'unknown',
    day: string,
    early: string | undefined,
    late: string | undefined,
  ) => {
    if (state === 'full') return {en: 'the safe operating point is exceeded now.', zh: '现已超出安全运行点。'}
    if (state !== 'dated') {
      return {en: 'the safe operating point holds for 20 years or more.', zh: '安全运行点可维持 20 年以上。'}
    }
    return {
      en: `the safe operating point is reached on ${day}, between ${early ?? day} and ${late ?? 'never'}.`,
      zh: `${day} 达到安全运行点（最早 ${early ?? day}，最晚 ${late ?? '不会'}）。`,
    }
  },
  growthPoint: (day: string, rate: string, low: string, high: string) => ({
    en: `${day}: ${rate} (${low} to ${high})`,
    zh: `${day}：${rate}（${low} 至 ${high}）`,
  }),
  expectedPeak: {en: 'expected peak', zh: '预计峰值'},
  growthDoubt: {en: 'doubt of the growth', zh: '增长率的可能偏差'},
  day: {en: 'day', zh: '日期'},
  least: {en: 'at least', zh: '最少'},
  most: {en: 'at most', zh: '最多'},
  ofMeasured: {en: 'of the capacity', zh: '占容量'},

  resourceTitle: {en: 'Resources', zh: '资源'},
  resourceLede: {
    en: 'How full each was at each probe; dashed, where the manual says to scale.',
    zh: '各次探测时的使用率；虚线为手册建议扩容的界限。',
  },
  resourceOf: (resource: string, of: string) => ({en: `${of} ${resource}`, zh: `${of} ${resource}`}),
  used: {en: 'used', zh: '使用率'},
  limit: {en: 'limit', zh: '上限'},
  limitAt: (share: string) => ({en: `limit ${share}`, zh: `上限 ${share}`}),

  comparisonTitle: {en: 'Comparison', zh: '对比'},
  comparisonLede: (before: string) => ({
    en: `Against ${before}. Grey: what two runs would differ by without any change.`,
    zh: `与 ${before} 对比。灰色：无任何变更时两次运行也会出现的差异。`,
  }),

  errorsTitle: {en: 'Errors', zh: '错误'},
  errorKind: {en: 'Kind', zh: '类型'},
  count: {en: 'Count', zh: '数量'},
  share: {en: 'Share', zh: '占比'},
  example: {en: 'Example', zh: '示例'},
  unfinished: {en: 'unfinished', zh: '未完成'},
  requestsTitle: {en: 'Requests', zh: '请求'},
  request: {en: 'Request', zh: '请求'},

  reproduceTitle: {en: 'Repeat it', zh: '复现'},
  reproduceLede: {en: 'The same load again, at the same times:', zh: '以相同的时间安排再次施加相同负载：'},
  seed: {en: 'Seed', zh: '种子'},
  engine: {en: 'Engine', zh: '引擎'},
  versions: {en: 'Versions', zh: '版本'},
  machine: {en: 'Machine', zh: '机器'},
  cores: (count: number, cpu: string) => ({
    en: `${count} ${count === 1 ? 'core' : 'cores'}, ${cpu}`,
    zh: `${count} 核，${cpu}`,
  }),
  kernel: {en: 'Kernel', zh: '内核'},
  config: {en: 'Config (sha256 of deploy/)', zh: '配置（deploy/ 的 sha256）'},
  time: {en: 'Time', zh: '时间'},
  fromTo: (from: string, to: string) => ({en: `${from} to ${to} UTC`, zh: `${from} 至 ${to} UTC`}),
  result: {en: 'Result', zh: '结果'},
  load: {en: 'Load', zh: '负载'},
  also: {en: 'Also', zh: '其他'},

  rate: {en: 'Rate', zh: '速率'},
  verdict: {en: 'Verdict', zh: '结论'},
  why: {en: 'Why', zh: '原因'},
  seconds: {en: 'Seconds', zh: '秒'},
})
