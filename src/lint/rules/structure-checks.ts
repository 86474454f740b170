/** Checks of the shape of rule files: groups, names, durations. */

import {durationMs} from '../../promql/duration.js'
import type {Check, Edit, LintFile} from '../check.js'
import {rulesRoot} from '../detect.js'
import {entryOf, itemsOf, textOf, valueAt} from '../node.js'
import {labelOf} from './read-rules.js'

const noGroups: Check = {
  id: 'rules/no-groups',
  kinds: ['rules'],
  severity: 'error',
  title: {en: 'Rules at the top level, without groups', zh: '规则位于顶层，没有 groups'},
  why: {
    en: 'A rule file holds groups, and groups hold rules; Prometheus refuses this file, so none of its alerts exists.',
    zh: '规则文件包含 groups，groups 再包含 rules；Prometheus 会拒绝该文件，其中的告警都不存在。',
  },
  fix: {
    en: 'Put them into a group: groups: [{name: …, rules: […]}].',
    zh: '放入一个组：groups: [{name: …, rules: […]}]。',
  },
  *run(file) {
    const root = rulesRoot(file.root)
    const rules = root && entryOf(root, 'rules')
    if (!rules || root !== file.root) return
    yield {
      at: rules.keyStart,
      ...(file.text.trimStart().startsWith('{') ? {} : {edits: wrapInGroup(file, rules.keyStart)}),
    }
  },
}

/** Indents everything from `rules:` on and puts a group above it. */
function wrapInGroup({path, text}: LintFile, start: number): readonly Edit[] {
  const name = (path.split('/').at(-1) ?? 'rules').replace(/\.\w+$/, '')
  const lines = [...text.slice(start).matchAll(/\n(?=[^\n])/g)].map(({index}) => start + index + 1)
  return [
    {start, end: start, text: `groups:\n  - name: ${name}\n    `},
    ...lines.filter((at) => at < text.length).map((at) => ({start: at, end: at, text: '    '})),
  ]
}

const duplicateGroup: Check = {
  id: 'rules/duplicate-group',
  kinds: ['rules'],
  severity: 'error',
  title: {en: 'Two groups with one name', zh: '两个组同名'},
  why: {en: 'Prometheus refuses a file with two groups of the same name.', zh: 'Prometheus 会拒绝含有同名组的文件。'},
  fix: {en: 'Rename one of them.', zh: '重命名其中一个。'},
  *run(file) {
    const seen = new Set<string>()
    for (const group of itemsOf(valueAt(rulesRoot(file.root), 'groups'))) {
      const node = valueAt(group, 'name')
      const name = textOf(node)
      if (!node || name === undefined) continue
      if (seen.has(name))
        yield {at: node.start, what: {en: `the group ${name} is there twice`, zh: `组 ${name} 出现两次`}}
      seen.add(name)
    }
  },
}

const duplicateRule: Check = {
  id: 'rules/duplicate-rule',
  kinds: ['rules'],
  severity: 'warning',
  title: {en: 'The same rule twice', zh: '同一规则出现两次'},
  why: {
    en: 'Two recording rules of one name and labels overwrite each other; two equal alerts notify twice.',
    zh: '名称和标签相同的记录规则会互相覆盖；相同的告警会通知两次。',
  },
  fix: {en: 'Remove one, or tell them apart by a label.', zh: '删除其一，或用标签区分。'},
  *run(file, project) {
    const seen = new Set<string>()
    for (const rule of project.rulesOf(file)) {
      const labels = rule.labels.map(({key, value}) => `${key}=${textOf(value)}`).toSorted()
      const expr = rule.query?.text.replaceAll(/\s+/g, '') ?? ''
      const key = [rule.kind, rule.name, ...labels, expr].join('\n')
      if (seen.has(key)) yield {at: rule.nameAt, what: {en: `${rule.name} is there twice`, zh: `${rule.name} 出现两次`}}
      seen.add(key)
    }
  },
}

const DURATION_KEYS = ['for', 'keep_firing_for']

const badDuration: Check = {
  id: 'rules/bad-duration',
  kinds: ['rules'],
  severity: 'error',
  title: {en: 'Not a duration', zh: '不是时长'},
  why: {en: 'Prometheus refuses the whole file.', zh: 'Prometheus 会拒绝整个文件。'},
  fix: {en: 'Write it as 30s, 5m or 1h30m.', zh: '写成 30s、5m 或 1h30m。'},
  *run(file, project) {
    for (const {node} of project.rulesOf(file)) {
      for (const key of DURATION_KEYS) {
        const value = valueAt(node, key)
        const text = textOf(value)
        if (!value || text === undefined || durationMs(text) !== undefined) continue
        yield {at: value.start, what: {en: `${key}: ${text} is no duration`, zh: `${key}: ${text} 不是时长`}}
      }
    }
  },
}

const KEYS = new Set(['alert', 'record', 'expr', 'for', 'keep_firing_for', 'labels', 'annotations'])

const unknownKey: Check = {
  id: 'rules/unknown-key',
  kinds: ['rules'],
  severity: 'error',
  title: {en: 'A rule has no such key', zh: '规则没有这个键'},
  why: {en: 'Prometheus refuses the whole file.', zh: 'Prometheus 会拒绝整个文件。'},
  fix: {
    en: 'A rule has alert or record, expr, for, keep_firing_for, labels, annotations.',
    zh: '规则的键有 alert 或 record、expr、for、keep_firing_for、labels、annotations。',
  },
  *run(file, project) {
    for (const {node} of project.rulesOf(file)) {
      for (const {key, keyStart} of node.entries) {
        if (!KEYS.has(key)) yield {at: keyStart, what: {en: `a rule has no key ${key}`, zh: `规则没有键 ${key}`}}
      }

      if (!entryOf(node, 'expr')) yield {at: node.start, what: {en: 'the rule has no expr', zh: '规则缺少 expr'}}
    }
  },
}

const noSeverity: Check = {
  id: 'rules/no-severity',
  kinds: ['rules'],
  severity: 'info',
  title: {en: 'The alert has no severity', zh: '告警没有 severity'},
  why: {en: 'Routing, inhibition and people cannot tell what is urgent.', zh: '路由、抑制和人都无法区分轻重缓急。'},
  fix: {
    en: 'Add labels: {severity: critical | warning | info}.',
    zh: '加上 labels: {severity: critical | warning | info}。',
  },
  *run(file, project) {
    for (const rule of project.rulesOf(file)) {
      if (rule.kind === 'alert' && labelOf(rule, 'severity') === undefined) yield {at: rule.nameAt}
    }
  },
}

const noRunbook: Check = {
  id: 'rules/no-runbook',
  kinds: ['rules'],
  severity: 'info',
  title: {en: 'No alert of the file has a runbook', zh: '文件中的告警都没有 runbook'},
  why: {
    en: 'The person who is woken up has to find out alone what it means and what to do.',
    zh: '被叫醒的人只能独自弄清含义和处置方法。',
  },
  fix: {en: 'Add annotations: {runbook_url: …}.', zh: '加上 annotations: {runbook_url: …}。'},
  *run(file, project) {
    const alerts = project.rulesOf(file).filter(({kind}) => kind === 'alert')
    const hasOne = alerts.some(({annotations}) => annotations.some(({key}) => /^runbook/.test(key)))
    if (alerts[0] && !hasOne) yield {at: alerts[0].nameAt}
  },
}

/** Checks of the shape of rule files. */
export const structureChecks = [noGroups, duplicateGroup, duplicateRule, badDuration, unknownKey, noSeverity, noRunbook]
