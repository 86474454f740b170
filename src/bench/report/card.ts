/** One part of the page: what it is, the chart, and its figures as a table for those who want or need them as such. */
import {type Cell, escapeHtml, renderTable} from '../../html.js'
import {benchPageMessages as say} from '../../messages/bench-page.js'
import type {Lang} from '../../text.js'
import {type LegendEntry, renderLegend} from './legend.js'
import {FULL_WIDTH, HALF_WIDTH} from './plot.js'

export interface CardTable {
  readonly names: readonly string[]
  readonly rows: readonly (readonly Cell[])[]
  /** Columns that are set to the right. */
  readonly numbers: readonly number[]
}

export interface Card {
  readonly id: string
  readonly title: string
  readonly lede?: string
  readonly legend?: readonly LegendEntry[]
  /** What comes before the chart, as HTML. */
  readonly content?: string
  /** Draws the chart for a width. */
  readonly draw?: (width: number) => string
  readonly table?: CardTable
  /** A table that is the content, not behind a chart. */
  readonly isTableOpen?: boolean
  /** Beside the next one where the screen is wide. */
  readonly isHalf?: boolean
}

function renderCard(card: Card, width: number, lang: Lang): string {
  const {id, title, lede, legend, content, draw, table, isTableOpen} = card
  const figures = table && scrolled(renderTable(table.names, table.rows, table.numbers))
  const parts = [
    `<h2 id="${id}-title">${escapeHtml(title)}</h2>`,
    lede && `<p>${escapeHtml(lede)}</p>`,
    legend && renderLegend(legend),
    content,
    draw && scrolled(draw(width)),
    figures && (isTableOpen ? figures : `<details><summary>${say.figures[lang]}</summary>${figures}</details>`),
  ]
  return `<section class="card" id="${id}" aria-labelledby="${id}-title">${parts.filter(Boolean).join('')}</section>`
}

/** Scrolls sideways by itself where the screen is narrow. */
function scrolled(html: string): string {
  return `<div class="scroll">${html}</div>`
}

/** Parts one below the other; neighbouring halves side by side. */
export function renderCards(cards: readonly Card[], lang: Lang): string {
  const rows: Card[][] = []
  for (const card of cards) {
    const row = rows.at(-1)
    if (card.isHalf && row?.length === 1 && row[0]?.isHalf) row.push(card)
    else rows.push([card])
  }

  return rows
    .map((row) => {
      const html = row.map((card) => renderCard(card, row.length === 2 ? HALF_WIDTH : FULL_WIDTH, lang)).join('')
      return row.length === 2 ? `<div class="grid-2">${html}</div>` : html
    })
    .join('\n')
}
