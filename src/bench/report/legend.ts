/** What the lines and marks of a chart stand for. */
import {escapeHtml} from '../../html.js'
import {line, type MarkShape, mark} from './svg.js'

export type LegendEntry =
  | {readonly line: string; readonly words: string}
  | {readonly area: string; readonly words: string}
  | {readonly mark: MarkShape; readonly kind: string; readonly words: string}

/** A list of samples with their names. */
export function renderLegend(entries: readonly LegendEntry[]): string {
  const items = entries.map((entry) => `<li>${sampleOf(entry)}${escapeHtml(entry.words)}</li>`)
  return `<ul class="legend">${items.join('')}</ul>`
}

function sampleOf(entry: LegendEntry): string {
  const inner = () => {
    if ('line' in entry) {
      const ends = [
        [1, 6],
        [25, 6],
      ] as const
      return line(ends, entry.line)
    }

    if ('area' in entry) return `<rect class="${entry.area}" x="2" y="1" width="22" height="10"/>`
    return `<g class="spot ${entry.kind}">${mark(entry.mark, [13, 6])}</g>`
  }
  return `<svg viewBox="0 0 26 12" aria-hidden="true">${inner()}</svg>`
}
