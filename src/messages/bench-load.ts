import {defineMessages, type Text} from '../text.js'

/** What the load engine says. */
export const benchLoadMessages = defineMessages({
  unreachable: (address: string) => ({
    en: `${address} can’t be reached, so there is nothing to load`,
    zh: `无法连接 ${address}，没有可施加负载的对象`,
  }),
  checkTarget: {
    en: 'Check that the target runs and listens there: opsctl status shows the addresses of a stack.',
    zh: '确认目标正在运行并监听该地址：opsctl status 会显示堆栈的地址。',
  },
  checkCertificate: {
    en: 'Name the CA that signed its certificate (--ca FILE), or a host that the certificate names.',
    zh: '请指定签发其证书的 CA（--ca 文件），或使用证书中包含的主机名。',
  },
  firstAnswer: (request: string, found: Text) => ({
    en: `The first answer to ${request} is wrong: ${found.en}. Under load all of them would be`,
    zh: `对 ${request} 的第一个应答有误：${found.zh}。加压后所有应答都会如此`,
  }),
  noAnswer: (ms: number) => ({en: `none came within ${ms} ms`, zh: `${ms} ms 内没有应答`}),
  elsewhere: (location: string) => ({
    en: `it redirects to ${location}, which is another target`,
    zh: `它重定向到 ${location}，那是另一个目标`,
  }),
  expectOtherwise: {
    en: 'Name the status that is right, if it is this one; otherwise correct the path, the log-in or the check of the body.',
    zh: '若该状态正是预期，请在期望中写明；否则请修正路径、登录信息或正文检查。',
  },
  followIt: {
    en: 'Load the address that it redirects to, or name the status as the right one.',
    zh: '请直接对重定向后的地址施压，或将该状态写为预期状态。',
  },
  tooManyErrors: (percent: number) => ({
    en: `${percent} % of the last second’s requests failed`,
    zh: `最近一秒内 ${percent}% 的请求失败`,
  }),
  interrupted: {en: 'It was interrupted', zh: '已被中断'},
  threadDied: (why: Text) => ({
    en: `A thread of the load engine ended: ${why.en}`,
    zh: `负载引擎的一个线程意外结束：${why.zh}`,
  }),
  reportIt: {
    en: 'This is a defect of opsctl; run it once more with --threads 1.',
    zh: '这是 opsctl 的缺陷；请用 --threads 1 再运行一次。',
  },
})
