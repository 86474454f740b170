import {defineMessages} from '../text.js'

export const benchSelftestMessages = defineMessages({
  measureRate: {en: 'Highest rate measured', zh: '测量最高速率'},
  measurePacing: (rate: string) => ({en: `Pacing at ${rate} measured`, zh: `测量 ${rate} 时的发送准时度`}),
  measureSteady: {
    en: 'Accuracy under steady random load measured',
    zh: '测量平稳随机负载下的准确度',
  },
  measureFrozen: {en: 'Accuracy at a server that freezes measured', zh: '测量服务端停顿时的准确度'},
  again: {en: '  again: other programs were at work', zh: '  重测：期间有其他程序占用处理器'},
  steadyP99: {en: 'p99, steady random load', zh: 'p99，平稳随机负载'},
  frozenP99: {en: 'p99, server freezes', zh: 'p99，服务端停顿'},
  frozenP90: {en: 'p90, server freezes', zh: 'p90，服务端停顿'},
  accuracy: (truth: string, reported: string, error: string, limit: string) => ({
    en: `${truth} in truth, ${reported} reported: ${error} off (at most ${limit})`,
    zh: `真实值 ${truth}，报告值 ${reported}：偏差 ${error}（上限 ${limit}）`,
  }),
  lagOf: (rate: string) => ({en: `send lag at ${rate}`, zh: `${rate} 时的发送延迟`}),
  lag: (p50: string, p99: string, limit: string, cpu: string) => ({
    en: `p50 ${p50}, p99 ${p99} (at most ${limit}), with ${cpu} of a processor`,
    zh: `p50 ${p50}，p99 ${p99}（上限 ${limit}），占用一个处理器的 ${cpu}`,
  }),
  floorTitle: {en: 'p50, server answers at once', zh: 'p50，服务端立即应答'},
  highestTitle: {en: 'highest rate', zh: '最高速率'},
  highest: (rate: string, connections: string) => ({
    en: `${rate} or more, by one thread with ${connections} connections`,
    zh: `至少 ${rate}，单线程 ${connections} 个连接`,
  }),
  othersTitle: {en: 'other programs', zh: '其他程序'},
  others: (foreign: string, steal: string, cpus: string) => ({
    en: `${foreign} of ${cpus} processors, steal ${steal}`,
    zh: `占 ${cpus} 个处理器的 ${foreign}，steal ${steal}`,
  }),
  trusted: (error: string, lag: string, rate: string) => ({
    en: `Figures of this machine can be trusted: p99 within ${error}, requests leave within ${lag} of their time, up to ${rate} a thread.`,
    zh: `本机的压测数字可信：p99 偏差在 ${error} 以内，请求在预定时间后 ${lag} 内发出，单线程可达 ${rate}。`,
  }),
  notTrusted: {
    en: 'Figures of this machine can’t be trusted now:',
    zh: '本机此刻的压测数字不可信：',
  },
  wrongSteady: (error: string) => ({
    en: `under steady random load p99 is ${error} off`,
    zh: `平稳随机负载下 p99 偏差 ${error}`,
  }),
  wrongFrozen: (percentile: number, error: string) => ({
    en: `when the server freezes, p${percentile} is ${error} off`,
    zh: `服务端停顿时 p${percentile} 偏差 ${error}`,
  }),
  tryQuiet: {
    en: 'Stop what else runs here, or load from a machine of its own, then: opsctl bench selftest',
    zh: '停止本机的其他程序，或改用单独的机器施压，然后重试：opsctl bench selftest',
  },
})
