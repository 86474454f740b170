/** The bytes of HTTP requests, made before the load where memory allows. */
import type {HttpRequestPlan, HttpWirePlan} from '../bench/load-plan.js'

/** What the engine decides itself. */
const own = new Set(['content-length', 'connection', 'transfer-encoding'])
/** Methods whose request says its length even without a body. */
const withBody = new Set(['POST', 'PUT', 'PATCH'])
/** Filled templates that are kept, bytes; more are filled anew each time. */
const MOST_KEPT = 32 * 2 ** 20

type Row = Readonly<Record<string, string>>

/** One kind of request as bytes, its rows over and over. A thread takes every `threads`-th row. */
export function requestBytes(
  plan: HttpWirePlan,
  request: HttpRequestPlan,
  place: {readonly thread: number; readonly threads: number},
): () => string {
  const rows = request.rows ?? []
  const only = rows[0]
  if (only === undefined || !isTemplate(request, only)) {
    const bytes = fill(plan, request, {})
    return () => bytes
  }
  const kept = new Map<number, string>()
  let size = 0
  let at = place.thread % rows.length
  return () => {
    const row = at
    at = (at + place.threads) % rows.length
    const known = kept.get(row)
    if (known !== undefined) return known
    const bytes = fill(plan, request, rows[row] as Row)
    size += bytes.length
    if (size <= MOST_KEPT) kept.set(row, bytes)
    return bytes
  }
}

function isTemplate(request: HttpRequestPlan, row: Row): boolean {
  const texts = [request.path, request.body ?? '', ...Object.values(request.headers)]
  return Object.keys(row).some((name) => texts.some((text) => text.includes(`{${name}}`)))
}

function fill(plan: HttpWirePlan, request: HttpRequestPlan, row: Row): string {
  const names = Object.keys(request.headers)
  const given = new Set(names.map((name) => name.toLowerCase()))
  const body = request.body === undefined ? undefined : Buffer.from(replace(request.body, row))
  const lines = [`${request.method} ${requestTarget(replace(request.path, row))} HTTP/1.1`]
  if (!given.has('host')) lines.push(`Host: ${plan.host}`)
  for (const name of names) {
    if (!own.has(name.toLowerCase()))
      lines.push(`${name}: ${headerValue(replace(request.headers[name] as string, row))}`)
  }
  if (body || withBody.has(request.method)) lines.push(`Content-Length: ${body?.length ?? 0}`)
  if (!plan.keepAlive) lines.push('Connection: close')
  const head = Buffer.from(`${lines.join('\r\n')}\r\n\r\n`)
  return head.toString('latin1') + (body?.toString('latin1') ?? '')
}

function replace(text: string, row: Row): string {
  return text.replaceAll(/\{([^{}]+)\}/g, (whole, name: string) =>
    Object.hasOwn(row, name) ? (row[name] as string) : whole,
  )
}

/** A space or an umlaut from a row would end the request line or be another byte for each server. */
function requestTarget(path: string): string {
  return path.replaceAll(/[^!-~]+/g, (odd) => encodeURIComponent(Buffer.from(odd).toString()))
}

/** A line break from a row must not begin another header. */
function headerValue(value: string): string {
  return value.replaceAll(/[\r\n\0]+/g, ' ')
}
