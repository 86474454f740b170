/** Finds what a person probably meant to type. */

const MAX_LENGTH = 64

/** The nearest of the candidates, if it is near enough to be a slip of the fingers. */
export function findNearest(typed: string, candidates: Iterable<string>): string | undefined {
  if (typed === '' || typed.length > MAX_LENGTH) return undefined
  const wanted = plain(typed)
  let best: string | undefined
  let bestDistance = Math.max(1, Math.floor(wanted.length / 3)) + 1
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - typed.length) > bestDistance + 2) continue
    const distance = editDistance(wanted, plain(candidate))
    if (distance >= bestDistance) continue
    best = candidate
    bestDistance = distance
  }

  return best
}

/** Case and separators are no difference: `http_port` is near `httpPort`. */
function plain(word: string): string {
  return word.toLowerCase().replace(/[-_ ]/g, '')
}

/** Insertions, deletions, substitutions and swaps of neighbours that turn one word into the other. */
export function editDistance(a: string, b: string): number {
  let older: number[] = []
  let previous = Array.from({length: b.length + 1}, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1
      let cost = Math.min((row[j - 1] ?? 0) + 1, (previous[j] ?? 0) + 1, (previous[j - 1] ?? 0) + same)
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      if (swapped) cost = Math.min(cost, (older[j - 2] ?? 0) + 1)
      row.push(cost)
    }

    older = previous
    previous = row
  }

  return previous[b.length] ?? 0
}
