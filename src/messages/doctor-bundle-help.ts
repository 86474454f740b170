/** Help of `doctor bundle` in both languages. */
import {type CommandHelpText, clusterFlagsZh} from './help.js'

export const doctorBundleHelp: Readonly<Record<string, CommandHelpText>> = {
  'doctor bundle': {
    summary: {
      en: 'Write what another person needs to judge this stack, without its secrets.',
      zh: '生成供他人判断此栈所需的支持包，不含机密。',
    },
    zh: {
      description: `事实、结论、配置、各服务最近的日志以及主要指标最近几小时的数据，合为一个文件。机密在写盘前即被替换，
完成后的文件会再次检索机密；不会上传任何内容。退出码 0：已写出，与检查结果无关。退出码 2：opsctl.yaml 有误。`,
      examples: ['写入项目目录。', '说明将包含的内容。', '不含地址和机器名。'],
      flags: {
        output: '写到哪里。',
        preview: '说明将包含的内容；不写入。',
        redact: '另外替换：地址、本机名称。',
        'no-redact': '保留明文机密，文件名会注明。',
        ...clusterFlagsZh,
      },
    },
  },
}
