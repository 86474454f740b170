/** Help of the doctor commands in both languages. */
import {type CommandHelpText, clusterFlagsZh} from './help.js'

export const doctorHelp: Readonly<Record<string, CommandHelpText>> = {
  doctor: {
    summary: {
      en: 'Find what is wrong, what caused it, and the command that mends it.',
      zh: '找出问题、其根因以及修复命令。',
    },
    zh: {
      description: `收集一次事实，再对其作出判断；不加 --deep 时不写入任何服务。根因在前，后果附在其下。
退出码 0：没有检查失败。1：有检查失败。2：参数或 opsctl.yaml 有误。3：什么都无法核实。`,
      examples: [
        '检查整个栈。',
        '只看 PostgreSQL 与一项 Redis 检查。',
        '处理故障时：反复运行某告警所指的检查，直到恢复。',
        'CI 门禁。',
      ],
      args: {check: '检查 id、组件、id 前缀（如 pg）或标签；缺省为全部。'},
      flags: {
        preflight: '只做 “opsctl up” 之前必须满足的检查。',
        deep: '另做较慢或会写入探针的检查；会说明写入内容并询问。',
        only: '只做这些检查，以逗号分隔；与参数同义。',
        skip: '不做这些检查，以逗号分隔。',
        tag: '只做带有此标签的检查。',
        alert: '按该告警所列顺序，运行查找其原因的检查。',
        from: '判断已保存的事实，而不是运行中的栈。',
        offline: '不访问本机与集群以外的网络。',
        timeout: '所有查看合计的时限。',
        'check-timeout': '未自定时限的每项查看的时限。',
        details: '另显示正常项、数值与耗时；-vv 还显示查看方式。',
        quiet: '只显示问题与计数。',
        'errors-only': '问题中只显示失败的。',
        format: '报告的形式；stdout 上只有一份文档。',
        watch: '按此间隔反复查看，直到没有计入的问题。',
        'save-facts': '写出所见事实，供 --from 使用。',
        'fail-on': '从哪一级起退出码为 1；每一级包含其前各级。',
        baseline: '该报告或运行中已有的结果不计入。',
        'save-baseline': '将本报告保存为 .opsctl/doctor/baseline.json。',
        fix: '计划修复、询问、应用并复查；若指定了检查，则只修复这些检查。',
        level: 'safe：只做可精确撤销的修复。guarded：配合 --yes 时也应用需确认的修复。',
        'dry-run': '只显示计划，不做改动。',
        undo: '按相反顺序撤销某次 --fix 所做的步骤；不做检查。',
        accept: '在 opsctl.yaml 中写明此结果已知；不做任何查看。',
        reason: '--accept 的理由。',
        until: '--accept 的最后一天，如 2027-01-31。',
        ...clusterFlagsZh,
      },
    },
  },
  'doctor list': {
    summary: {en: 'List what doctor can look at.', zh: '列出 doctor 能检查的内容。'},
    zh: {
      description: '每行：id、运行时机、修复级别、正常状态。不做任何查看。退出码 0：已列出。2：没有这样的检查。',
      examples: ['全部检查。', 'Redis 的检查，供脚本使用。'],
      args: {check: '检查 id、组件、id 前缀或标签；缺省为全部。'},
      flags: {format: '列表的形式。'},
    },
  },
  'doctor explain': {
    summary: {
      en: 'Say what a check looks at, its thresholds with their origin, and what to do.',
      zh: '说明一项检查查看什么、阈值及其来源，以及如何处置。',
    },
    zh: {
      description: '阈值按 opsctl.yaml 显示。不做任何查看。退出码 0：已说明。2：没有这样的检查。',
      examples: ['一项检查。', '供脚本使用，中文。'],
      args: {check: '检查的 id。'},
    },
  },
  'doctor diff': {
    summary: {en: 'Say what became worse or better between two runs.', zh: '说明两次运行之间哪些变差、哪些好转。'},
    zh: {
      description: `比较保存的运行、报告或事实文件。任一侧未能判断的检查不比较。
退出码 0：没有新增或变差。1：有。2：没有这样的运行或文件。`,
      examples: ['最近两次运行。', '两份保存的报告。'],
      args: {from: '较早的：运行 id 或文件；缺省为倒数第二次运行。', to: '较晚的；缺省为最近一次运行。'},
    },
  },
}
