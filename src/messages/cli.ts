import {defineMessages} from '../text.js'

export const cliMessages = defineMessages({
  bug: (what: string) => ({en: `opsctl itself failed: ${what}`, zh: `opsctl 自身出错：${what}`}),
  reportBug: {
    en: 'Please report it with the output of the same command with --verbose.',
    zh: '请附上同一命令加 --verbose 的输出进行反馈。',
  },
  seeHelp: {en: 'Add --help to see what the command takes.', zh: '加 --help 查看该命令的用法。'},
})
