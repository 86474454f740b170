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
        accept: '在 opsctl.yaml 中写明此结果已知；不做任何查看。',
        reason: '--accept 的理由。',
        until: '--accept 的最后一天，如 2027-01-31。',
        ...clusterFlagsZh,
      },
    },
  },
}
