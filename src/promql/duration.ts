/** Prometheus durations in milliseconds. Pure. */
const UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
  y: 31_536_000_000,
}

/** Milliseconds of `1h30m`; undefined for anything that is no duration. */
export function durationMs(text: string | undefined): number | undefined {
  if (text === undefined || !/^(\d+(ms|[smhdwy]))+$|^0$/.test(text.trim())) return undefined
  let sum = 0
  for (const [, count, unit] of text.matchAll(/(\d+)(ms|[smhdwy])/g)) sum += Number(count) * (UNITS[unit ?? ''] ?? 0)
  return sum
}
