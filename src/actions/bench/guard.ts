/** What keeps a load test from hurting someone: where it may go, how much it may be. */
import {lookup} from 'node:dns/promises'
import {BlockList, isIP} from 'node:net'
import {OpsError} from '../../errors.js'
import {formatRate} from '../../figures.js'
import {benchHttpMessages as say} from '../../messages/bench-http.js'
import {formatSeconds} from '../../spec/units.js'
import {verbatim} from '../../text.js'

/** Requests per second; more than one machine answers over a loopback. */
export const MAX_RATE = 200_000
export const MAX_DURATION_S = 3600

const loopback = new BlockList()
loopback.addSubnet('127.0.0.0', 8, 'ipv4')
loopback.addAddress('::1', 'ipv6')

/** Whether an address leads to this machine and nowhere else. */
export function isLoopback(address: string): boolean {
  const family = isIP(address)
  // ::ffff:127.0.0.1 is judged as the IPv4 address in it.
  return family !== 0 && loopback.check(address, family === 6 ? 'ipv6' : 'ipv4')
}

/** The addresses of a host, IPv4 first. Throws OPS_BENCH_UNREACHABLE when it has none. */
export async function findAddresses(host: string): Promise<readonly string[]> {
  if (isIP(host) !== 0) return [host]
  try {
    const found = await lookup(host, {all: true, verbatim: true})
    return found.toSorted((a, b) => a.family - b.family).map(({address}) => address)
  } catch (cause) {
    throw new OpsError({
      code: 'OPS_BENCH_UNREACHABLE',
      kind: 'environment',
      message: say.noSuchHost(host),
      suggestions: [say.checkHost, verbatim('opsctl bench http /')],
      cause,
    })
  }
}

export interface Asked {
  readonly host: string
  readonly addresses: readonly string[]
  /** Hosts that a person typed after --allow-remote. */
  readonly allowRemote: readonly string[]
  /** Addresses of the project's own containers; asked only when nothing else allows the target. */
  readonly ownAddresses: () => Promise<readonly string[]>
}

/** Whether a person typed this host after --allow-remote. */
export function isNamed(host: string, allowRemote: readonly string[]): boolean {
  return allowRemote.some((allowed) => allowed.toLowerCase() === host.toLowerCase())
}

/** Refuses a target that is neither on this machine, nor a container of the project, nor allowed by name. Throws OPS_BENCH_REMOTE. */
export async function guardTarget({host, addresses, allowRemote, ownAddresses}: Asked): Promise<void> {
  if (addresses.every(isLoopback)) return
  if (isNamed(host, allowRemote)) return
  const own = await ownAddresses()
  if (addresses.every((address) => isLoopback(address) || own.includes(address))) return
  throw new OpsError({
    code: 'OPS_BENCH_REMOTE',
    kind: 'usage',
    message: say.remote(host, addresses.join(', ')),
    suggestions: [say.allowIt(host), verbatim('opsctl bench http /')],
  })
}

/** Refuses more than this is meant for. Throws OPS_BENCH_TOO_MUCH. */
export function guardLoad({rate, durationS}: {readonly rate: number; readonly durationS: number}): void {
  if (rate > MAX_RATE) throw tooMuch(say.rateTooHigh(formatRate(rate), formatRate(MAX_RATE)))
  if (durationS > MAX_DURATION_S) throw tooMuch(say.tooLong(formatSeconds(durationS), formatSeconds(MAX_DURATION_S)))
}

function tooMuch(message: OpsError['text']): OpsError {
  return new OpsError({
    code: 'OPS_BENCH_TOO_MUCH',
    kind: 'usage',
    message,
    suggestions: [verbatim('--rate 500 --duration 20s')],
  })
}
