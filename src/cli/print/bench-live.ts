/** One line of a load test while it runs: the time, the rate, p50 and p99, errors, and the p99s of the last minute drawn. */
import type {BenchSecond} from '../../bench/result.js'
import {formatRate, formatUs} from '../../figures.js'
import {benchHttpMessages as say} from '../../messages/bench-http.js'
import type {Lang} from '../../text.js'
import {formatSparkline, needsPlainSigns} from './sparkline.js'
import {widthOf} from './units.js'

const SPARKS = 30
/** Requests are always on their way; fewer answers than this share of what was due are worth a word. */
const LATE_SHARE = 0.97
/** Of a terminal that does not tell, or tells 0. */
const DEFAULT_COLUMNS = 80
const CLEAR_LINE = '\r\u001b[2K'

/** Where a live line is drawn. */
export interface LiveScreen {
  readonly isTTY?: boolean
  readonly columns?: number
  write(text: string): unknown
}

export interface LiveView {
  onSecond(second: BenchSecond): void
  /** Takes the line away, so that the summary stands in its place. */
  end(): void
}

/** The line of a second; those before it are drawn. Pure. */
export function formatLive(seconds: readonly BenchSecond[], lang: Lang, isPlain: boolean): string {
  const last = seconds.at(-1)
  if (!last) return say.warmingUp[lang]
  const {atS, offered, completed, errors, p50, p99} = last
  const sparks = formatSparkline(
    seconds.slice(-SPARKS).map((second) => second.p99),
    {width: SPARKS, isPlain},
  )
  const late = offered * LATE_SHARE > completed + errors ? say.liveDue(formatRate(offered))[lang] : ''
  return [
    `${Math.round(atS + 1)} s`.padStart(6),
    `${formatRate(completed)}${late}`.padEnd(9),
    `p50 ${formatUs(p50)}`.padEnd(12),
    `p99 ${formatUs(p99)}`.padEnd(12),
    say.liveErrors(errors)[lang],
    sparks,
  ].join('  ')
}

/** Draws on a terminal; elsewhere nothing at all. */
export function openLiveView(screen: LiveScreen, lang: Lang, env = process.env): LiveView {
  if (!screen.isTTY) return {onSecond() {}, end() {}}
  const seconds: BenchSecond[] = []
  const isPlain = needsPlainSigns(env)
  const draw = () =>
    screen.write(CLEAR_LINE + shorten(formatLive(seconds, lang, isPlain), screen.columns || DEFAULT_COLUMNS))
  draw()
  return {
    onSecond(second) {
      seconds.push(second)
      if (seconds.length > SPARKS) seconds.shift()
      draw()
    },
    end: () => void screen.write(CLEAR_LINE),
  }
}

/** A line that wraps can't be taken back. */
function shorten(line: string, columns: number): string {
  let length = line.length
  while (length > 0 && widthOf(line.slice(0, length)) >= columns) length -= 1
  return line.slice(0, length)
}
