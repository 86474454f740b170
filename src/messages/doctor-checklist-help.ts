/** Help of `doctor checklist` in both languages. */
import {type CommandHelpText, clusterFlagsZh} from './help.js'

export const doctorChecklistHelp: Readonly<Record<string, CommandHelpText>> = {
  'doctor checklist': {
    summary: {
      en: 'Walk a checklist: it looks by itself, asks what only a person knows, and writes the report.',
      zh: '逐项执行检查清单：自动检查，询问只有人知道的事，并生成报告。',
    },
    zh: {
      description: `每个回答在下一步之前都会存入 .opsctl/checklists，因此可以随时继续。会改变状态的操作先显示并征得同意。
退出码 0：没有检查失败。1：有检查失败。2：没有该清单，或参数有误。130：中断。`,
      examples: [
        '按现象选择。',
        '从最初现象到报告。',
        '从上次停下之处继续。',
        '供定时任务使用：只检查，并列出需人工处理的事项。',
      ],
      args: {name: '清单名称；与 --resume 一起也可为运行编号。缺省时询问。'},
      flags: {
        resume: '继续有待办步骤的运行；未指明时取最新的。',
        'no-input': '不提问：只检查和收集，并列出需人工处理的事项。',
        list: '列出清单与最近的运行。',
        format: '报告的形式。',
        ...clusterFlagsZh,
      },
    },
  },
}
