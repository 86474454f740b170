/** What `explain` prints. */
import type {KeyExplanation} from '../../actions/explain.js'
import {explainMessages} from '../../messages/explain.js'
import type {Lang, Text} from '../../text.js'

/** One key in lines: meaning, what it takes, default, where it ends up, the keys below. */
export function formatExplanation(key: KeyExplanation, lang: Lang): string {
  const say = (text: Text) => text[lang]
  if (key.path === '') return [say(explainMessages.topTitle), '', ...keyLines(key, lang)].join('\n')
  const rows: [Text, string][] = [[explainMessages.takes, say(key.takes)]]
  if (key.required) rows.push([explainMessages.required, '✓'])
  else rows.push([explainMessages.default, defaultText(key, lang)])
  if (key.lands) rows.push([explainMessages.lands, say(key.lands)])
  const width = Math.max(...rows.map(([label]) => columns(say(label))))
  const lines = rows.map(([label, value]) => `  ${say(label)}${' '.repeat(width - columns(say(label)) + 2)}${value}`)
  const keys = key.keys.length === 0 ? [] : ['', `${say(explainMessages.keys)}:`, ...keyLines(key, lang)]
  return [key.path, `  ${say(key.meaning)}`, '', ...lines, ...keys].join('\n')
}

function defaultText(key: KeyExplanation, lang: Lang): string {
  if (key.default === undefined) return explainMessages.none[lang]
  return typeof key.default === 'string' ? key.default : JSON.stringify(key.default)
}

function keyLines(key: KeyExplanation, lang: Lang): string[] {
  const width = Math.max(...key.keys.map((child) => child.key.length))
  return key.keys.map((child) => `  ${child.key.padEnd(width + 2)}${child.meaning[lang]}`)
}

/** Chinese characters take two columns of a terminal. */
function columns(words: string): number {
  return [...words].reduce((sum, letter) => sum + (/[\u2e80-\uffef]/.test(letter) ? 2 : 1), 0)
}
