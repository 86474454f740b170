/** The words of `logs analyze`. */
import {defineMessages} from '../text.js'

export const analysisMessages = defineMessages({
  title: {en: 'Log analysis', zh: '日志分析'},
  nothing: {en: 'No line was read.', zh: '未读取到任何行。'},
  totals: (sources: number, lines: string, bytes: string) => ({
    en: `${sources} ${sources === 1 ? 'source' : 'sources'}, ${lines} lines, ${bytes}`,
    zh: `${sources} 个来源，${lines} 行，${bytes}`,
  }),
  range: (first: string, last: string, span: string) => ({
    en: `${first} to ${last} UTC (${span})`,
    zh: `${first} 至 ${last} UTC（${span}）`,
  }),
  outside: (count: string) => ({en: `${count} events outside --since/--until`, zh: `${count} 个事件在时间范围之外`}),
  unparsed: (count: string, share: string) => ({
    en: `${count} events are plain text (${share})`,
    zh: `${count} 个事件为纯文本（${share}）`,
  }),
  damaged: (count: string) => ({en: `${count} damaged lines`, zh: `${count} 行已损坏`}),
  backwards: (count: string) => ({
    en: `${count} lines are older than the one before`,
    zh: `${count} 行早于其前一行`,
  }),
  problemOf: (kind: 'unreadable' | 'binary' | 'truncated' | 'corrupt', detail: string) => {
    const words = {
      unreadable: {en: 'cannot be read', zh: '无法读取'},
      binary: {en: 'holds no text', zh: '不是文本'},
      truncated: {en: 'ends early; what could be read is counted', zh: '提前结束；可读部分已计入'},
      corrupt: {en: 'is damaged; what could be read is counted', zh: '已损坏；可读部分已计入'},
    }[kind]
    return {en: detail ? `${words.en}: ${detail}` : words.en, zh: detail ? `${words.zh}：${detail}` : words.zh}
  },

  compressed: {en: 'is compressed, so nothing is added to it', zh: '是压缩文件，不会再有新内容'},
  cannotFollow: {en: 'Not every file can be followed', zh: '部分文件无法跟踪'},

  levels: {en: 'LEVELS', zh: '级别'},
  none: {en: 'none', zh: '无'},
  latency: {en: 'LATENCY', zh: '延迟'},
  requests: (count: string) => ({en: `${count} requests`, zh: `${count} 个请求`}),
  status: {en: 'STATUS', zh: '状态码'},
  time: {en: 'TIME', zh: '时间'},
  each: (width: string) => ({en: `one bar is ${width}`, zh: `每条代表 ${width}`}),
  spikeOfCount: (start: string, count: string) => ({
    en: `${start}  ${count} lines: far more than usual`,
    zh: `${start}  ${count} 行：远高于平常`,
  }),
  spikeOfErrors: (start: string, count: string) => ({
    en: `${start}  ${count} errors: far more than usual`,
    zh: `${start}  ${count} 个错误：远高于平常`,
  }),
  errors: {en: 'ERRORS', zh: '错误'},
  stacks: {en: 'STACK TRACES', zh: '堆栈跟踪'},
  paths: {en: 'PATHS', zh: '路径'},
  slowest: {en: 'SLOWEST', zh: '最慢请求'},
  clients: {en: 'CLIENTS', zh: '客户端'},
  agents: {en: 'USER AGENTS', zh: '用户代理'},
  trace: (id: string) => ({en: `TRACE ${id}`, zh: `跟踪 ${id}`}),
  traceEmpty: {en: 'No event has this trace or request id.', zh: '没有事件带有此跟踪或请求 ID。'},
  moreEvents: (count: number) => ({en: `and ${count} more`, zh: `另有 ${count} 个`}),
  count: {en: 'count', zh: '次数'},
  share: {en: 'share', zh: '占比'},
  first: {en: 'first', zh: '首次'},
  last: {en: 'last', zh: '末次'},
  path: {en: 'path', zh: '路径'},
  example: {en: 'example', zh: '示例'},
  template: {en: 'message', zh: '消息'},
  source: {en: 'source', zh: '来源'},
  sources: {en: 'SOURCES', zh: '来源'},
  layout: {en: 'layout', zh: '格式'},
  lines: {en: 'lines', zh: '行数'},
  approximate: {
    en: 'Counts marked ~ may be too low: there are more kinds than are kept.',
    zh: '带 ~ 的计数可能偏低：种类多于可保留的数量。',
  },

  failOnForm: (text: string) => ({
    en: `--fail-on ${text} is no condition`,
    zh: `--fail-on ${text} 不是有效条件`,
  }),
  failOnHint: (names: string) => ({
    en: `Write a name, > or <, and a number, as in 'errors>1%', 'p95>500ms' or 'fatal>0'. Names: ${names}`,
    zh: `请写名称、> 或 < 以及数字，例如 'errors>1%'、'p95>500ms' 或 'fatal>0'。名称：${names}`,
  }),
  failed: (condition: string, value: string) => ({
    en: `${condition}: it is ${value}`,
    zh: `${condition}：实际为 ${value}`,
  }),
  holds: (condition: string, value: string) => ({
    en: `not ${condition}: it is ${value}`,
    zh: `未达到 ${condition}：实际为 ${value}`,
  }),
  noValue: (condition: string) => ({
    en: `${condition}: no line has such a number`,
    zh: `${condition}：没有行包含该数值`,
  }),
  followFormat: {en: '--follow prints text only', zh: '--follow 仅输出文本'},
  withoutFollow: {
    en: 'Leave out --follow, or --format, --output and --json.',
    zh: '请去掉 --follow，或去掉 --format、--output 与 --json。',
  },
  bothSources: {
    en: 'Files and --component are two different sources',
    zh: '文件与 --component 是两种不同的来源',
  },
  oneOfThem: {en: 'Name files, or use --component; not both.', zh: '请指定文件或使用 --component，二者取一。'},
  noneReadable: {en: 'None of the sources could be read', zh: '所有来源均无法读取'},
  checkPath: {en: 'Check the path and whether you may read it.', zh: '请检查路径以及读取权限。'},
  outputWritten: (path: string) => ({en: `Report written to ${path}`, zh: `报告已写入 ${path}`}),
})
