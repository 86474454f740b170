/** The words of `bench report`, `bench compare`, `bench list`, and of the summary that every bench prints. */
import {defineMessages, type Text} from '../text.js'

/** How far figures can be believed. */
export const trustWords: Readonly<Record<'good' | 'generator-limited' | 'disturbed', Text>> = {
  good: {en: 'trusted', zh: '可信'},
  'generator-limited': {en: 'limited by the generator', zh: '受限于发压端'},
  disturbed: {en: 'disturbed', zh: '受到干扰'},
}

/** How a bench ended. */
export const endingWords: Readonly<Record<'complete' | 'interrupted' | 'stopped', Text>> = {
  complete: {en: 'complete', zh: '完成'},
  interrupted: {en: 'interrupted', zh: '已中断'},
  stopped: {en: 'stopped', zh: '已停止'},
}

/** What a stack can run out of. */
export const resourceWords: Readonly<Record<'cpu' | 'memory' | 'disk' | 'connections', Text>> = {
  cpu: {en: 'CPU', zh: 'CPU'},
  memory: {en: 'memory', zh: '内存'},
  disk: {en: 'disk', zh: '磁盘'},
  connections: {en: 'connections', zh: '连接数'},
}

/** What a probe of a capacity search came to. */
export const probeWords: Readonly<Record<'pass' | 'fail' | 'generator-limited' | 'disturbed', Text>> = {
  pass: {en: 'passed', zh: '通过'},
  fail: {en: 'failed', zh: '失败'},
  'generator-limited': {en: 'generator-limited', zh: '受限于发压端'},
  disturbed: {en: 'disturbed', zh: '受干扰'},
}

export const benchReportMessages = defineMessages({
  load: {en: 'Load', zh: '负载'},
  delivered: {en: 'Delivered', zh: '完成速率'},
  response: {en: 'Response', zh: '响应时间'},
  service: {en: 'Service', zh: '服务时间'},
  errors: {en: 'Errors', zh: '错误'},
  perSecond: {en: 'p99 by second', zh: '每秒 p99'},
  also: {en: 'Also', zh: '其他'},
  kept: {en: 'Kept', zh: '已保存'},
  capacity: {en: 'Capacity', zh: '容量'},
  slo: {en: 'SLO', zh: 'SLO'},
  safe: {en: 'Safe', zh: '安全运行点'},
  drift: {en: 'Drift', zh: '漂移'},
  drifted: (rate: string, before: string, after: string) => ({
    en: `the target changed meanwhile: at ${rate} half of the requests took ${before} at first and ${after} at the end`,
    zh: `目标在此期间发生变化：在 ${rate} 时，半数请求起初耗时 ${before}，最后耗时 ${after}`,
  }),
  givesOut: {en: 'Gives out', zh: '瓶颈'},
  peak: {en: 'Peak (USL)', zh: '峰值（USL）'},
  byRate: {en: 'p99 by rate', zh: '各速率 p99'},

  open: (rate: string, arrivals: 'constant' | 'poisson') => ({
    en: `open model, ${rate} ${arrivals === 'poisson' ? 'Poisson' : 'constant'}`,
    zh: `开放模型，${rate}，${arrivals === 'poisson' ? '泊松到达' : '匀速到达'}`,
  }),
  closed: {en: 'closed model', zh: '封闭模型'},
  connections: (count: string) => ({
    en: `${count} ${count === '1' ? 'connection' : 'connections'}`,
    zh: `${count} 个连接`,
  }),
  warmup: (span: string) => ({en: `warm-up ${span}`, zh: `预热 ${span}`}),
  ofDue: (share: string, done: string, due: string) => ({
    en: `${share} of what was due (${done} of ${due})`,
    zh: `占应发请求的 ${share}（${done} / ${due}）`,
  }),
  sendLag: (p99: string) => ({en: `send lag p99 ${p99}`, zh: `发送延迟 p99 ${p99}`}),
  noErrors: {en: 'none', zh: '无'},
  unfinished: (count: string) => ({en: `${count} unfinished`, zh: `${count} 个未完成`}),
  noSeconds: {en: 'not one whole second', zh: '不足一秒'},

  found: (rate: string, confidence: string, low: string, high: string) => ({
    en: `${rate}, with ${confidence} confidence between ${low} and ${high}`,
    zh: `${rate}，${confidence} 置信区间 ${low} 至 ${high}`,
  }),
  atLeast: (rate: string) => ({en: `at least ${rate}`, zh: `至少 ${rate}`}),
  none: {en: 'none: not even the lowest rate keeps the SLO', zh: '无：最低速率也无法满足 SLO'},
  unknown: {en: 'unknown: the machine was never quiet enough', zh: '未知：机器始终不够空闲'},
  sloOf: (percentile: string, limit: string, errors: string, delivered: string) => ({
    en: `${percentile} ≤ ${limit}, errors ≤ ${errors}, delivered ≥ ${delivered}`,
    zh: `${percentile} ≤ ${limit}，错误率 ≤ ${errors}，完成比 ≥ ${delivered}`,
  }),
  safeAt: (rate: string, headroom: string) => ({
    en: `${rate} with ${headroom} headroom`,
    zh: `${rate}，余量 ${headroom}`,
  }),
  nowAt: (rate: string, share: string) => ({en: `current peak ${rate} (${share})`, zh: `当前峰值 ${rate}（${share}）`}),
  bindingAt: (resource: string, of: string, used: string, limit: string) => ({
    en: `${resource} of ${of}: ${used} used, limit ${limit}`,
    zh: `${of} ${resource}：已用 ${used}，上限 ${limit}`,
  }),
  notKnown: {en: 'not known: no figures of the stack', zh: '未知：没有该栈的指标'},
  peakAt: (rate: string, concurrency: string, low: string, high: string) => ({
    en: `${rate} at ${concurrency} in flight (${low} to ${high})`,
    zh: `${rate}，并发 ${concurrency}（${low} 至 ${high}）`,
  }),
  extrapolated: {en: 'beyond what was measured', zh: '超出实测范围'},
  noPeak: {en: 'no peak within reach', zh: '实测范围内无峰值'},

  noResults: {
    en: 'No load test was run here yet. Begin with: opsctl bench http / --rate 100',
    zh: '此处尚未运行过负载测试。可从这里开始：opsctl bench http / --rate 100',
  },
  idHead: {en: 'RESULT', zh: '结果'},
  nameHead: {en: 'BASELINE', zh: '基线'},
  figuresHead: {en: 'FIGURES', zh: '数据'},
  targetHead: {en: 'TARGET', zh: '目标'},
  errorShare: (share: string) => ({en: `errors ${share}`, zh: `错误率 ${share}`}),
  unreadable: {en: 'can’t be read', zh: '无法读取'},
  written: (path: string) => ({en: `Written: ${path}`, zh: `已写入：${path}`}),
  named: (name: string, id: string) => ({en: `${name} is now ${id}`, zh: `${name} 现指向 ${id}`}),
  jsonIsResult: {
    en: '--format json is the kept result by itself, without a comparison',
    zh: '--format json 只输出已保存的结果，不含对比',
  },
})
