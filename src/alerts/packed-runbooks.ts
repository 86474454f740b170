/**
 * The runbooks of one rule file as HTML. The bundle has another module in this place, which reads what this one made when
 * it was built: one file in place of two per alert.
 */
import {listShipped, readShipped} from '../shipped.js'
import type {Lang} from '../text.js'
import {alertNamesIn} from './catalogue.js'
import {readRunbook} from './runbooks.js'

/** One section per alert that has a page; a test holds that each has one. */
export function runbookSections(file: string, lang: Lang): string {
  const pages = new Set(listShipped(file.split('/')[0] ?? '', 'runbooks'))
  const names = alertNamesIn(readShipped(file)).filter((name) => pages.has(`${name}.${lang}.md`))
  return names.map((name) => section(file, name, lang)).join('\n')
}

function section(file: string, name: string, lang: Lang): string {
  const {words, body} = readRunbook(file, name, lang)
  return `<section id="${name}"><h2>${name}</h2><p>${escapeHtml(words)}</p><pre>${escapeHtml(body)}</pre></section>`
}

/** Prometheus runs the page as a Go template, so braces are written as text. */
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
