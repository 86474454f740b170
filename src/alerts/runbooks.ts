/** Runbooks: one page per alert and language. */
import {readShipped} from '../shipped.js'
import type {Lang} from '../text.js'

export interface Runbook {
  /** The expression of the alert in words. */
  readonly words: string
  /** Where its threshold comes from. */
  readonly threshold: string
  /** Markdown: the five sections. */
  readonly body: string
}

/** The headings of every runbook, in their order. */
export const runbookParts: Readonly<Record<Lang, readonly string[]>> = {
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

function unquoted(value: string): string {
  return value.trim().replace(/^(['"])(.*)\1$/, '$2')
}
