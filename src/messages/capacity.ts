import {defineMessages, type Text} from '../text.js'

/** What capacity, capacity disk and capacity sizing say. */
export const capacityMessages = defineMessages({
  badGrowth: (driver: string, written: string) => ({
    en: `--${driver} ${written} is not a growth as in 20%/year or 2%/month`,
    zh: `--${driver} ${written} 不是 20%/year、2%/month 这样的增长率`,
  }),
  badSize: (flag: string, written: string) => ({
    en: `--${flag} ${written} is not a size as in 50GB or 50GiB`,
    zh: `--${flag} ${written} 不是 50GB、50GiB 这样的大小`,
  }),
  badNumber: (flag: string, written: string) => ({
    en: `--${flag} ${written} is not a number above 0`,
    zh: `--${flag} ${written} 不是大于 0 的数`,
  }),
  badKeep: (written: string) => ({
    en: `--keep ${written} does not say how many backups stay, as in daily=7,weekly=4,monthly=6`,
    zh: `--keep ${written} 未说明保留多少备份，应形如 daily=7,weekly=4,monthly=6`,
  }),
  notSearch: (id: string) => ({
    en: `${id} is not a search for the capacity`,
    zh: `${id} 不是容量搜索的结果`,
  }),
  noBench: {
    en: 'How many requests the stack carries is not known: opsctl bench capacity --slo p99=200ms',
    zh: '尚不知道该栈能承载多少请求：opsctl bench capacity --slo p99=200ms',
  },
  shortHistory: (days: number, least: number) => ({
    en: `Growth is the manual’s, not measured: Prometheus has ${days} days of the ${least} that it takes. Better: --users, --requests, --data`,
    zh: `增长率取自手册而非实测：Prometheus 只有 ${days} 天历史，至少需要 ${least} 天。可用 --users、--requests、--data 指定`,
  }),
  useUnknown: (ids: readonly string[]) => ({
    en: `What is used is not known of: ${ids.join(', ')}; write it under resources_used`,
    zh: `以下资源的用量未知：${ids.join('、')}；请写在 resources_used 下`,
  }),
  noFile: (path: string) => ({en: `${path} can’t be read`, zh: `无法读取 ${path}`}),
  badFile: (path: string, count: number) => ({
    en: `${path} has ${count} problem${count === 1 ? '' : 's'}`,
    zh: `${path} 有 ${count} 处问题`,
  }),
  fileLooks: {
    en: 'capacity_planning: with current_metrics, growth_projection, resource_requirements, as in the README',
    zh: 'capacity_planning: 下写 current_metrics、growth_projection、resource_requirements，参见 README',
  },
  untilWhen: {en: 'Until when', zh: '何时用尽'},
  resource: {en: 'resource', zh: '资源'},
  used: {en: 'used', zh: '已用'},
  of: {en: 'of', zh: '总量'},
  limit: {en: 'limit', zh: '上限'},
  growsWith: {en: 'grows with', zh: '随之增长'},
  usedUp: {en: 'used up', zh: '用尽'},
  early: {en: 'early', zh: '最早'},
  late: {en: 'late', zh: '最晚'},
  perQuarter: {en: 'Needed per quarter (● more than there is)', zh: '每季度所需（● 超过现有）'},
  from: {en: 'from', zh: '自'},
  growth: (driver: string, percent: string, per: Text) => ({
    en: `${driver} ${percent} a ${per.en}`,
    zh: `${driver} 每${per.zh} ${percent}`,
  }),
  triggers: {en: 'Signs to scale', zh: '扩容信号'},
  inFlight: (count: string) => ({
    en: `${count} requests in flight at the peak (Little’s law: rate × latency)`,
    zh: `峰值时约 ${count} 个请求并发（利特尔法则：速率 × 延迟）`,
  }),
  firstOut: (name: string, date: string, range: string) => ({
    en: `First used up: ${name}, ${date}${range}`,
    zh: `最先用尽：${name}，${date}${range}`,
  }),
  between: (early: string, late: string) => ({
    en: ` (between ${early} and ${late})`,
    zh: `（${early} 至 ${late} 之间）`,
  }),
  noneOut: {en: 'Nothing is used up within 20 years.', zh: '20 年内没有资源用尽。'},
  fullNow: (name: string) => ({en: `Beyond its limit now: ${name}`, zh: `现已超限：${name}`}),
  sum: {en: 'in use', zh: '合计占用'},
  diskNeeded: {en: 'disk to have (80 % full)', zh: '应备磁盘（用至 80 %）'},
  atLeast: {en: 'at least', zh: '至少'},
  capped: (by: string, value: string) => ({en: `held at ${value} by ${by}`, zh: `受 ${by} 限制为 ${value}`}),
  needs: {en: 'not known', zh: '未知'},
})

/** Names that the tables of capacity share. */
export const capacityWords = {
  sources: {
    given: {en: 'given', zh: '给定'},
    measured: {en: 'measured', zh: '实测'},
    default: {en: 'the manual’s', zh: '手册'},
    bench: {en: 'bench', zh: '压测'},
    spec: {en: 'opsctl.yaml', zh: 'opsctl.yaml'},
    rule: {en: 'rule', zh: '经验值'},
  },
  periods: {month: {en: 'month', zh: '月'}, year: {en: 'year', zh: '年'}},
  drivers: {users: {en: 'users', zh: '用户'}, requests: {en: 'requests', zh: '请求'}, data: {en: 'data', zh: '数据'}},
  resources: {
    requests: {en: 'requests', zh: '请求'},
    cpu: {en: 'processors', zh: 'CPU'},
    memory: {en: 'memory', zh: '内存'},
    disk: {en: 'disk', zh: '磁盘'},
    connections: {en: 'connections', zh: '连接'},
    cache: {en: 'Redis', zh: 'Redis'},
    network: {en: 'network', zh: '网络'},
  },
  states: {
    full: {en: 'full now', zh: '现已超限'},
    later: {en: 'after 20 years', zh: '20 年后'},
    never: {en: 'never', zh: '不会'},
    unknown: {en: 'unknown', zh: '未知'},
  },
} as const
