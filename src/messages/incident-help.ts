/** Help of the incident commands in both languages. */
import {type CommandHelpText, clusterFlagsZh} from './help.js'

const idZh = {id: '哪一个故障；缺省为未关闭的那个。'}

export const incidentHelp: Readonly<Record<string, CommandHelpText>> = {
  'incident close': {
    summary: {en: 'Close the open incident, after a last look.', zh: '最后查看一次，然后关闭故障。'},
    zh: {
      description: '说明发现与修复各用了多久。退出码 0：已关闭。退出码 2：没有未关闭的故障，或有多个。',
      examples: ['故障结束。', '供脚本使用。'],
      flags: {cause: '根本原因。', ...idZh, ...clusterFlagsZh},
    },
  },
  'incident note': {
    summary: {en: 'Add words to the timeline of the open incident.', zh: '在未关闭故障的时间线中加一条记录。'},
    zh: {
      description:
        '看到了什么、尝试了什么、作了什么决定；不做任何查看。退出码 0：已记录。退出码 2：内容为空，或没有未关闭的故障。',
      examples: ['做了什么。', '来自脚本或聊天工具。'],
      args: {text: '内容。'},
      flags: {...idZh, ...clusterFlagsZh},
    },
  },
  'incident open': {
    summary: {en: 'Open an incident: from now on its timeline is kept.', zh: '建立故障记录：从此保留其时间线。'},
    zh: {
      description: `立即回看：告警、未通过的检查、退出的容器、部署。退出码 0：已建立。退出码 2：另一个故障尚未关闭，或标题为空。`,
      examples: ['现在开始。', '发现得较晚。'],
      args: {title: '用几个字说明什么出了问题。'},
      flags: {severity: '严重程度。', since: '最初现象最早可能在多久之前。', ...clusterFlagsZh},
    },
  },
  'incident report': {
    summary: {
      en: 'Write the report of an incident: figures, timeline, what could not be seen.',
      zh: '生成故障报告：数字、时间线、未能查看的内容。',
    },
    zh: {
      description: '未关闭的那个，否则最新的。网页为单个文件，不含脚本。退出码 0：已写出。退出码 2：没有故障。',
      examples: ['在终端输出 Markdown。', '中文网页。'],
      flags: {format: '报告的形式。', output: '写到哪里。', ...idZh, ...clusterFlagsZh},
    },
  },
  'incident status': {
    summary: {
      en: 'Look at the open incident: its figures, and what happened so far.',
      zh: '查看未关闭的故障：数字以及至今发生的事。',
    },
    zh: {
      description:
        '新内容会存入其时间线；没有应答的来源会注明。退出码 0：已显示。退出码 2：没有未关闭的故障，或有多个。',
      examples: ['未关闭的那个。', '用于状态页。'],
      flags: {...idZh, ...clusterFlagsZh},
    },
  },
}
