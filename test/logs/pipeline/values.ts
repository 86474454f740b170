/** Values of an event as Logstash holds them: a number with a fraction is printed unlike in JavaScript, in two ways. */

/** A float. `big` marks one that the JSON reader may also give as a BigDecimal. */
export class Decimal {
  constructor(
    readonly value: number,
    readonly big = false,
  ) {}
}

/** A point in time, RFC 3339 in UTC. */
export class Timestamp {
  constructor(readonly text: string) {}
}

export type Hash = Map<string, Value>
export type Value = string | number | bigint | boolean | null | Decimal | Timestamp | Value[] | Hash

/** `to_s` of Ruby, used where a field is converted. */
export function rubyText(value: Value): string {
  if (value === null) return ''
  if (value instanceof Decimal) return value.big ? rubyBigDecimal(value.value) : rubyFloat(value.value)
  return plainText(value)
}

/** `toString` of Java, used in `%{field}`. */
export function javaText(value: Value): string {
  if (Array.isArray(value)) return value.map(javaText).join(',')
  if (value instanceof Decimal) return value.big ? javaBigDecimal(value.value) : javaDouble(value.value)
  return plainText(value)
}

function plainText(value: Exclude<Value, Decimal>): string {
  if (value instanceof Timestamp) return value.text
  if (value instanceof Map || Array.isArray(value)) return toJson(value)
  return String(value)
}

/** As Jackson writes it. */
export function toJson(value: Value): string {
  if (value instanceof Map) {
    return `{${[...value].map(([key, one]) => `${JSON.stringify(key)}:${toJson(one)}`).join(',')}}`
  }
  if (Array.isArray(value)) return `[${value.map(toJson).join(',')}]`
  if (value instanceof Timestamp) return JSON.stringify(value.text)
  if (value instanceof Decimal) return javaText(value)
  return typeof value === 'bigint' ? String(value) : JSON.stringify(value)
}

/** Digits of a number and where its point is: 0.digits × 10^exponent. */
function parts(value: number): {sign: string; digits: string; exponent: number} {
  const [, digit = '0', more = '', power = '0'] =
    /^(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(Math.abs(value).toExponential()) ?? []
  return {sign: value < 0 ? '-' : '', digits: `${digit}${more}`, exponent: value === 0 ? 0 : Number(power) + 1}
}

function fixed(digits: string, exponent: number): string {
  if (exponent <= 0) return `0.${'0'.repeat(-exponent)}${digits}`
  const padded = digits.padEnd(exponent, '0')
  return `${padded.slice(0, exponent)}.${padded.slice(exponent) || '0'}`
}

function rubyFloat(value: number): string {
  const {sign, digits, exponent} = parts(value)
  if (value === 0) return '0.0'
  if (exponent > -4 && exponent <= 16) return sign + fixed(digits, exponent)
  const power = exponent - 1
  const written = `${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`
  return `${sign}${digits[0]}.${digits.slice(1) || '0'}e${written}`
}

function rubyBigDecimal(value: number): string {
  const {sign, digits, exponent} = parts(value)
  return value === 0 ? '0.0' : `${sign}0.${digits}e${exponent}`
}

function javaDouble(value: number): string {
  const {sign, digits, exponent} = parts(value)
  if (value === 0) return '0.0'
  if (exponent > -3 && exponent <= 7) return sign + fixed(digits, exponent)
  return `${sign}${digits[0]}.${digits.slice(1) || '0'}E${exponent - 1}`
}

function javaBigDecimal(value: number): string {
  const {sign, digits, exponent} = parts(value)
  if (value === 0) return '0.0'
  if (exponent > -6) return sign + fixed(digits, exponent)
  return `${sign}${digits[0]}${digits.length > 1 ? `.${digits.slice(1)}` : ''}E${exponent - 1}`
}

/** A deep copy, as `copy` makes one. */
export function clone(value: Value): Value {
  if (value instanceof Map) return new Map([...value].map(([key, one]) => [key, clone(one)]))
  return Array.isArray(value) ? value.map(clone) : value
}

/** Equality of Ruby and of Java's `Objects.equals`, which agree on what an event holds. */
export function equal(left: Value | undefined, right: Value | undefined): boolean {
  if (left instanceof Decimal && right instanceof Decimal) return left.value === right.value
  const isPlain = (value: Value | undefined) => typeof value !== 'object' || value === null
  if (isPlain(left) || isPlain(right)) return (left ?? null) === (right ?? null)
  return toJson(left as Value) === toJson(right as Value)
}
