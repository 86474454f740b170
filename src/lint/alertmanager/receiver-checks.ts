/** Checks of receivers: fields that Alertmanager refuses, secrets, names. */

import {findNearest} from '../../nearest.js'
import type {Check, Edit, Hit, LintFile} from '../check.js'
import {type ConfigEntry, type ConfigNode, entryOf, itemsOf, textOf, valueAt, walkConfig} from '../node.js'
import {indentAt, isBlockStyle, renameKey} from '../yaml-edits.js'
import {channels, receiverKeys, routeKeys, secretFields, topKeys} from './fields.js'

/** Every `*_configs` entry with the kind of receiver it is. */
function* receiverConfigs(file: LintFile): Generator<{readonly kind: string; readonly config: ConfigNode}> {
  for (const receiver of itemsOf(valueAt(file.root, 'receivers'))) {
    for (const {key, value} of receiver.entries) {
      if (key.endsWith('_configs')) for (const config of itemsOf(value)) yield {kind: key, config}
    }
  }
}

const unknownField: Check = {
  id: 'alertmanager/unknown-field',
  kinds: ['alertmanager'],
  severity: 'error',
  title: {en: 'Alertmanager has no such field', zh: 'Alertmanager 没有这个字段'},
  why: {
    en: 'Alertmanager reads its file strictly: one unknown field and it does not start.',
    zh: 'Alertmanager 严格读取配置：有一个未知字段就不会启动。',
  },
  fix: {
    en: 'An e-mail has headers: {Subject: …} for the subject, and text or html for the body.',
    zh: '邮件主题写在 headers: {Subject: …}，正文写在 text 或 html。',
  },
  *run(file) {
    for (const entry of file.root.entries) if (!topKeys.includes(entry.key)) yield unknown(entry, topKeys)
    for (const {route} of routesOf(file)) {
      for (const entry of route.entries) if (!routeKeys.includes(entry.key)) yield unknown(entry, routeKeys)
    }

    for (const {kind, config} of receiverConfigs(file)) {
      const known = receiverKeys[kind]
      for (const entry of known ? config.entries : []) {
        if (known?.includes(entry.key)) continue
        const edits = kind === 'email_configs' ? repairEmail(file, config, entry) : undefined
        yield {...unknown(entry, known ?? [], kind), ...(edits ? {edits} : {})}
      }
    }
  },
}

function unknown({key, keyStart}: ConfigEntry, known: readonly string[], kind = ''): Hit {
  const near = findNearest(key, known)
  const meant = near ? {en: `; did you mean ${near}?`, zh: `；是否想写 ${near}？`} : {en: '', zh: ''}
  const place = kind === '' ? {en: 'there', zh: '此处'} : {en: kind, zh: kind}
  return {
    at: keyStart,
    what: {en: `${place.en} takes no field ${key}${meant.en}`, zh: `${place.zh} 没有字段 ${key}${meant.zh}`},
  }
}

/** subject → headers.Subject, body → text. */
function repairEmail(file: LintFile, config: ConfigNode, entry: ConfigEntry): readonly Edit[] | undefined {
  if (!isBlockStyle(file, entry)) return undefined
  if (entry.key === 'body' && !entryOf(config, 'text')) return [renameKey(entry, 'text')]
  if (entry.key !== 'subject' || entryOf(config, 'headers')) return undefined
  return [renameKey(entry, `headers:\n${indentAt(file, entry.keyStart)}  Subject`)]
}

/** Every route, from the top. */
export function* routesOf(file: LintFile): Generator<{readonly route: ConfigNode; readonly isRoot: boolean}> {
  const root = valueAt(file.root, 'route')
  if (!root) return
  yield {route: root, isRoot: true}
  const queue = [...itemsOf(valueAt(root, 'routes'))]
  for (let route = queue.shift(); route; route = queue.shift()) {
    yield {route, isRoot: false}
    queue.push(...itemsOf(valueAt(route, 'routes')))
  }
}

const inlineSecret: Check = {
  id: 'alertmanager/inline-secret',
  kinds: ['alertmanager'],
  severity: 'warning',
  title: {en: 'A secret in clear', zh: '明文密钥'},
  why: {
    en: 'Whoever reads the repository or the backup of the file can send mail or messages in your name.',
    zh: '任何能读取仓库或备份的人都可以冒用你的身份发送消息。',
  },
  fix: {
    en: 'Put it into a file of mode 0600 and name the file with …_file.',
    zh: '放入权限 0600 的文件，并用 …_file 指向它。',
  },
  *run(file) {
    for (const {node} of walkConfig(file.root)) {
      for (const {key, keyStart, value} of node.entries) {
        const text = textOf(value) ?? ''
        const isHook = key === 'api_url' && /^https:\/\/hooks\.|token=|\/services\//.test(text)
        const isTokenUrl = key === 'url' && /[?&](access_token|token|key|secret)=\w/.test(text)
        const better = secretFields[key] ?? (isHook ? 'api_url_file' : isTokenUrl ? 'url_file' : undefined)
        if (better === undefined || text === '' || /^(\$\{?\w+\}?|<secret>)$/.test(text)) continue
        yield {at: keyStart, what: {en: `${key} is in clear; there is ${better}`, zh: `${key} 为明文；可用 ${better}`}}
      }
    }
  },
}

const sampleName: Check = {
  id: 'alertmanager/sample-receiver',
  kinds: ['alertmanager'],
  severity: 'info',
  title: {en: 'The receiver has the name of the sample configuration', zh: '接收器沿用了示例配置的名称'},
  why: {
    en: 'A name that says nothing of the channel, and several channels behind it, cannot be routed apart later.',
    zh: '名称不说明渠道，且背后有多个渠道，以后无法分别路由。',
  },
  fix: {
    en: 'One receiver per channel, named for it: ops-mail, ops-webhook.',
    zh: '每个渠道一个接收器，并以其命名：ops-mail、ops-webhook。',
  },
  *run(file) {
    for (const receiver of itemsOf(valueAt(file.root, 'receivers'))) {
      const name = valueAt(receiver, 'name')
      if (name && /^web\.hook(\.\w+)?$|^example$/.test(textOf(name) ?? '')) yield {at: name.start}
    }
  },
}

const noResolved: Check = {
  id: 'alertmanager/email-without-resolved',
  kinds: ['alertmanager'],
  severity: 'info',
  title: {en: 'Mail does not say when it is over', zh: '邮件不会通知恢复'},
  why: {en: 'send_resolved is false for e-mail unless it is set.', zh: '邮件的 send_resolved 默认为 false。'},
  fix: {en: 'Add send_resolved: true.', zh: '加上 send_resolved: true。'},
  *run(file) {
    for (const {kind, config} of receiverConfigs(file)) {
      if (kind !== 'email_configs' || entryOf(config, 'send_resolved')) continue
      const first = config.entries[0]
      const edits = first && isBlockStyle(file, first) ? [addBefore(file, first)] : undefined
      yield {at: config.start, ...(edits ? {edits} : {})}
    }
  },
}

function addBefore(file: LintFile, {keyStart}: ConfigEntry): Edit {
  return {start: keyStart, end: keyStart, text: `send_resolved: true\n${indentAt(file, keyStart)}`}
}

const promised: Check = {
  id: 'alertmanager/channel-promised',
  kinds: ['alertmanager'],
  severity: 'warning',
  title: {en: 'A channel that is promised but not configured', zh: '承诺了渠道却没有配置'},
  why: {
    en: 'A name or a diagram says that people are told this way; the configuration never does.',
    zh: '名称或架构图说明会以此方式通知，但配置从未实现。',
  },
  fix: {
    en: 'Add the receiver (DingTalk and Feishu: a webhook with payload, or a bridge), or take the promise out.',
    zh: '添加接收器（钉钉、飞书：带 payload 的 webhook 或桥接），或去掉该承诺。',
  },
  *run(file, project) {
    const config = file.text.replaceAll(/#.*$/gm, '').replaceAll(/\b(name|receiver):[^,}\n]*/g, '')
    const drawn = project.ofKind('diagram').map(({text}) => text.replaceAll(/^\s*(```|#).*$/gm, ''))
    const names = itemsOf(valueAt(file.root, 'receivers')).flatMap((one) => valueAt(one, 'name') ?? [])
    for (const {name, promised: promise, kept} of channels) {
      if (kept.test(config)) continue
      const named = names.find((node) => promise.test(textOf(node) ?? ''))
      if (!named && !drawn.some((text) => promise.test(text))) continue
      const source = named ? {en: 'a receiver', zh: '接收器'} : {en: 'the diagram', zh: '架构图'}
      yield {
        at: named?.start ?? valueAt(file.root, 'receivers')?.start ?? 0,
        what: {
          en: `${source.en} promises ${name}, nothing sends there`,
          zh: `${source.zh}承诺了 ${name}，但没有任何发送配置`,
        },
      }
    }
  },
}

/** Checks of receivers. */
export const receiverChecks = [unknownField, inlineSecret, sampleName, noResolved, promised]
