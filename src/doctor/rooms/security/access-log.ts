/** Adds up what clients did by the access log of the gateway. Pure. */
import type {ClientSeen} from './facts.js'

/** One request, in the words of every driver’s log. */
interface Line {
  readonly time?: string
  readonly status?: number
  readonly path?: string
  readonly client_ip?: string
  readonly route?: string
}

/** Paths of log-ins and administration, and those that only scanners ask for. */
const SENSITIVE =
  /(^|\/)(log-?in|sign-?in|auth|oauth|token|password|admin|administrator|wp-login|wp-admin|phpmyadmin|console|actuator|\.env|\.git|session)(\/|\.|$)/i
const MINUTE_MS = 60_000
const LOGIN_WINDOW_MS = 5 * MINUTE_MS

interface Client {
  readonly suspect: number[]
  readonly refused: number[]
  readonly routes: Map<string, number>
}

/** Each client with the busiest minute and the worst five minutes of it, the worst first. */
export function addUp(lines: readonly string[]): {readonly lines: number; readonly clients: ClientSeen[]} {
  const clients = new Map<string, Client>()
  let count = 0
  for (const text of lines) {
    const line = parse(text)
    const at = Date.parse(line?.time ?? '')
    if (!line?.client_ip || Number.isNaN(at)) continue
    count += 1
    const client: Client = clients.get(line.client_ip) ?? {suspect: [], refused: [], routes: new Map()}
    clients.set(line.client_ip, client)
    const status = line.status ?? 0
    if (status === 401 || status === 403) client.refused.push(at)
    if (status === 404 || status === 401 || status === 403 || SENSITIVE.test(line.path ?? '')) {
      client.suspect.push(at)
      const route = line.route ?? 'none'
      client.routes.set(route, (client.routes.get(route) ?? 0) + 1)
    }
  }
  const seen = [...clients].map(([client, {suspect, refused, routes}]) => ({
    client,
    suspectPerMinute: mostWithin(suspect, MINUTE_MS),
    refusedIn5m: mostWithin(refused, LOGIN_WINDOW_MS),
    route: [...routes].toSorted((a, b) => b[1] - a[1])[0]?.[0] ?? 'none',
  }))
  const guilty = seen.filter(({suspectPerMinute, refusedIn5m}) => suspectPerMinute > 0 || refusedIn5m > 0)
  const worst = guilty.toSorted((a, b) => b.suspectPerMinute + b.refusedIn5m - a.suspectPerMinute - a.refusedIn5m)
  return {lines: count, clients: worst.slice(0, MOST_CLIENTS)}
}

const MOST_CLIENTS = 20

function parse(text: string): Line | undefined {
  if (!text.startsWith('{')) return undefined
  try {
    return JSON.parse(text) as Line
  } catch {
    // A line that was cut off.
    return undefined
  }
}

/** Most moments in any window of this length. */
export function mostWithin(moments: readonly number[], windowMs: number): number {
  const sorted = moments.toSorted((a, b) => a - b)
  let first = 0
  let most = 0
  for (const [index, at] of sorted.entries()) {
    while (at - (sorted[first] ?? at) >= windowMs) first++
    most = Math.max(most, index - first + 1)
  }
  return most
}

/** Failed log-ins by address, from lines of sshd that begin with their ISO time. */
export function readFailedLogins(lines: readonly string[]): {readonly from: string; readonly in5m: number}[] {
  const byAddress = new Map<string, number[]>()
  for (const line of lines) {
    const found =
      /^(\S+).*?(?:Failed (?:password|publickey|none|keyboard-interactive\S*) for|Invalid user|authentication failure;).*?(?:from |rhost=)([0-9a-f.:]+)/i.exec(
        line,
      )
    const at = Date.parse(found?.[1] ?? '')
    if (!found?.[2] || Number.isNaN(at)) continue
    byAddress.set(found[2], [...(byAddress.get(found[2]) ?? []), at])
  }
  return [...byAddress]
    .map(([from, moments]) => ({from, in5m: mostWithin(moments, LOGIN_WINDOW_MS)}))
    .toSorted((a, b) => b.in5m - a.in5m)
    .slice(0, MOST_CLIENTS)
}

/** Who used sudo, and how often. What they ran is theirs. */
export function readSudo(lines: readonly string[]): {readonly user: string; readonly count: number}[] {
  const counts = new Map<string, number>()
  for (const line of lines) {
    const user = /sudo(?:\[\d+\])?:\s+(\S+) : .*COMMAND=/.exec(line)?.[1]
    if (user !== undefined) counts.set(user, (counts.get(user) ?? 0) + 1)
  }
  return [...counts].map(([user, count]) => ({user, count})).toSorted((a, b) => b.count - a.count)
}
