/** A place in a text as a person counts it. */
export interface Place {
  /** From 1. */
  readonly line: number
  /** From 1, in characters as editors count them. */
  readonly column: number
}

/** Prepares a text for finding the line and column of many offsets. */
export function placeFinder(text: string): (offset: number) => Place {
  const starts = [0]
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return (offset) => {
    let low = 0
    let high = starts.length - 1
    while (low < high) {
      const middle = Math.ceil((low + high) / 2)
      if ((starts[middle] ?? 0) <= offset) low = middle
      else high = middle - 1
    }

    return {line: low + 1, column: offset - (starts[low] ?? 0) + 1}
  }
}
