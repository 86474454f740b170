import {defineMessages} from '../text.js'

const percent = (share: number) => `${(share * 100).toFixed(1)} %`
const ms = (us: number) => `${(us / 1000).toFixed(2)} ms`

/** Why a run is not to be believed. */
export const benchTrustMessages = defineMessages({
  foreign: (share: number, limit: number) => ({
    en: `Other programs used ${percent(share)} of this machine, more than ${percent(limit)}`,
    zh: `其他程序占用了本机 ${percent(share)} 的处理器，超过 ${percent(limit)}`,
  }),
  steal: (share: number, limit: number) => ({
    en: `The hypervisor kept ${percent(share)} of this machine (steal), more than ${percent(limit)}`,
    zh: `虚拟化层占走了本机 ${percent(share)} 的处理器（steal），超过 ${percent(limit)}`,
  }),
  crowded: (seconds: number, of: number) => ({
    en: `In ${seconds.toFixed(0)} of ${of.toFixed(0)} s every processor was in use and others had a good part of them`,
    zh: `${of.toFixed(0)} 秒中有 ${seconds.toFixed(0)} 秒处理器全部占满，且其他程序占了相当一部分`,
  }),
  lag: (us: number, limitUs: number) => ({
    en: `1 % of the requests left ${ms(us)} or more after they were due; ${ms(limitUs)} is allowed`,
    zh: `1 % 的请求比预定时间晚 ${ms(us)} 或更久才发出；上限为 ${ms(limitUs)}`,
  }),
  thread: (cpu: number) => ({
    en: `A thread of the generator used ${percent(cpu)} of a processor: the target may carry more`,
    zh: `压测端的一个线程用满了处理器的 ${percent(cpu)}：目标可能承受更多`,
  }),
})
