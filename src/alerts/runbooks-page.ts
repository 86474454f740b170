/** The page `/consoles/runbooks.html` of Prometheus, so that the link in an alert works on a machine without a way out. */
import type {Lang} from '../text.js'
import {packedRunbooks} from './packed-runbooks.js'
import {runbookParts} from './runbooks.js'

/**
 * Unpacks the runbooks and lays them out: a list of all of them, then a section per alert, its parts with their headings.
 * Prometheus runs the page as a Go template, so two braces must not meet.
 */
const SCRIPT = `
const unpack = (packed) => {
  const bytes = Uint8Array.from(atob(packed), (one) => one.charCodeAt(0))
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate'))).text()
}
const add = (parent, tag, textContent = '') =>
  parent.appendChild(Object.assign(document.createElement(tag), {textContent}))
const lay = (runbook) => {
  const [head, ...parts] = runbook.split('\\n\\n')
  const [name, words, ...meaning] = head.split('\\n')
  add(add(list, 'li'), 'a', name).href = '#' + name
  const section = add(document.body, 'section')
  section.id = name
  add(section, 'h2', name)
  add(section, 'p', words)
  for (const [index, part] of [meaning.join('\\n'), ...parts].entries()) {
    add(section, 'h3', headings[index])
    for (const line of part.split('\\n')) {
      if (/^[$>] /.test(line)) add(section, 'code', line.slice(2)).dataset.mark = line[0]
      else add(section, 'p', line)
    }
  }
}
const text = await unpack(document.getElementById('packed').textContent.trim())
document.querySelector('p').remove()
const list = add(document.body, 'ul')
for (const group of text.slice(2).split('\\n\\n% ')) {
  const [file, ...runbooks] = group.split(/\\n+# /)
  if (files.includes(file)) runbooks.forEach(lay)
}
if (location.hash) location.replace(location.hash)
`

const STYLE = `
body { font: 16px/1.5 sans-serif; max-width: 50em; margin: auto; padding: 1em }
code { display: block; font: 14px/1.5 monospace; white-space: pre-wrap; background: #f4f4f4; padding: 0 1em }
code::before { content: attr(data-mark) ' '; color: #888 }
h3, p { margin: .5em 0 }
ul { columns: 3 }
section:target { outline: 3px solid #e65 }
`

const words: Readonly<Record<Lang, {readonly title: string; readonly packed: string}>> = {
  en: {
    title: 'Runbooks',
    packed: 'A script unpacks this page; browsers can since 2023. `opsctl runbook &lt;alert&gt;` prints the same text.',
  },
  zh: {
    title: '运行手册',
    packed: '本页由脚本解包，需要 2023 年以后的浏览器。`opsctl runbook &lt;告警名&gt;` 打印同样的内容。',
  },
}

/** The page with the runbooks of some rule files. */
export function runbooksPage(files: readonly string[], lang: Lang): string {
  const {title, packed} = words[lang]
  return `<!doctype html>
<html lang="${lang}"><head><meta charset="utf-8"><title>${title}</title><style>${STYLE}</style></head><body><h1>${title}</h1>
<p>${packed}</p>
<script id="packed" type="text/plain">
${packedRunbooks(lang)}
</script><script type="module">
const headings = ${JSON.stringify(runbookParts[lang])}
const files = ${JSON.stringify(files)}${SCRIPT}</script></body></html>
`
}
