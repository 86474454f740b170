/** Pages that opsctl writes: one file that needs no other, without a script, readable in light, in dark and on paper. */
import type {Lang} from './text.js'

export interface HtmlPage {
  readonly title: string
  readonly lang: Lang
  /** Rules beside those of every page. */
  readonly style: string
  readonly body: string
}

/** The look that all pages share. */
const baseStyle = `
:root{color-scheme:light dark;--ink:#1a2430;--soft:#586473;--line:#dbe1e8;--card:#fff;--back:#f4f6f9;--accent:#2463c4;--good:#0f7352;--warn:#8f5b00;--bad:#bf2f3c}
@media screen and (prefers-color-scheme:dark){:root{--ink:#e8ecf1;--soft:#9aa7b5;--line:#2b3541;--card:#161d25;--back:#0d1217;--accent:#72a9f7;--good:#4fc293;--warn:#e2ad4b;--bad:#ff7b76}}
*{box-sizing:border-box}
body{font:15px/1.5 system-ui,-apple-system,"Segoe UI","Noto Sans","Noto Sans CJK SC","PingFang SC","Microsoft YaHei",sans-serif;color:var(--ink);background:var(--back);max-width:1120px;margin:0 auto;padding:2rem 1.25rem 3rem}
h1{font-size:1.5rem;line-height:1.25;margin:0}h2{font-size:1.05rem;margin:2rem 0 .5rem}p{margin:.2rem 0;color:var(--soft)}
a{color:var(--accent)}:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
table{border-collapse:collapse;width:100%;font-size:14px}th,td{text-align:left;padding:.3rem .75rem .3rem 0;border-bottom:1px solid var(--line);vertical-align:top;overflow-wrap:anywhere}
th{color:var(--soft);font-weight:500}td.n,th.n{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
code,pre{font:13px/1.5 ui-monospace,"SF Mono",Menlo,Consolas,monospace;overflow-wrap:anywhere;white-space:pre-wrap;margin:0}
svg{width:100%;height:auto;display:block}text{fill:var(--soft);font-size:12px}
.warn{color:var(--bad)}
@media print{:root{color-scheme:light;--back:#fff}body{max-width:none;padding:0;font-size:12px}@page{margin:14mm}}`

/** The whole file. Its policy allows nothing but its own style: whatever was read, nothing runs and nothing is fetched. */
export function renderPage({title, lang, style, body}: HtmlPage): string {
  return `<!doctype html>
<html lang="${lang === 'zh' ? 'zh-Hans' : 'en'}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escapeHtml(title)}</title>
<style>${baseStyle}${style}</style>
</head>
<body>
${body}
</body>
</html>
`
}

/** A cell that is already HTML. */
export interface Markup {
  readonly html: string
}

/** What may stand in a table. */
export type Cell = string | Markup

/** A table with a head; `numbers` are the columns that are set to the right. */
export function renderTable(
  names: readonly string[],
  rows: readonly (readonly Cell[])[],
  numbers: readonly number[],
): string {
  const kind = (index: number) => (numbers.includes(index) ? ' class="n"' : '')
  const titles = names.map((name, index) => `<th scope="col"${kind(index)}>${escapeHtml(name)}</th>`).join('')
  const body = rows.map(
    (row) => `<tr>${row.map((cell, index) => `<td${kind(index)}>${showCell(cell)}</td>`).join('')}</tr>`,
  )
  return `<table><thead><tr>${titles}</tr></thead><tbody>${body.join('\n')}</tbody></table>`
}

function showCell(cell: Cell): string {
  return typeof cell === 'string' ? escapeHtml(cell) : cell.html
}

const ENTITIES: Readonly<Record<string, string>> = {'&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;'}

/** Any text as text of a page, between tags or in quotes. */
export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (char) => ENTITIES[char] ?? char)
}
