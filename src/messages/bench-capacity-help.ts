import {httpLoadFlagsZh} from './bench-http.js'
import {type CommandHelpText, clusterFlagsZh} from './help.js'

/** What `bench capacity` is for. */
export const benchCapacityHelp: CommandHelpText = {
  summary: {
    en: 'Find the highest rate within an SLO, with its uncertainty, and what gives out there.',
    zh: '在 SLO 之内寻找最高速率，给出其不确定度以及最先耗尽的资源。',
  },
  zh: {
    description: `速率逐次加倍直至突破 SLO，随后在上限附近反复探测，说明结果有多精确。
压测端滞后或受其他程序干扰的探测会重做，且绝不计入。若未触及上限，结果为“至少”。
退出码 0：得到容量或其下限。1：没有满足 SLO 的速率，或本机一直受干扰。2：参数有误。3：另一压测在运行，或目标无法连接。
4：目标应答有误，或结果未能保存。`,
    examples: ['opsctl.yaml 的路由。', '均匀到达，最多压测一分钟。'],
    args: {target: 'URL、路径或路由名称。'},
    flags: {
      slo: '必须满足的目标：一个百分位、errors、delivered=99%。',
      'min-rate': '尝试的最低每秒请求数。',
      'max-rate': '尝试的最高每秒请求数。',
      'max-time': '所有探测的压测时间合计上限。',
      headroom: '安全工作点在容量之下保留的余量。',
      tolerance: '容量精确到该比例时提前结束。',
      usl: '另以 1 到 64 个客户端压测，并拟合可扩展性定律。',
      ...httpLoadFlagsZh,
      ...clusterFlagsZh,
    },
  },
}
