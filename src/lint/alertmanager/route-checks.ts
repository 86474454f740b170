/** Checks of routes and inhibition. */

import {durationMs} from '../../promql/duration.js'
import type {Check, Edit, LintFile} from '../check.js'
import {type ConfigEntry, type ConfigNode, itemsOf, textOf, textsOf, valueAt} from '../node.js'
import type {Project} from '../project.js'
import {labelOf} from '../rules/read-rules.js'
import {isBlockStyle} from '../yaml-edits.js'
import {routesOf} from './receiver-checks.js'

const OLD_KEYS: Readonly<Record<string, string>> = {
  match: 'matchers',
  match_re: 'matchers',
  source_match: 'source_matchers',
  source_match_re: 'source_matchers',
  target_match: 'target_matchers',
  target_match_re: 'target_matchers',
}

const deprecatedMatch: Check = {
  id: 'alertmanager/deprecated-match',
  kinds: ['alertmanager'],
  severity: 'warning',
  title: {en: 'match, source_match and target_match are deprecated', zh: 'match、source_match 和 target_match 已弃用'},
  why: {en: 'A coming version will refuse them.', zh: '未来的版本会拒绝它们。'},
  fix: {
    en: 'Use matchers, source_matchers and target_matchers.',
    zh: '改用 matchers、source_matchers 和 target_matchers。',
  },
  *run(file) {
    const places = [...routesOf(file)].map(({route}) => route)
    for (const node of [...places, ...itemsOf(valueAt(file.root, 'inhibit_rules'))]) {
      for (const entry of node.entries) {
        const today = OLD_KEYS[entry.key]
        if (today === undefined) continue
        const isAlone = node.entries.every(({key}) => key !== today && (key === entry.key || OLD_KEYS[key] !== today))
        const edits = isAlone ? toMatchers(file, entry, today) : undefined
        const what = {en: `${entry.key} is deprecated; use ${today}`, zh: `${entry.key} 已弃用；请用 ${today}`}
        yield {at: entry.keyStart, what, ...(edits ? {edits} : {})}
      }
    }
  },
}

/** `match: {a: b}` → `matchers: [a = "b"]`, one a line, with the comments behind the lines. */
function toMatchers(file: LintFile, entry: ConfigEntry, today: string): readonly Edit[] | undefined {
  const {value, keyStart, key} = entry
  if (value.kind !== 'map' || !isBlockStyle(file, entry) || value.entries.length === 0) return undefined
  const op = key.endsWith('_re') ? '=~' : '='
  const words = value.entries.map((one) => `${one.key} ${op} ${JSON.stringify(textOf(one.value) ?? '')}`)
  const isFlow = file.text[value.start] === '{'
  if (isFlow) {
    const list = words.map((word) => `'${word}'`).join(', ')
    return [{start: keyStart, end: value.end, text: `${today}: [${list}]`}]
  }

  const lines = value.entries.map((one, index) => ({
    start: one.keyStart,
    end: one.value.end,
    text: `- ${words[index]}`,
  }))
  return [{start: keyStart, end: keyStart + key.length, text: today}, ...lines]
}

const MINUTE = 60_000

const shortTimers: Check = {
  id: 'alertmanager/short-timers',
  kinds: ['alertmanager'],
  severity: 'warning',
  title: {en: 'group_interval is far shorter than its default', zh: 'group_interval 远短于默认值'},
  why: {
    en: 'It is also the time limit of a notification: mail that takes longer is cancelled, and each new alert sends a message.',
    zh: '它同时是发送通知的时限：更慢的邮件会被取消，且每个新告警都会发一条消息。',
  },
  fix: {
    en: 'group_wait 30s, group_interval 5m, repeat_interval 4h for critical, 12h for the rest.',
    zh: 'group_wait 30s，group_interval 5m，repeat_interval 严重 4h、其余 12h。',
  },
  *run(file) {
    for (const {route} of routesOf(file)) {
      const node = valueAt(route, 'group_interval')
      const ms = durationMs(textOf(node))
      if (node && ms !== undefined && ms < MINUTE) yield {at: node.start}
    }
  },
}

const frequentRepeat: Check = {
  id: 'alertmanager/frequent-repeat',
  kinds: ['alertmanager'],
  severity: 'info',
  title: {en: 'Every alert is repeated every hour or more often', zh: '所有告警每小时或更频繁地重复'},
  why: {en: 'Repeated messages teach people to ignore them.', zh: '反复的消息会让人学会忽视。'},
  fix: {
    en: 'repeat_interval 12h at the top, 1h to 4h for critical only.',
    zh: '顶层 repeat_interval 取 12h，仅严重告警取 1h 到 4h。',
  },
  *run(file) {
    for (const {route, isRoot} of routesOf(file)) {
      const node = valueAt(route, 'repeat_interval')
      const ms = durationMs(textOf(node))
      if (isRoot && node && ms !== undefined && ms <= 60 * MINUTE) yield {at: node.start}
    }
  },
}

const unknownReceiver: Check = {
  id: 'alertmanager/unknown-receiver',
  kinds: ['alertmanager'],
  severity: 'error',
  title: {en: 'A route to a receiver that does not exist', zh: '路由指向不存在的接收器'},
  why: {en: 'Alertmanager does not start.', zh: 'Alertmanager 不会启动。'},
  fix: {en: 'Name one of the receivers below.', zh: '使用下方定义的接收器名称。'},
  *run(file) {
    const names = itemsOf(valueAt(file.root, 'receivers')).map((one) => textOf(valueAt(one, 'name')))
    for (const {route} of routesOf(file)) {
      const node = valueAt(route, 'receiver')
      const name = textOf(node)
      if (node && name !== undefined && !names.includes(name))
        yield {at: node.start, what: {en: `there is no receiver ${name}`, zh: `没有接收器 ${name}`}}
    }
  },
}

/** Labels that every alert from a scrape has, or that rules are expected to set. */
const COMMON = ['alertname', 'severity', 'job', 'instance']

const inhibitNever: Check = {
  id: 'alertmanager/inhibition-never-matches',
  kinds: ['alertmanager'],
  severity: 'warning',
  title: {en: 'The inhibition can never mute anything', zh: '该抑制规则永远不会生效'},
  why: {
    en: 'It mutes the warning of the same name when there is a critical one, and no alert is there in both severities.',
    zh: '它在同名严重告警存在时抑制警告，但没有任何告警同时具有两种级别。',
  },
  fix: {
    en: 'Write pairs: the same alert name with severity warning and critical; or inhibit by cause.',
    zh: '成对编写：同一告警名分别为 warning 和 critical；或按原因抑制。',
  },
  *run(file, project) {
    if (!project.rules.some(({kind}) => kind === 'alert')) return
    for (const rule of itemsOf(valueAt(file.root, 'inhibit_rules'))) {
      const equal = valueAt(rule, 'equal')
      if (equal && textsOf(equal).includes('alertname') && !hasPair(project, rule)) yield {at: rule.start}
    }
  },
}

/** Whether some alert name carries two severities, when it is by severity that the rule inhibits. */
function hasPair(project: Project, rule: ConfigNode): boolean {
  const words = ['source_match', 'source_matchers', 'target_match', 'target_matchers'].map((key) => valueAt(rule, key))
  const isBySeverity = words.some((node) => node && JSON.stringify([...namesIn(node)]).includes('severity'))
  if (!isBySeverity) return true
  const severities = new Map<string, Set<string>>()
  for (const alert of project.rules) {
    if (alert.kind !== 'alert') continue
    severities.set(alert.name, (severities.get(alert.name) ?? new Set()).add(labelOf(alert, 'severity') ?? ''))
  }

  return [...severities.values()].some(({size}) => size > 1)
}

function namesIn(node: ConfigNode): readonly string[] {
  return [...node.entries.map(({key}) => key), ...textsOf(node)]
}

const missingEqual: Check = {
  id: 'alertmanager/inhibition-missing-label',
  kinds: ['alertmanager'],
  severity: 'warning',
  title: {en: 'equal names a label that no alert has', zh: 'equal 中的标签没有任何告警具有'},
  why: {
    en: 'A label that both lack counts as equal: one critical alert can mute every warning.',
    zh: '双方都缺少的标签视为相等：一个严重告警可能抑制所有警告。',
  },
  fix: {
    en: 'Name labels that the alerts have, such as job and instance.',
    zh: '写告警实际具有的标签，如 job 和 instance。',
  },
  *run(file, project) {
    if (!project.rules.some(({kind}) => kind === 'alert')) return
    const known = new Set([
      ...COMMON,
      ...project.rules.flatMap(({labels}) => labels.map(({key}) => key)),
      ...scraped(project),
    ])
    for (const rule of itemsOf(valueAt(file.root, 'inhibit_rules'))) {
      for (const node of itemsOf(valueAt(rule, 'equal'))) {
        const label = textOf(node) ?? ''
        if (!known.has(label))
          yield {at: node.start, what: {en: `no alert has the label ${label}`, zh: `没有告警具有标签 ${label}`}}
      }
    }
  },
}

/** Labels from prometheus.yml, and those that expressions select or group by. */
function scraped(project: Project): readonly string[] {
  const configs = project.ofKind('prometheus').flatMap(({root}) => {
    const jobs = itemsOf(valueAt(root, 'scrape_configs'))
    const blocks = jobs.flatMap((job) => itemsOf(valueAt(job, 'static_configs')))
    const relabels = jobs.flatMap((job) => itemsOf(valueAt(job, 'relabel_configs')))
    return [
      ...(valueAt(root, 'global', 'external_labels')?.entries ?? []).map(({key}) => key),
      ...blocks.flatMap((block) => (valueAt(block, 'labels')?.entries ?? []).map(({key}) => key)),
      ...relabels.flatMap((one) => textOf(valueAt(one, 'target_label')) ?? []),
    ]
  })
  const used = project.rules.flatMap(({query}) =>
    (query?.nodes ?? []).flatMap(({expr}) => {
      if (expr.type === 'selector') return expr.matchers.map(({label}) => label)
      return expr.type === 'aggregate' ? (expr.by ?? []) : []
    }),
  )
  return [...configs, ...used]
}

/** Checks of routes and inhibition. */
export const routeChecks = [deprecatedMatch, shortTimers, frequentRepeat, unknownReceiver, inhibitNever, missingEqual]
