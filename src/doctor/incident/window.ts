/** The span of time whose events belong to an incident. */
export interface Window {
  readonly from: string
  readonly to: string
  has(at: string): boolean
}

/** From a moment to another, both in it. */
export function windowOf(from: string, to: string): Window {
  const [begin, end] = [Date.parse(from), Date.parse(to)]
  return {
    from,
    to,
    has(at) {
      const time = Date.parse(at)
      return time >= begin && time <= end
    },
  }
}
