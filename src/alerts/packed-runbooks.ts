/**
 * All runbooks, packed for the page of runbooks, which unpacks and lays out those of its stack. The bundle has another
 * module in this place, which reads what this one made when it was built: one file in place of two per alert.
 */
import {zlibSync} from 'fflate'

import {listShipped, readShipped} from '../shipped.js'
import type {Lang} from '../text.js'
import {alertNamesIn, listAlertFiles} from './catalogue.js'
import {readRunbook} from './runbooks.js'

const packed = new Map<Lang, string>()

/**
 * Deflated, in base64: on a cluster all of it lies in the release, beside everything else. Those of all rooms together, since
 * much of what one says another says too. Not by Node's own zlib, whose bytes differ between versions.
 */
export function packedRunbooks(lang: Lang): string {
  const known = packed.get(lang)
  if (known !== undefined) return known
  const text = listAlertFiles()
    .map((file) => `% ${file}\n${runbooksOf(file, lang)}`)
    .join('\n\n')
  const bytes = zlibSync(new TextEncoder().encode(text), {level: 9})
  const made = Buffer.from(bytes).toString('base64')
  packed.set(lang, made)
  return made
}

/** One section per alert that has a page; a test holds that each has one. */
function runbooksOf(file: string, lang: Lang): string {
  const pages = new Set(listShipped(file.split('/')[0] ?? '', 'runbooks'))
  const names = alertNamesIn(readShipped(file)).filter((name) => pages.has(`${name}.${lang}.md`))
  return names.map((name) => section(file, name, lang)).join('\n\n')
}

/** Name, expression in words, and the five parts with an empty line between two; their headings are the same each time. */
function section(file: string, name: string, lang: Lang): string {
  const {words, body} = readRunbook(file, name, lang)
  const parts = body.split(/^## .*\n/m).slice(1)
  return `# ${name}\n${words}\n${parts.map(part).join('\n\n')}`
}

/** A part without empty lines. What to type is marked at each line: `$` for a shell, `>` for Prometheus. */
function part(text: string): string {
  return text
    .replaceAll(/^```(\w+)\n([\s\S]*?)\n```$/gm, (_, language: string, code: string) =>
      code.replaceAll(/^/gm, language === 'sh' ? '$ ' : '> '),
    )
    .replaceAll(/\n{2,}/g, '\n')
    .trim()
}
