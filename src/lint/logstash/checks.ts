/** Checks of Logstash pipelines. */
import type {Check} from '../check.js'
import {itemsOf, textOf, textsOf, valueAt} from '../node.js'
import type {Project} from '../project.js'
import {optionOf, type Plugin, readPipeline} from './pipeline.js'

/** A check of every plugin of a pipeline, which sees all of them. */
function pluginCheck(
  words: Omit<Check, 'kinds' | 'run'>,
  judge: (plugin: Plugin, all: readonly Plugin[], project: Project) => ReturnType<Check['run']>,
): Check {
  return {
    ...words,
    kinds: ['logstash'],
    *run(file, project) {
      const all = readPipeline(file.text)
      for (const plugin of all) yield* judge(plugin, all, project)
    },
  }
}

/** Whether Filebeat reads the logs of every container, that of Logstash too. */
function readsAllContainers(project: Project): boolean {
  return project.ofKind('filebeat').some(({root, text}) => {
    const inputs = itemsOf(valueAt(root, 'filebeat', 'inputs'))
    const isWide = inputs.some((input) => {
      const type = textOf(valueAt(input, 'type'))
      const everyId = textsOf(valueAt(input, 'containers', 'ids')).includes('*')
      const everyPath = textsOf(valueAt(input, 'paths')).some((path) => path.startsWith('/var/lib/docker/containers/*'))
      return (type === 'docker' && everyId) || everyPath
    })
    return isWide && !/drop_event|exclude_files/.test(text)
  })
}

const feedbackLoop = pluginCheck(
  {
    id: 'logstash/feedback-loop',
    severity: 'error',
    title: {
      en: 'Logstash prints every event, and Filebeat reads what Logstash prints',
      zh: 'Logstash 打印每个事件，而 Filebeat 又读取 Logstash 的输出',
    },
    why: {
      en: 'Every event comes back and is printed again: the disk fills up.',
      zh: '每个事件都会再次进入并被再次打印：磁盘会被写满。',
    },
    fix: {
      en: 'Remove the stdout output, and let Filebeat drop the containers of the log stack.',
      zh: '去掉 stdout 输出，并让 Filebeat 丢弃日志栈自身的容器日志。',
    },
  },
  function* (plugin, _all, project) {
    if (plugin.section === 'output' && plugin.name === 'stdout' && readsAllContainers(project)) yield {at: plugin.at}
  },
)

const stdoutOutput = pluginCheck(
  {
    id: 'logstash/stdout-output',
    severity: 'warning',
    title: {en: 'Logstash prints every event', zh: 'Logstash 打印每个事件'},
    why: {
      en: 'Docker stores every event a second time, and a collector of container logs sends it round in a loop.',
      zh: 'Docker 会再存一份，容器日志采集器还会让它循环。',
    },
    fix: {
      en: 'Remove the stdout output; look into Elasticsearch instead.',
      zh: '去掉 stdout 输出，改在 Elasticsearch 中查看。',
    },
  },
  function* (plugin, _all, project) {
    const isAlways = plugin.conditions.length === 0
    const isStdout = plugin.section === 'output' && plugin.name === 'stdout'
    if (isStdout && isAlways && !readsAllContainers(project)) yield {at: plugin.at}
  },
)

const messageLost = pluginCheck(
  {
    id: 'logstash/message-lost',
    severity: 'error',
    title: {en: 'message is removed even when it was not parsed', zh: '即使解析失败也会删除 message'},
    why: {
      en: 'A line that is no JSON, such as a stack trace, keeps nothing but a tag: its text is lost.',
      zh: '非 JSON 的行（如堆栈）只剩一个标签：原文丢失。',
    },
    fix: {
      en: 'Remove it inside the json filter (remove_field there runs only on success), or under if "_jsonparsefailure" not in [tags].',
      zh: '在 json 过滤器内删除（其 remove_field 仅在成功时执行），或置于 if "_jsonparsefailure" not in [tags] 之下。',
    },
  },
  function* (plugin, all) {
    const parses = all.some(
      ({name, section}) => section === 'filter' && ['json', 'grok', 'dissect', 'kv'].includes(name),
    )
    const isParser = ['json', 'grok', 'dissect', 'kv'].includes(plugin.name)
    const option = optionOf(plugin, 'remove_field')
    if (plugin.section !== 'filter' || isParser || !parses || !option) return
    if (!/["']message["']/.test(option.value)) return
    if (!plugin.conditions.some((condition) => /failure/i.test(condition))) yield {at: option.at}
  },
)

const dailyIndex = pluginCheck(
  {
    id: 'logstash/daily-index',
    severity: 'warning',
    title: {en: 'An index per day, without lifecycle, template or end', zh: '按天建索引，没有生命周期、模板和清理'},
    why: {
      en: 'Nothing deletes the old ones, and on a single node each waits for a replica: yellow for ever, until the disk is full.',
      zh: '旧索引无人删除；单节点上每个都在等副本：永远 yellow，直到磁盘写满。',
    },
    fix: {
      en: 'data_stream => true, retention in the lifecycle, number_of_replicas 0 on one node.',
      zh: 'data_stream => true，在生命周期中设保留期，单节点 number_of_replicas 设 0。',
    },
  },
  function* (plugin) {
    if (plugin.section !== 'output' || plugin.name !== 'elasticsearch') return
    const index = optionOf(plugin, 'index')
    const hasTemplate = ['template', 'template_name', 'ilm_enabled', 'ilm_policy'].some((name) =>
      optionOf(plugin, name),
    )
    if (index && /%\{\+/.test(index.value) && !hasTemplate) yield {at: index.at}
  },
)

const RENAMED: Readonly<Record<string, string>> = {
  ssl: 'ssl_enabled',
  cacert: 'ssl_certificate_authorities',
  ssl_certificate_verification: 'ssl_verification_mode',
  keystore: 'ssl_keystore_path',
  keystore_password: 'ssl_keystore_password',
  truststore: 'ssl_truststore_path',
  truststore_password: 'ssl_truststore_password',
}

const obsoleteSsl = pluginCheck(
  {
    id: 'logstash/obsolete-ssl-option',
    severity: 'error',
    title: {en: 'An SSL option that Logstash 9 refuses', zh: 'Logstash 9 拒绝的 SSL 选项'},
    why: {
      en: 'The plugin stops with "obsolete setting", and with it the pipeline.',
      zh: '插件会因 “obsolete setting” 停止，整个管道随之停止。',
    },
    fix: {
      en: 'Use the new names: ssl_enabled, ssl_certificate_authorities, ssl_verification_mode.',
      zh: '使用新名称：ssl_enabled、ssl_certificate_authorities、ssl_verification_mode。',
    },
  },
  function* (plugin) {
    if (!['elasticsearch', 'beats', 'http', 'tcp'].includes(plugin.name)) return
    for (const {name, at} of plugin.options) {
      const today = RENAMED[name]
      if (today === undefined) continue
      const isSame = name === 'ssl' || name === 'keystore' || name === 'truststore' || name.endsWith('password')
      const edits = isSame ? [{start: at, end: at + name.length, text: today}] : undefined
      yield {at, what: {en: `${name} is ${today} now`, zh: `${name} 现为 ${today}`}, ...(edits ? {edits} : {})}
    }
  },
)

const fieldNotEcs = pluginCheck(
  {
    id: 'logstash/field-not-ecs',
    severity: 'info',
    title: {en: 'A condition on a field that ECS names otherwise', zh: '条件使用了与 ECS 不同的字段名'},
    why: {
      en: 'Dashboards and the built-in index template know service.name and log.level.',
      zh: '仪表板和内置索引模板使用 service.name 和 log.level。',
    },
    fix: {en: 'Use [service][name] and [log][level].', zh: '使用 [service][name] 和 [log][level]。'},
  },
  function* (plugin) {
    const used = plugin.conditions.find((condition) => /(?<!\])\[(service|level)\](?!\[)/.test(condition))
    if (used !== undefined && plugin.section === 'filter')
      yield {at: plugin.at, what: {en: `${used} is not ECS`, zh: `${used} 不符合 ECS`}}
  },
)

/** Checks of Logstash pipelines. */
export const logstashChecks = [feedbackLoop, stdoutOutput, messageLost, dailyIndex, obsoleteSsl, fieldNotEcs]
