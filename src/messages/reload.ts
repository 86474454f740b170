import {defineMessages} from '../text.js'

export const reloadMessages = defineMessages({
  tried: {en: 'Configurations tried', zh: '已试验配置'},
  reloaded: {en: 'Configurations reloaded', zh: '已重新加载配置'},
  files: (count: number) => ({
    en: `files changed: ${count}`,
    zh: `有变化的文件：${count}`,
  }),
  runs: (component: string, hash: string) => ({
    en: `${component} runs configuration ${hash}`,
    zh: `${component} 正在运行配置 ${hash}`,
  }),
  took: (component: string) => ({
    en: `${component} took the reload; it does not say which configuration it runs`,
    zh: `${component} 已接受重新加载；它不报告所运行的配置`,
  }),
  notTaken: (component: string) => ({
    en: `${component} does not run the new configuration`,
    zh: `${component} 未运行新配置`,
  }),
  rolledBack: {
    en: 'The files are as they were before, and the servers were told to read them again.',
    zh: '文件已恢复原状，并已通知服务重新读取。',
  },
  refused: {
    en: 'A server refused the new configuration; the files are as they were before',
    zh: '有服务拒绝新配置；文件已恢复原状',
  },
  refusedFix: {
    en: 'Correct what the lines above name, then run "opsctl reload" again.',
    zh: '按上面的提示修正，然后再次运行 “opsctl reload”。',
  },
  cannotReload: (component: string, known: string) => ({
    en: `${component || 'Nothing here'} can’t be reloaded; these can: ${known || 'none'}`,
    zh: `${component || '此栈'} 无法重新加载；可以的有：${known || '无'}`,
  }),
})
