import {defineMessages} from '../text.js'

/** Why a run is not to be believed. */
export const benchTrustMessages = defineMessages({
  foreign: (share: string, limit: string) => ({
    en: `other programs used ${share} of this machine, more than ${limit}`,
    zh: `其他程序占用了本机 ${share} 的处理器，超过 ${limit}`,
  }),
  steal: (share: string, limit: string) => ({
    en: `the hypervisor kept ${share} of this machine (steal), more than ${limit}`,
    zh: `虚拟化层占走了本机 ${share} 的处理器（steal），超过 ${limit}`,
  }),
  crowded: (seconds: string, of: string) => ({
    en: `in ${seconds} of ${of} s every processor was in use, a good part of them by others`,
    zh: `${of} 秒中有 ${seconds} 秒处理器全部占满，其中相当一部分被其他程序占用`,
  }),
  lag: (share: string, lag: string, limit: string) => ({
    en: `${share} of the requests left ${lag} or more after they were due; ${limit} is allowed`,
    zh: `${share} 的请求比预定时间晚 ${lag} 或更久才发出；上限为 ${limit}`,
  }),
  thread: (share: string) => ({
    en: `a thread of the generator used ${share} of a processor, so the target may carry more`,
    zh: `压测端的一个线程用去一个处理器的 ${share}，目标可能承受更多`,
  }),
})
