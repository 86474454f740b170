/** The page `/consoles/runbooks.html` of Prometheus, so that the link in an alert works on a machine without a way out. */
import type {Lang} from '../text.js'
import {runbookSections} from './runbook-sections.js'

/** The page with the runbooks of some rule files. */
export function runbooksPage(files: readonly string[], lang: Lang): string {
  const sections = files.map((file) => runbookSections(file, lang)).filter((text) => text !== '')
  const names = sections.flatMap((text) => [...text.matchAll(/<section id="(\w+)">/g)].map(([, name = '']) => name))
  const title = lang === 'zh' ? '运行手册' : 'Runbooks'
  return `<!doctype html>
<html lang="${lang}"><head><meta charset="utf-8"><title>${title}</title><style>
body { font: 16px/1.5 sans-serif; max-width: 50em; margin: auto; padding: 1em }
pre { font: 14px/1.5 monospace; white-space: pre-wrap; background: #f4f4f4; padding: 1em }
ul { columns: 3 }
section:target { outline: 3px solid #e65 }
</style></head><body><h1>${title}</h1>
<ul>
${names.map((name) => `<li><a href="#${name}">${name}</a></li>`).join('\n')}
</ul>
${sections.join('\n')}
</body></html>
`
}
