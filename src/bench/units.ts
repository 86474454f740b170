/** Durations, rates and shares, as a person types them. */
import {OpsError} from '../errors.js'
import {benchHttpMessages as say} from '../messages/bench-http.js'
import {type Text, verbatim} from '../text.js'

const SECONDS = {ms: 0.001, s: 1, m: 60, h: 3600} as const
const DURATION = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/
const RATE = /^(\d+(?:\.\d+)?)(k)?(?:\/s)?$/
const SHARE = /^(\d+(?:\.\d+)?)(%)?$/

/** A duration as `20s`, `500ms` or `2m`, in seconds; 0 is one. Throws OPS_FLAG_DURATION. */
export function parseDuration(written: string, flag: string): number {
  const [, count, unit] = DURATION.exec(written) ?? []
  if (count !== undefined) return Number(count) * SECONDS[unit as keyof typeof SECONDS]
  throw badDuration(say.badDuration(flag, written), flag)
}

/** The same for what must last: 0 is refused. */
export function parseSpan(written: string, flag: string): number {
  const seconds = parseDuration(written, flag)
  if (seconds > 0) return seconds
  throw badDuration(say.noTime(flag), flag)
}

function badDuration(message: Text, flag: string): OpsError {
  return new OpsError({
    code: 'OPS_FLAG_DURATION',
    kind: 'usage',
    message,
    suggestions: [verbatim(`--${flag} 20s`)],
  })
}

/** A rate as `500`, `500/s` or `2k`, in requests per second, above 0. Throws OPS_FLAG_RATE. */
export function parseRate(written: string, flag: string): number {
  const [, count, kilo] = RATE.exec(written) ?? []
  const rate = Number(count) * (kilo ? 1000 : 1)
  if (rate > 0) return rate
  throw new OpsError({
    code: 'OPS_FLAG_RATE',
    kind: 'usage',
    message: say.badRate(flag, written),
    suggestions: [verbatim(`--${flag} 500`)],
  })
}

/** A share as `5%` or `0.05`, above 0 and up to 1. Throws OPS_FLAG_SHARE. */
export function parseShare(written: string, flag: string): number {
  const [, count, percent] = SHARE.exec(written) ?? []
  const share = Number(count) / (percent ? 100 : 1)
  if (share > 0 && share <= 1) return share
  throw new OpsError({
    code: 'OPS_FLAG_SHARE',
    kind: 'usage',
    message: say.badShare(flag, written),
    suggestions: [verbatim(`--${flag} 5%`)],
  })
}
