/** Checks of filebeat.yml. */

import type {Check, Edit, LintFile} from '../check.js'
import {readPipeline} from '../logstash/pipeline.js'
import {type ConfigNode, entryOf, itemsOf, textOf, textsOf, valueAt} from '../node.js'
import {indentAt, isBlockStyle} from '../yaml-edits.js'

/** The inputs with the name that keeps them apart. */
function inputsOf(file: LintFile): readonly ConfigNode[] {
  return itemsOf(valueAt(file.root, 'filebeat', 'inputs'))
}

/** A check of every input of one of these types. */
function inputCheck(
  words: Omit<Check, 'kinds' | 'run'>,
  types: readonly string[],
  repair?: (file: LintFile, input: ConfigNode) => readonly Edit[] | undefined,
): Check {
  return {
    ...words,
    kinds: ['filebeat'],
    *run(file) {
      for (const input of inputsOf(file)) {
        const type = valueAt(input, 'type')
        if (!type || !types.includes(textOf(type) ?? '')) continue
        const edits = repair?.(file, input)
        yield {at: type.start, ...(edits ? {edits} : {})}
      }
    },
  }
}

const dockerInput = inputCheck(
  {
    id: 'filebeat/docker-input',
    severity: 'error',
    title: {en: 'The docker input was removed in 8.0', zh: 'docker 输入已在 8.0 中移除'},
    why: {en: 'Filebeat does not start.', zh: 'Filebeat 不会启动。'},
    fix: {
      en: 'Use filestream over /var/lib/docker/containers/*/*.log with parsers: [{container: ~}], or the input container.',
      zh: '使用 filestream 读取 /var/lib/docker/containers/*/*.log 并设 parsers: [{container: ~}]，或用 container 输入。',
    },
  },
  ['docker'],
)

const logInput = inputCheck(
  {
    id: 'filebeat/log-input',
    severity: 'warning',
    title: {en: 'The log input is deprecated, and off in 9.0', zh: 'log 输入已弃用，9.0 起默认关闭'},
    why: {
      en: 'From 9.0 on Filebeat refuses it unless allow_deprecated_use is set.',
      zh: '从 9.0 起，除非设置 allow_deprecated_use，Filebeat 会拒绝它。',
    },
    fix: {
      en: 'Use filestream with an id of its own; multiline moves into parsers.',
      zh: '改用带唯一 id 的 filestream；multiline 移入 parsers。',
    },
  },
  ['log'],
  toFilestream,
)

const containerInput = inputCheck(
  {
    id: 'filebeat/container-input',
    severity: 'info',
    title: {en: 'The container input is deprecated', zh: 'container 输入已弃用'},
    why: {en: 'It is built on the log input, which is off in 9.0.', zh: '它基于 9.0 起默认关闭的 log 输入。'},
    fix: {en: 'Use filestream with parsers: [{container: ~}].', zh: '使用 filestream 并设 parsers: [{container: ~}]。'},
  },
  ['container'],
)

/** log → filestream with an id; multiline.* into parsers. Other options that filestream spells differently are left to the person. */
function toFilestream(file: LintFile, input: ConfigNode): readonly Edit[] | undefined {
  const type = entryOf(input, 'type')
  const isPlain = input.entries.every(({key}) =>
    /^(type|enabled|paths|fields|fields_under_root|tags|processors|multiline\..*|id)$/.test(key),
  )
  if (!type || !isPlain || !isBlockStyle(file, type)) return undefined
  const indent = indentAt(file, type.keyStart)
  const id = entryOf(input, 'id') ? '' : `\n${indent}id: ${inputId(file, input)}`
  const edits: Edit[] = [{start: type.value.start, end: type.value.end, text: `filestream${id}`}]
  const multiline = input.entries.filter(({key}) => key.startsWith('multiline.'))
  for (const [index, {key, keyStart, value}] of multiline.entries()) {
    const option = key.slice('multiline.'.length)
    const head = index === 0 ? `parsers:\n${indent}  - multiline:\n${indent}      ` : '      '
    edits.push({start: keyStart, end: value.start, text: `${head}${option}: `})
  }

  return edits
}

function inputId(file: LintFile, input: ConfigNode): string {
  const first = textsOf(valueAt(input, 'paths'))[0] ?? ''
  const words = first.split('/').filter((part) => /^[\w-]+$/.test(part))
  return `${words.at(-1) ?? 'logs'}-${inputsOf(file).indexOf(input) + 1}`
}

const noId: Check = {
  id: 'filebeat/filestream-without-id',
  kinds: ['filebeat'],
  severity: 'error',
  title: {en: 'A filestream input without id', zh: 'filestream 输入没有 id'},
  why: {
    en: 'Without ids, inputs share their state: files are read twice or not at all.',
    zh: '没有 id 时各输入共享状态：文件会被重复读取或漏读。',
  },
  fix: {en: 'Give each filestream input an id of its own.', zh: '为每个 filestream 输入设置唯一 id。'},
  *run(file) {
    const seen = new Set<string>()
    for (const input of inputsOf(file)) {
      const type = valueAt(input, 'type')
      if (!type || textOf(type) !== 'filestream') continue
      const id = textOf(valueAt(input, 'id'))
      if (id === undefined || seen.has(id)) yield {at: type.start}
      seen.add(id ?? '')
    }
  },
}

const multilineOnJson: Check = {
  id: 'filebeat/multiline-on-json',
  kinds: ['filebeat'],
  severity: 'warning',
  title: {en: 'Lines are joined by date, but they are JSON', zh: '按日期合并行，但日志是 JSON'},
  why: {
    en: 'No JSON line begins with a date, so lines are glued together and none parses any more.',
    zh: 'JSON 行都不以日期开头，多行会被粘在一起，全部无法解析。',
  },
  fix: {
    en: 'Remove multiline; read with parsers: [{ndjson: {}}].',
    zh: '去掉 multiline；用 parsers: [{ndjson: {}}] 读取。',
  },
  *run(file, project) {
    const pipelines = project.ofKind('logstash').map(({text}) => readPipeline(text))
    const isJson = pipelines.some((all) => all.some(({name, section}) => name === 'json' && section === 'filter'))
    for (const input of inputsOf(file)) {
      const pattern = valueAt(input, 'multiline', 'pattern')
      const ownJson = ['json', 'json.keys_under_root', 'json.message_key'].some((key) => entryOf(input, key))
      if (pattern && (isJson || ownJson) && /^\^[\\[(]?(d|\\d|\d|0)/.test(textOf(pattern) ?? ''))
        yield {at: pattern.start}
    }
  },
}

const indexWithoutTemplate: Check = {
  id: 'filebeat/index-without-template',
  kinds: ['filebeat'],
  severity: 'error',
  title: {en: 'An index of its own without setup.template', zh: '自定义 index 却没有 setup.template'},
  why: {
    en: 'Filebeat exits: "setup.template.name and setup.template.pattern have to be set if index name is modified".',
    zh: 'Filebeat 会退出：“setup.template.name and setup.template.pattern have to be set if index name is modified”。',
  },
  fix: {en: 'Set both, or leave index out and use data streams.', zh: '设置这两项，或去掉 index 改用数据流。'},
  *run(file) {
    const index = valueAt(file.root, 'output', 'elasticsearch', 'index')
    const template = valueAt(file.root, 'setup', 'template', 'name')
    const isOff = textOf(valueAt(file.root, 'setup', 'template', 'enabled')) === 'false'
    if (index && !template && !isOff) yield {at: index.start}
  },
}

const notEcs: Check = {
  id: 'filebeat/field-not-ecs',
  kinds: ['filebeat'],
  severity: 'warning',
  title: {en: 'A field of its own where ECS has one', zh: '自定义字段与 ECS 冲突'},
  why: {
    en: 'In ECS service is an object (service.name); a text of that name is refused by the index, and the events are lost.',
    zh: 'ECS 中 service 是对象（service.name）；同名文本会被索引拒绝，事件丢失。',
  },
  fix: {en: 'Write service.name and log.level.', zh: '写成 service.name 和 log.level。'},
  *run(file) {
    for (const input of inputsOf(file)) {
      if (textOf(valueAt(input, 'fields_under_root')) !== 'true') continue
      for (const {key, keyStart, value} of valueAt(input, 'fields')?.entries ?? []) {
        const today = value.kind === 'scalar' ? ECS[key] : undefined
        if (today)
          yield {
            at: keyStart,
            what: {en: `${key} is ${today} in ECS`, zh: `${key} 在 ECS 中是 ${today}`},
            edits: [{start: keyStart, end: keyStart + key.length, text: today}],
          }
      }
    }
  },
}

const ECS: Readonly<Record<string, string>> = {
  service: 'service.name',
  level: 'log.level',
  host: 'host.name',
  environment: 'service.environment',
}

const SHIPPERS: Readonly<Record<string, string>> = {
  elasticsearch: 'elasticsearch',
  logstash: 'logstash',
  kafka: 'kafka',
  redis: 'redis',
}

const otherThanDrawn: Check = {
  id: 'filebeat/output-differs-from-diagram',
  kinds: ['filebeat'],
  severity: 'warning',
  title: {en: 'Filebeat sends somewhere else than the diagram says', zh: 'Filebeat 的去向与架构图不符'},
  why: {
    en: 'Whoever searches lost logs follows the diagram; what stands between there is not part of the way.',
    zh: '查找丢失日志的人会按架构图排查；而图中的中间环节并不在链路上。',
  },
  fix: {en: 'Correct one of the two.', zh: '修正其中之一。'},
  *run(file, project) {
    const output = Object.keys(SHIPPERS).find((name) => valueAt(file.root, 'output', name))
    const at = valueAt(file.root, 'output', output ?? '')?.start
    if (output === undefined || at === undefined) return
    for (const {text} of project.ofKind('diagram')) {
      const drawn = [...text.matchAll(/filebeat\b(?:\[[^\]]*\])?\s*-+>+(?:\|[^|]*\|)?\s*(\w+)/gi)].map(([, to = '']) =>
        to.toLowerCase(),
      )
      const other = drawn.find((name) => !name.includes(output) && !output.includes(name))
      if (other === undefined || drawn.some((name) => name.includes(output))) continue
      yield {
        at,
        what: {
          en: `the diagram says Filebeat → ${other}, the file says ${output}`,
          zh: `架构图为 Filebeat → ${other}，文件为 ${output}`,
        },
      }
    }
  },
}

/** Checks of filebeat.yml. */
export const filebeatChecks = [
  dockerInput,
  logInput,
  containerInput,
  noId,
  multilineOnJson,
  indexWithoutTemplate,
  notEcs,
  otherThanDrawn,
]
