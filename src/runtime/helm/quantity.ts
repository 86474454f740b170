/** Amounts as Kubernetes writes them. Pure. */

const SCALES: Readonly<Record<string, number>> = {
  '': 1,
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  Ki: 1024,
  Mi: 1024 ** 2,
  Gi: 1024 ** 3,
  Ti: 1024 ** 4,
  Pi: 1024 ** 5,
}

/** The amount in its base unit, as bytes or cores; undefined when it is none. */
export function parseQuantity(value: unknown): number | undefined {
  if (typeof value === 'number') return value
  const [, amount, unit = ''] = /^([+-]?\d+(?:\.\d+)?)([a-zA-Z]*)$/.exec(String(value)) ?? []
  const scale = SCALES[unit]
  return amount === undefined || scale === undefined ? undefined : Number((Number(amount) * scale).toPrecision(12))
}
