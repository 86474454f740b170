/** Which way log lines go, how long they are kept and what is hidden in them: `logs:` in opsctl.yaml. */
import {z} from 'zod'

import {type MaskPattern, maskNames, maskPatterns} from './mask-patterns.js'
import {durationS, explained, name, sizeMiB} from './values.js'

/** How many capture groups a pattern has; undefined when it doesn't compile. */
function countGroups(pattern: string): number | undefined {
  try {
    // An empty alternative always matches, so that the groups can be counted in the answer.
    return (new RegExp(`${pattern}|`).exec('')?.length ?? 1) - 1
  } catch {
    return undefined
  }
}

/** Look-around and back-references are not read alike by the three programs that mask. */
const PORTABLE = /^(?!.*\(\?[=!<])(?!.*\\[1-9]).*$/s

const ownMask = z.strictObject({
  name: explained(name(), {en: 'What is hidden, in a word.', zh: '所隐藏内容的名称。'}),
  pattern: explained(
    z
      .string()
      .min(1)
      .max(500)
      .regex(PORTABLE, {error: 'mask-portable'})
      .refine((pattern) => countGroups(pattern) !== undefined, {error: 'mask-regex'})
      .refine((pattern) => (countGroups(pattern) ?? 1) === 1, {error: 'mask-group'}),
    {
      en: 'Regular expression with one capture group: the group is kept, what matches after it becomes [masked].',
      zh: '含一个捕获组的正则表达式：保留该组，其后匹配的内容替换为 [masked]。',
    },
  ),
})

const mask = z
  .array(z.union([z.enum(maskNames as [string, ...string[]]), ownMask]))
  .max(100)
  .default([...maskNames])
  .transform((list): readonly MaskPattern[] =>
    list.map((one) => (typeof one === 'string' ? shippedMask(one) : {name: one.name, pattern: one.pattern})),
  )

function shippedMask(wanted: string): MaskPattern {
  const found = maskPatterns.find((one) => one.name === wanted)
  if (!found) throw new Error(`no mask ${wanted}`)
  return found
}

const settings = z.strictObject({
  path: explained(z.enum(['full', 'light']).default('full'), {
    en: 'full: Filebeat → Logstash → Elasticsearch. light: Filebeat → Elasticsearch, for small machines.',
    zh: 'full：Filebeat → Logstash → Elasticsearch。light：Filebeat → Elasticsearch，适合小型机器。',
    lands: {en: 'output of Filebeat', zh: 'Filebeat 的输出'},
  }),
  retention: explained(durationS(3600, 3650 * 86_400).prefault('14d'), {
    en: 'How long a line is kept. Lines go earlier when together they need more than logs.disk: the smaller of the two wins.',
    zh: '日志行的保留时长。若总量超过 logs.disk，则更早删除：以先到者为准。',
    lands: {en: 'data_retention of the data streams', zh: '数据流的 data_retention'},
  }),
  disk: explained(sizeMiB(512).prefault('20GiB'), {
    en: 'Disk that stored lines may use. The oldest go first; the smaller of this and logs.retention wins.',
    zh: '存储日志可使用的磁盘。最旧的先删除；与 logs.retention 以先到者为准。',
    lands: {en: 'budget of log-keeper, size of a rollover', zh: 'log-keeper 的预算与滚动大小'},
  }),
  mask: explained(mask, {
    en: 'Secrets that are hidden in lines before anything stores them: names opsctl knows, or patterns of your own.',
    zh: '存储前在日志行中隐藏的机密：opsctl 已知的名称，或自定义模式。',
    lands: {en: 'first stage of the pipeline', zh: '管道的第一阶段'},
  }),
})

/** `logs: light` is short for `logs: {path: light}`. */
export const logsSchema = explained(
  z
    .preprocess((written) => (typeof written === 'string' ? {path: written} : written), settings.prefault({}))
    .meta({shorthand: ['full', 'light']}),
  {
    en: 'Way, life and masking of log lines; light or full is short for the path.',
    zh: '日志行的路径、保留期与脱敏；可简写为 light 或 full。',
  },
)
