/** Help in both languages. English texts are the command classes' own; a test holds that the two agree and that Chinese is complete. */
import type {Text} from '../text.js'

export interface CommandHelpText {
  readonly summary: Text
  /** Chinese for what the class says in English. */
  readonly zh: {
    readonly description?: string
    /** One per example of the class, in its order. */
    readonly examples: readonly string[]
    readonly flags?: Readonly<Record<string, string>>
    readonly args?: Readonly<Record<string, string>>
  }
}

/** Chinese for the flags that every command has. */
export const globalFlagsZh: Readonly<Record<string, string>> = {
  directory: '项目目录。',
  json: '以 JSON 输出结果。',
  lang: '消息语言；否则取 OPSCTL_LANG，再取系统区域设置。',
  verbose: '显示运行的每个外部程序。',
  yes: '对所有不具破坏性的提问回答“是”。',
}

/** Chinese for `--target`. */
export const targetFlagZh = {target: '栈的运行目标；缺省取 opsctl.yaml 中的 target。'} as const

/** Chinese for the flags that say which cluster. */
export const clusterFlagsZh = {
  ...targetFlagZh,
  context: 'kubeconfig 的上下文；缺省取 opsctl.yaml 中的 kubernetes.context。',
  kubeconfig: 'kubeconfig 路径；缺省取 kubernetes.kubeconfig、KUBECONFIG 或默认位置。',
} as const

/** The same for commands that change the cluster. */
export const clusterChangeFlagsZh = {
  ...clusterFlagsZh,
  'confirm-context': '看似生产环境的上下文名称，与 --yes 一起作为确认。',
} as const

/** Commands as the root help lists them, in the order of a day's work. */
export const helpGroups: readonly {readonly title: Text; readonly commands: readonly string[]}[] = [
  {
    title: {en: 'BEGIN', zh: '开始'},
    commands: ['host prepare', 'init', 'validate', 'explain', 'explain parity', 'schema'],
  },
  {title: {en: 'RUN', zh: '运行'}, commands: ['render', 'plan', 'up', 'down', 'destroy']},
  {title: {en: 'LOOK', zh: '查看'}, commands: ['status', 'logs', 'logs analyze', 'open']},
  {
    title: {en: 'ALERTS', zh: '告警'},
    commands: [
      'alerts list',
      'alerts explain',
      'runbook',
      'alerts test',
      'alerts check',
      'alerts route',
      'alerts silence',
      'alerts send-test',
      'alerts lint',
    ],
  },
  {
    title: {en: 'DOCTOR', zh: '诊断'},
    commands: ['doctor', 'doctor list', 'doctor explain', 'doctor diff', 'doctor checklist', 'doctor bundle'],
  },
  {
    title: {en: 'INCIDENT', zh: '故障处理'},
    commands: ['incident open', 'incident note', 'incident status', 'incident close', 'incident report'],
  },
  {
    title: {en: 'STORES', zh: '存储'},
    commands: [
      'db size',
      'db tables',
      'db indexes',
      'db bloat',
      'db locks',
      'db slow',
      'db connections',
      'db vacuum',
      'cache info',
      'cache slow',
      'cache bigkeys',
      'cache clients',
    ],
  },
  {
    title: {en: 'BENCH', zh: '压测与容量'},
    commands: [
      'bench http',
      'bench capacity',
      'bench postgres',
      'bench redis',
      'bench logs',
      'bench selftest',
      'bench report',
      'bench compare',
      'bench list',
      'bench baseline',
      'capacity',
      'capacity disk',
      'capacity sizing',
    ],
  },
  {
    title: {en: 'CHANGE', zh: '变更'},
    commands: ['reload', 'restart', 'secrets list', 'secrets path', 'secrets set', 'secrets rotate'],
  },
  {
    title: {en: 'IMAGES', zh: '镜像'},
    commands: ['images list', 'images build', 'images pull', 'images lock', 'images save', 'images load'],
  },
  {title: {en: 'OPSCTL ITSELF', zh: 'opsctl 自身'}, commands: ['version', 'autocomplete']},
]

export const helpMessages = {
  usage: {en: 'USAGE', zh: '用法'},
  tagline: {
    en: 'One file, a whole backend stack: generate it, run it, change it and keep it healthy.',
    zh: '一个文件，一整套后端栈：生成、运行、变更并保持健康。',
  },
  more: {
    en: 'Add --help to a command for its flags and examples.',
    zh: '在命令后加 --help 查看其参数与示例。',
  },
  unknownCommand: (words: string) => ({en: `There is no command "${words}".`, zh: `没有命令“${words}”。`}),
  didYouMean: (id: string) => ({en: `Did you mean "opsctl ${id}"?`, zh: `是否想用 “opsctl ${id}”？`}),
  seeAll: {en: 'Run "opsctl --help" to see every command.', zh: '运行 “opsctl --help” 查看所有命令。'},
} as const

/** Headings that oclif prints, in Chinese. */
export const headingsZh: Readonly<Record<string, string>> = {
  USAGE: '用法',
  ARGUMENTS: '参数',
  FLAGS: '选项',
  'GLOBAL FLAGS': '全局选项',
  'CLUSTER FLAGS': '集群选项',
  DESCRIPTION: '说明',
  ALIASES: '别名',
  EXAMPLES: '示例',
}
