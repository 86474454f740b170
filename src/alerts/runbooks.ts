/** Runbooks: one page per alert and language, and the page that Prometheus serves them on. */
import {listShipped, readShipped} from '../shipped.js'
import type {Lang} from '../text.js'
import {alertNamesIn} from './catalogue.js'

export interface Runbook {
  /** The expression of the alert in words. */
  readonly words: string
  /** Where its threshold comes from. */
  readonly threshold: string
  /** Markdown: the five sections. */
  readonly body: string
}

/** The headings of every runbook, in their order. */
export const runbookSections: Readonly<Record<Lang, readonly string[]>> = {
  en: ['Meaning', 'Impact', 'Diagnosis', 'Mitigation', 'False positives'],
  zh: ['含义', '影响', '诊断', '处置', '误报'],
}

/** The runbook of an alert; `file` is its rule file from templates/. Throws when there is none. */
export function readRunbook(file: string, alert: string, lang: Lang): Runbook {
  return parseRunbook(readShipped(`${file.split('/')[0]}/runbooks/${alert}.${lang}.md`))
}

/** Front matter and body of a page. Throws when a part is missing. */
export function parseRunbook(text: string): Runbook {
  const [, head = '', body = ''] = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(text) ?? []
  const line = (key: string) => new RegExp(`^${key}:\\s*(.+)$`, 'm').exec(head)?.[1]
  const words = line('words')
  const threshold = line('threshold')
  if (words === undefined || threshold === undefined || body.trim() === '') throw new Error('a runbook lacks a part')
  return {words: unquoted(words), threshold: unquoted(threshold), body: body.trim()}
}

/**
 * The page `/consoles/runbooks.html` of Prometheus with the runbooks of some rule files, so that the link in an alert works
 * on a machine without a way out. Prometheus runs it as a Go template, so its braces are written as text.
 */
export function runbooksPage(files: readonly string[], lang: Lang): string {
  const alerts = files.flatMap((file) => {
    const pages = new Set(listShipped(file.split('/')[0] ?? '', 'runbooks'))
    const names = alertNamesIn(readShipped(file)).filter((name) => pages.has(`${name}.${lang}.md`))
    return names.map((name) => ({file, name}))
  })
  const index = alerts.map(({name}) => `<li><a href="#${name}">${name}</a></li>`).join('\n')
  const pages = alerts.map(({file, name}) => {
    const {words, body} = readRunbook(file, name, lang)
    return `<section id="${name}"><h2>${name}</h2><p>${escapeHtml(words)}</p><pre>${escapeHtml(body)}</pre></section>`
  })
  const title = lang === 'zh' ? '运行手册' : 'Runbooks'
  return `<!doctype html>
<html lang="${lang}"><head><meta charset="utf-8"><title>${title}</title><style>
body { font: 16px/1.5 sans-serif; max-width: 50em; margin: auto; padding: 1em }
pre { font: 14px/1.5 monospace; white-space: pre-wrap; background: #f4f4f4; padding: 1em }
ul { columns: 3 }
section:target { outline: 3px solid #e65 }
</style></head><body><h1>${title}</h1>
<ul>
${index}
</ul>
${pages.join('\n')}
</body></html>
`
}

function escapeHtml(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '{': '&#123;',
    '}': '&#125;',
  }
  return text.replaceAll(/[&<>{}]/g, (character) => entities[character] ?? character)
}

function unquoted(value: string): string {
  return value.trim().replace(/^(['"])(.*)\1$/, '$2')
}
