/** Lines as pino, zap and gateways write them, and the ways in which real files are untidy. */
import * as fc from 'fast-check'

const START = Date.parse('2026-03-01T00:00:00Z')
/** Within two hours, so that a window cuts them. */
const ms = fc.integer({min: START, max: START + 7_200_000})
const status = fc.constantFrom(200, 204, 301, 404, 429, 500, 503)
const word = fc.constantFrom('orders', 'cart', 'naïve', '価格', 'v1', '😀', 'a b')
const id = fc.oneof(fc.nat(99_999).map(String), fc.uuid())
const path = fc
  .tuple(fc.array(fc.oneof(word, id), {maxLength: 4}), fc.constantFrom('', '?q=1&x=/7'))
  .map(([parts, query]) => `/${parts.join('/')}${query}`)
const client = fc.constantFrom('10.0.0.1', '10.0.0.2', '203.0.113.9', '2001:db8::1')
const agent = fc.constantFrom('curl/8', 'Mozilla/5.0 (X11) "quoted"', 'back\\slash', 'tab\there')
const message = fc
  .tuple(
    fc.constantFrom('order N failed', 'timeout after N ms', 'línea N: größer 😀', 'say {N}: [N]', 'tab\tN\nnext N'),
    fc.nat(9999),
  )
  .map(([text, n]) => text.replaceAll('N', String(n)).split('\n')[0] as string)
const duration = fc.oneof(
  fc.nat(5000),
  fc.integer({min: 1, max: 5_000_000}).map((micros) => micros / 1000),
)
/** What stands beside: nothing of it may be taken for a field of the line. */
const decoys = fc.record(
  {
    ctx: fc.constant({level: 'fatal', time: 1, status: 599, msg: 'inner', req: {url: '/inner'}}),
    list: fc.constant([{level: 'fatal'}, '}', ']', '"level":"fatal"', [[]], null]),
    quoted: fc.constant('{"level":"fatal","status":500}'),
    'kéy "x"': fc.constant('\\'),
    empty: fc.constantFrom({}, [], '', null, true, false, -1.5e-7),
  },
  {requiredKeys: []},
)

const perhapsText = (value: fc.Arbitrary<number>) =>
  fc.oneof({weight: 4, arbitrary: value}, {weight: 1, arbitrary: value.map(String)})

const pino = fc.record(
  {
    level: perhapsText(fc.constantFrom(10, 20, 30, 40, 50, 60)),
    time: perhapsText(ms),
    req: fc.record(
      {
        method: fc.constantFrom('GET', 'POST'),
        url: path,
        remoteAddress: client,
        headers: fc.record({'user-agent': agent}),
      },
      {requiredKeys: []},
    ),
    res: fc.record({statusCode: status}, {requiredKeys: []}),
    responseTime: perhapsText(duration),
    msg: message,
  },
  {requiredKeys: ['time', 'msg']},
)
const zap = fc.record(
  {
    level: fc.constantFrom('debug', 'INFO', 'Warning', 'error', 'critical', 'unheard'),
    ts: ms.chain((at) => fc.constantFrom(at / 1000, Number(`${at / 1000}`))),
    caller: fc.constant('a/b.go:7'),
    msg: message,
    duration_ms: duration,
  },
  {requiredKeys: ['level', 'msg']},
)
const gateway = fc.record(
  {
    time: ms.map((at) => new Date(at).toISOString()),
    method: fc.constantFrom('GET', 'POST'),
    path,
    status: perhapsText(status),
    duration_s: perhapsText(duration.map((value) => value / 1000)),
    client_ip: client,
    user_agent: agent,
  },
  {requiredKeys: ['path', 'status']},
)

const json = fc
  .tuple(fc.oneof(pino, zap, gateway), decoys, fc.array(fc.nat(1000), {minLength: 16, maxLength: 16}), fc.nat(3))
  .map(([own, beside, order, style]) => {
    const entries = Object.entries({...own, ...beside}).map((entry, i) => [order[i] ?? 0, entry] as const)
    const shuffled = entries.toSorted(([a], [b]) => a - b).map(([, entry]) => entry)
    // The last of two equal keys counts.
    const first = shuffled.find(([key, value]) => (key === 'level' && value !== 'unheard') || key === 'msg')
    const doubled = style === 0 && first ? [[first[0], 'error'] as const, ...shuffled] : shuffled
    return write(doubled, style)
  })

/** JSON with the freedoms it leaves: spaces, and escapes of what needs none. */
function write(entries: readonly (readonly [string, unknown])[], style: number): string {
  const space = style === 1 ? ' ' : ''
  const members = entries.map(([key, value]) => {
    const text = JSON.stringify(value)
    const isFree = typeof value === 'string' && ['msg', 'path', 'user_agent', 'client_ip'].includes(key)
    const escaped = style === 2 && isFree ? escapeMost(text) : text
    return `${space}${JSON.stringify(key)}${space}:${space}${escaped}${space}`
  })
  return `{${members.join(',')}}`
}

function escapeMost(text: string): string {
  return text.replaceAll('/', '\\/').replaceAll(/[e0-9\u0080-\uffff]/g, (unit) => {
    return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
  })
}

const broken = fc.tuple(json, fc.double({min: 0, max: 0.99, noNaN: true})).map(([line, share]) => {
  return [...line].slice(0, 1 + Math.floor(share * ([...line].length - 2))).join('')
})
const line = fc.oneof(
  {weight: 12, arbitrary: json},
  {weight: 1, arbitrary: broken},
  {weight: 1, arbitrary: fc.constantFrom('', 'ready', 'the cache is warm', '木の葉', '}', '"')},
)

/** One source: lines with either ending, the last one perhaps without. */
export const source: fc.Arbitrary<string> = fc
  .tuple(fc.array(fc.tuple(line, fc.constantFrom('\n', '\n', '\r\n')), {maxLength: 60}), fc.boolean())
  .map(([lines, isOpen]) => {
    const text = lines.map((parts) => parts.join('')).join('')
    return isOpen ? text.replace(/\r?\n$/, '') : text
  })

export const window = fc.record(
  {
    sinceMs: fc.integer({min: START, max: START + 3_600_000}),
    untilMs: fc.integer({min: START + 3_600_000, max: START + 7_200_000}),
  },
  {requiredKeys: []},
)
