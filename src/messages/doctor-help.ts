/** Help of the doctor commands in both languages. */
import {type CommandHelpText, clusterFlagsZh} from './help.js'

export const doctorHelp: Readonly<Record<string, CommandHelpText>> = {
  doctor: {
    summary: {
      en: 'Find what is wrong, what caused it, and the command that mends it.',
      zh: '找出问题、其根因以及修复命令。',
    },
    zh: {
      description: `收集一次事实，再对其作出判断；不写入任何服务。根因在前，后果附在根因之下。
退出码 0：没有检查失败。1：有检查失败。2：参数或 opsctl.yaml 有误。3：什么都无法核实。`,
      examples: ['检查整个栈。', '只看 PostgreSQL 与一项 Redis 检查。', '启动之前检查机器与项目。'],
      args: {check: '检查 id、组件、id 前缀（如 pg）或标签；缺省为全部。'},
      flags: {
        preflight: '只做启动前的检查。',
        deep: '另做较慢或会写入探针的检查。',
        only: '只做这些检查，以逗号分隔；与参数同义。',
        skip: '不做这些检查，以逗号分隔。',
        tag: '只做带有此标签的检查。',
        offline: '不访问本机与集群以外的网络。',
        ...clusterFlagsZh,
      },
    },
  },
}
