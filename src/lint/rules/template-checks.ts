/** Checks of the templates in labels and annotations. */

import {readTemplate, type TemplateUse, unknownUse} from '../../alerts/annotation-template.js'
import {thresholdOf} from '../../promql/ast.js'
import {labelsOf, mayHave} from '../../promql/labels.js'
import type {Text} from '../../text.js'
import {offsetInScalar} from '../aligner.js'
import type {Check, Hit} from '../check.js'
import {type ConfigNode, textOf} from '../node.js'
import type {Project} from '../project.js'
import type {RuleEntry} from './read-rules.js'

/** One template of an alert. */
interface Template {
  readonly rule: RuleEntry
  readonly node: ConfigNode
  readonly text: string
  readonly place: (index: number) => number
}

function* templatesOf(rules: readonly RuleEntry[]): Generator<Template> {
  for (const rule of rules) {
    if (rule.kind !== 'alert') continue
    for (const {value: node} of [...rule.labels, ...rule.annotations]) {
      const text = textOf(node)
      if (!text?.includes('{{')) continue
      yield {rule, node, text, place: (index) => offsetInScalar(rule.file.text, node.start, node.end, text, index)}
    }
  }
}

type Judge = (use: TemplateUse, template: Template) => Text | undefined

/** A check of every use in every template of a file. */
function useCheck(
  words: Omit<Check, 'kinds' | 'run'>,
  judge: Judge,
  repair?: (use: TemplateUse) => string | undefined,
): Check {
  return {
    ...words,
    kinds: ['rules'],
    *run(file, project: Project): Generator<Hit> {
      for (const template of templatesOf(project.rulesOf(file))) {
        for (const use of readTemplate(template.text).uses) {
          const what = judge(use, template)
          if (!what) continue
          const at = template.place(use.at)
          const text = repair?.(use)
          yield {at, what, ...(text ? {edits: [{start: at, end: at + use.name.length, text}]} : {})}
        }
      }
    },
  }
}

const REPAIRS: Readonly<Record<string, string>> = {
  $label: '$labels',
  $Labels: '$labels',
  $lables: '$labels',
  $values: '$value',
  $Value: '$value',
  $val: '$value',
}

const unknownField = useCheck(
  {
    id: 'rules/unknown-template-field',
    severity: 'error',
    title: {en: 'The template uses something that does not exist', zh: '模板使用了不存在的内容'},
    why: {
      en: 'Prometheus refuses the file, or the message says "<error expanding template>".',
      zh: 'Prometheus 会拒绝该文件，或消息显示 “<error expanding template>”。',
    },
    fix: {
      en: 'There are $labels.NAME, $value, $externalLabels.NAME and $externalURL.',
      zh: '可用的有 $labels.NAME、$value、$externalLabels.NAME 和 $externalURL。',
    },
  },
  (use, {text}) => unknownUse(use, text),
  ({name}) => REPAIRS[name],
)

const droppedLabel = useCheck(
  {
    id: 'rules/label-dropped',
    severity: 'warning',
    title: {en: 'The message names a label that the result does not have', zh: '消息引用了结果中不存在的标签'},
    why: {
      en: 'The expression aggregates it away, so the text has a hole where the name should be.',
      zh: '表达式在聚合时丢掉了它，文字中会留下空白。',
    },
    fix: {en: 'Add it to by (…), or leave it out of the text.', zh: '把它加入 by (…)，或从文字中去掉。'},
  },
  ({kind, name}, {rule}) => {
    const parsed = rule.query?.parsed
    if (kind !== 'label' || !parsed || !('expr' in parsed) || rule.labels.some(({key}) => key === name))
      return undefined
    if (name === 'alertname' || mayHave(labelsOf(parsed.expr), name)) return undefined
    return {en: `the result has no label ${name}`, zh: `结果中没有标签 ${name}`}
  },
)

const brokenTemplate: Check = {
  id: 'rules/broken-template',
  kinds: ['rules'],
  severity: 'error',
  title: {en: 'The template is not closed', zh: '模板未闭合'},
  why: {en: 'Prometheus refuses the whole file.', zh: 'Prometheus 会拒绝整个文件。'},
  fix: {en: 'Close it with }}.', zh: '用 }} 闭合。'},
  *run(file, project) {
    for (const {text, place} of templatesOf(project.rulesOf(file))) {
      const {brokenAt} = readTemplate(text)
      if (brokenAt !== undefined) yield {at: place(brokenAt)}
    }
  },
}

const wrongUnit: Check = {
  id: 'rules/wrong-unit',
  kinds: ['rules'],
  severity: 'warning',
  title: {en: 'The unit in the message does not fit the value', zh: '消息中的单位与数值不符'},
  why: {en: 'The message is wrong by a factor of 100.', zh: '消息中的数值相差 100 倍。'},
  fix: {
    en: 'humanizePercentage takes a share from 0 to 1; "%" after $value takes a value from 0 to 100.',
    zh: 'humanizePercentage 需要 0 到 1 的比例；$value 后写 “%” 则需要 0 到 100 的值。',
  },
  *run(file, project) {
    for (const {rule, text, place} of templatesOf(project.rulesOf(file))) {
      const ratio = ratioOf(rule)
      if (!ratio) continue
      const percent = text.search(/\{\{[^}]*\$value[^}]*humanizePercentage/)
      if (percent >= 0 && ratio.isHundred && ratio.number > 1) yield {at: place(percent)}
      const plain = text.search(PLAIN_PERCENT)
      if (plain >= 0 && !ratio.isHundred && ratio.number > 0 && ratio.number < 1) yield {at: place(plain)}
    }
  },
}

const PLAIN_PERCENT =
  /\{\{-?\s*(\$value|\.Value|printf "[^"]*" \$value)\s*(\|\s*(humanize|printf "[^"]*")\s*)?-?\}\}\s?%/

/** The outermost comparison of an alert, if it is of a ratio, and whether that is from 0 to 100. */
function ratioOf({query}: RuleEntry): {readonly number: number; readonly isHundred: boolean} | undefined {
  const limits = (query?.nodes ?? []).flatMap(({expr, above}) => {
    const limit = thresholdOf(expr)
    return limit && above.every((node) => node.type === 'binary') ? [limit] : []
  })
  const [first] = limits
  if (!query || limits.length !== 1 || first?.subject.type !== 'binary') return undefined
  const words = query.text.slice(first.subject.start, first.subject.end)
  if (!words.includes('/')) return undefined
  return {number: first.number, isHundred: /\b100(\.0)?\b|\b1e2\b/.test(words)}
}

/** Checks of labels and annotations. */
export const templateChecks = [unknownField, droppedLabel, brokenTemplate, wrongUnit]
