/** The shortest of up to five runs, in ms; stops at the first under the limit. A busy machine slows one run, a slow program slows all. */
export function bestOfMs(limitMs: number, work: () => unknown): number {
  let best = Number.POSITIVE_INFINITY
  for (let run = 0; run < 5 && best >= limitMs; run++) {
    const before = performance.now()
    work()
    best = Math.min(best, performance.now() - before)
  }
  return best
}
