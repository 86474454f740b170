import {defineMessages, type Text} from '../text.js'

const plural = (count: number, one: string, many: string) => `${count} ${count === 1 ? one : many}`

/** What doctor says around the words of its checks. */
export const doctorMessages = defineMessages({
  unknownCheck: (word: string) => ({
    en: `There is no check, room or tag "${word}".`,
    zh: `没有名为“${word}”的检查、组件或标签。`,
  }),
  needsDeep: (id: string) => ({
    en: `${id} is only looked at with --deep.`,
    zh: `${id} 仅在 --deep 时检查。`,
  }),
  nothingLeft: {
    en: 'No check is left: the words, --skip, --tag and the tier exclude each other.',
    zh: '没有剩余的检查：所给的名称、--skip、--tag 与检查层级互相排除。',
  },
  notKept: (why: Text) => ({
    en: `This run was not kept, so the next one can’t compare with it: ${why.en}`,
    zh: `此次运行未能保存，下次运行无法与之比较：${why.zh}`,
  }),
  stillLooking: (names: readonly string[]) => ({
    en: `Still looking: ${names.slice(0, 5).join(', ')}${names.length > 5 ? ` + ${names.length - 5} more` : ''}`,
    zh: `仍在查看：${names.slice(0, 5).join('、')}${names.length > 5 ? `，另有 ${names.length - 5} 项` : ''}`,
  }),
  deepWrites: (writes: readonly Text[]) => ({
    en: `--deep writes to the stack, and removes it again:\n${writes.map(({en}) => `  - ${en}`).join('\n')}`,
    zh: `--deep 会向栈写入下列内容，随后删除：\n${writes.map(({zh}) => `  - ${zh}`).join('\n')}`,
  }),
  goOn: {en: 'Go on?', zh: '继续？'},
  deepUnconfirmed: {
    en: '--deep writes to the stack, and nobody can be asked.',
    zh: '--deep 会向栈写入内容，而当前无法询问。',
  },

  badFile: (path: string, why: Text) => ({en: `${path} ${why.en}`, zh: `${path} ${why.zh}`}),
  notJson: {en: 'is not JSON, or was cut off', zh: '不是 JSON，或已被截断'},
  otherFormat: (format: string) => ({
    en: `has the format ${format}, which this version of opsctl does not read`,
    zh: `的格式为 ${format}，此版本的 opsctl 无法读取`,
  }),
  notOurs: (at: string) => ({
    en: `was not written by opsctl doctor (${at})`,
    zh: `不是由 opsctl doctor 写出的（${at}）`,
  }),
  otherStack: (version: string) => ({
    en: `describes a stack that this version of opsctl does not know; it was written by ${version}`,
    zh: `所描述的栈不为此版本的 opsctl 所知；它由 ${version} 写出`,
  }),
  tooFewRuns: (count: number) => ({
    en: `There ${count === 1 ? 'is one run' : 'are no runs'} to compare.`,
    zh: count === 1 ? '只有一次运行，无法比较。' : '没有可比较的运行。',
  }),
  needsBoth: {
    en: '--accept needs --reason and --until.',
    zh: '--accept 需要 --reason 与 --until。',
  },
  badDay: (written: string) => ({
    en: `--until ${written} is no day as in 2027-01-31`,
    zh: `--until ${written} 不是 2027-01-31 这样的日期`,
  }),
  dayIsOver: (written: string) => ({en: `--until ${written} is over`, zh: `--until ${written} 已过`}),
  accepted: (name: string, until: string) => ({
    en: `${name} is accepted until ${until}: opsctl.yaml says so now.`,
    zh: `${name} 已接受至 ${until}：已写入 opsctl.yaml。`,
  }),
  baselineSaved: (path: string) => ({
    en: `Saved as baseline. Next: opsctl doctor --baseline ${path}`,
    zh: `已保存为基线。下一步：opsctl doctor --baseline ${path}`,
  }),
})

/** Why a file can't be read. */
export const unreadableFile = {
  missing: {en: 'does not exist', zh: '不存在'},
  'not-a-file': {en: 'is not a file', zh: '不是文件'},
  unreadable: {en: 'can’t be read', zh: '无法读取'},
  'too-big': {en: 'is larger than 64 MiB', zh: '大于 64 MiB'},
} as const

/** The words of a report for people. */
export const doctorReportMessages = defineMessages({
  fail: {en: 'FAIL', zh: '失败'},
  warn: {en: 'WARN', zh: '警告'},
  impact: {en: 'impact', zh: '影响'},
  limit: {en: 'limit', zh: '阈值'},
  seen: {en: 'seen', zh: '观测'},
  how: {en: 'looked', zh: '依据'},
  remedy: {en: 'do', zh: '处置'},
  fix: {en: 'fix', zh: '修复'},
  leadsTo: {en: 'leads to', zh: '导致'},
  links: {en: 'see', zh: '参见'},
  more: {en: 'more', zh: '详情'},
  andMore: (count: number) => ({en: `+ ${count} more (-v)`, zh: `另有 ${count} 项（-v）`}),
  skippedBecause: (count: number) => ({
    en: `${plural(count, 'check', 'checks')} not made because of it`,
    zh: `因此未进行 ${count} 项检查`,
  }),
  warnFrom: (limit: string) => ({en: `warning at ${limit}`, zh: `警告 ${limit}`}),
  failFrom: (limit: string) => ({en: `failure at ${limit}`, zh: `失败 ${limit}`}),
  acceptedUntil: (until: string, reason: string) => ({
    en: `accepted until ${until}: ${reason}`,
    zh: `已接受至 ${until}：${reason}`,
  }),
  known: {en: 'known from the baseline', zh: '基线中已知'},
  unseen: {en: 'Could not be seen', zh: '无法查看'},
  notInStack: {en: 'Not in this stack', zh: '不在此栈中'},
  reportOf: {en: 'Report of opsctl doctor', zh: 'opsctl doctor 报告'},
  problems: {en: 'Problems', zh: '问题'},
  rooms: {en: 'Rooms', zh: '组件'},
  room: {en: 'Room', zh: '组件'},
  result: {en: 'Result', zh: '结果'},
  allWell: {en: 'No problem was found.', zh: '未发现问题。'},
  next: {en: 'Next', zh: '下一步'},
  exit: (code: number) => ({en: `exit ${code}`, zh: `退出码 ${code}`}),
  failed: (count: number) => ({en: `${count} failed`, zh: `${count} 失败`}),
  warned: (count: number) => ({en: plural(count, 'warning', 'warnings'), zh: `${count} 警告`}),
  well: (count: number) => ({en: `${count} ok`, zh: `${count} 正常`}),
  notes: (count: number) => ({en: plural(count, 'note', 'notes'), zh: `${count} 说明`}),
  skipped: (count: number) => ({en: `${count} skipped`, zh: `${count} 跳过`}),
  unknown: (count: number) => ({en: `${count} unknown`, zh: `${count} 未知`}),
  acceptedCount: (count: number, until: string) => ({
    en: `${count} accepted (until ${until})`,
    zh: `${count} 已接受（至 ${until}）`,
  }),
  knownCount: (count: number) => ({en: `${count} known`, zh: `${count} 已知`}),
  from: (path: string, version: string) => ({
    en: `from ${path} (opsctl ${version})`,
    zh: `来自 ${path}（opsctl ${version}）`,
  }),
})

/** The words of what doctor can look at, and of differences between runs. */
export const doctorCatalogueMessages = defineMessages({
  id: {en: 'Check', zh: '检查'},
  title: {en: 'When all is well', zh: '正常状态'},
  tiers: {en: 'When it is run', zh: '运行时机'},
  fix: {en: 'Fix', zh: '修复'},
  thresholds: {en: 'Thresholds', zh: '阈值'},
  looksAt: {en: 'Looks at', zh: '查看'},
  impact: {en: 'Otherwise', zh: '否则'},
  remedy: {en: 'Do', zh: '处置'},
  after: {en: 'Skipped after', zh: '以下失败时跳过'},
  because: {en: 'Explained by', zh: '可由以下解释'},
  alerts: {en: 'Alerts', zh: '告警'},
  links: {en: 'See', zh: '参见'},
  run: {en: 'Run', zh: '运行'},
  shipped: (bounds: string) => ({en: `in place of ${bounds}`, zh: `替换 ${bounds}`}),
  counted: (count: number, fixable: number) => ({
    en: `${plural(count, 'check', 'checks')}, of which ${fixable} can be mended by opsctl doctor --fix`,
    zh: `共 ${count} 项检查，其中 ${fixable} 项可由 opsctl doctor --fix 修复`,
  }),
  new: {en: 'new', zh: '新增'},
  worse: {en: 'worse', zh: '变差'},
  better: {en: 'better', zh: '好转'},
  fixed: {en: 'fixed', zh: '已恢复'},
  same: (changes: number, same: number) => ({
    en: `${plural(changes, 'change', 'changes')}; ${plural(same, 'finding is', 'findings are')} the same in both`,
    zh: `${changes} 处变化；${same} 个结果两次相同`,
  }),
})
