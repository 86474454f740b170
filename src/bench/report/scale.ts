/** From figures to places on a chart, and the figures that an axis names. */

export interface Scale {
  (value: number): number
  readonly ticks: readonly number[]
}

type Pair = readonly [number, number]

/** Equal steps for equal differences. It names round numbers, about `count` of them. */
export function linearScale([from, to]: Pair, [start, end]: Pair, count = 5): Scale {
  const span = to - from || 1
  const place = (value: number) => start + ((value - from) / span) * (end - start)
  return Object.assign(place, {ticks: roundTicks(from, to, count)})
}

/** Equal steps for equal ratios. It names powers of ten, and 2 and 5 times them where there is room. */
export function logScale([from, to]: Pair, [start, end]: Pair): Scale {
  const [low, high] = [Math.log(from), Math.log(to)]
  const place = (value: number) => start + ((Math.log(Math.max(value, from)) - low) / (high - low || 1)) * (end - start)
  return Object.assign(place, {ticks: logTicks(from, to)})
}

function roundTicks(from: number, to: number, count: number): readonly number[] {
  const step = roundStep((to - from) / count)
  if (!(step > 0)) return [from]
  const first = Math.ceil(from / step - 1e-9)
  const last = Math.floor(to / step + 1e-9)
  return Array.from({length: last - first + 1}, (_, index) => Number(((first + index) * step).toPrecision(12)))
}

function roundStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough))
  return ([1, 2, 2.5, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power
}

function logTicks(from: number, to: number): readonly number[] {
  const decades = Math.log10(to / from)
  const factors = decades > 3.2 ? [1] : decades > 1.6 ? [1, 3] : [1, 2, 5]
  const ticks: number[] = []
  for (let power = Math.floor(Math.log10(from)); power <= Math.ceil(Math.log10(to)); power++) {
    ticks.push(...factors.map((factor) => Number((factor * 10 ** power).toPrecision(3))))
  }

  return ticks.filter((tick) => tick >= from * 0.999 && tick <= to * 1.001)
}
