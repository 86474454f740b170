/** One line of the table that `npm run bench -- load` prints. */
export interface FigureRow {
  readonly figure: string
  readonly goal: string
  /** What came out, or why nothing did. */
  readonly measured: string
  /** Absent where nothing was measured. */
  readonly isReached?: boolean
  /** Others were at work all the time, so it is neither reached nor missed. */
  readonly isDisturbed?: boolean
}

/** The table, a line a figure. */
export function formatRows(rows: readonly FigureRow[]): string {
  const widths = (['figure', 'goal'] as const).map((key) => Math.max(...rows.map((row) => row[key].length)))
  const lines = rows.map((row) => {
    const {figure, goal, measured} = row
    return `  ${markOf(row)} ${figure.padEnd(widths[0] ?? 0)}  ${goal.padEnd(widths[1] ?? 0)}  ${measured}`
  })
  return `${lines.join('\n')}\n`
}

function markOf({isReached, isDisturbed}: FigureRow): string {
  if (isReached === undefined) return '-'
  if (isDisturbed) return '!'
  return isReached ? '✓' : '✗'
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}
