/** Findings as a person reads them. */
import {lintMessages as say} from '../../messages/lint.js'
import type {Lang} from '../../text.js'
import type {Finding} from '../check.js'

const words = {
  error: {en: 'error', zh: '错误'},
  warning: {en: 'warning', zh: '警告'},
  info: {en: 'hint', zh: '提示'},
} as const

/** One block per finding: place, what, why, fix; and a last line with the sums. */
export function formatText(findings: readonly Finding[], files: number, lang: Lang): string {
  if (findings.length === 0) return say.clean(files)[lang]
  const count = (severity: Finding['severity']) => findings.filter((one) => one.severity === severity).length
  const repairs = findings.filter(({edits}) => edits.length > 0).length
  const sums = say.summary(files, count('error'), count('warning'), count('info'))[lang]
  const blocks = findings.map((finding) => formatFinding(finding, lang))
  return [...blocks, repairs > 0 ? `${sums}; ${say.fixableCount(repairs)[lang]}` : sums].join('\n')
}

function formatFinding({file, line, column, severity, id, message, why, fix, edits}: Finding, lang: Lang): string {
  const able = edits.length > 0 ? ` ${say.fixable[lang]}` : ''
  return [
    `${file}:${line}:${column} ${words[severity][lang]} ${id}: ${message[lang]}`,
    `    ${say.why[lang]}: ${why[lang]}`,
    `    ${say.fix[lang]}: ${fix[lang]}${able}`,
  ].join('\n')
}
