/** nginx counts whole requests per second or minute. */

interface Rate {
  readonly requests: number
  readonly per: number
}

/** Requests per minute, rounded down. */
export function ratePerMinute({requests, per}: Rate): number {
  return Math.floor((requests * 60) / per)
}

/** The rate in nginx's words: per second when that is a whole number, else per minute. */
export function formatRate(rate: Rate): string {
  const perSecond = rate.requests / rate.per
  return Number.isInteger(perSecond) ? `${perSecond}r/s` : `${ratePerMinute(rate)}r/m`
}
