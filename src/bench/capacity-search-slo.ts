/** The promise as a person types it: `p99=200ms,errors=0.1%`. */
import {OpsError} from '../errors.js'
import {benchCapacityMessages as say} from '../messages/bench-capacity.js'
import {verbatim} from '../text.js'
import type {Slo} from './capacity-search-probe.js'
import {parseDuration, parseShare} from './units.js'

const FLAG = 'slo'
/** The second manual scales at 1 % of errors; a promise is kept well before. */
const ERROR_RATIO = 0.001
const DELIVERED_RATIO = 0.99
const US = 1_000_000

/** Throws OPS_BENCH_SLO, OPS_FLAG_DURATION and OPS_FLAG_SHARE. */
export function parseSlo(written: string): Slo {
  let slo: Slo | undefined
  const ratios = {errors: ERROR_RATIO, delivered: DELIVERED_RATIO}
  for (const part of written.split(',')) {
    const [name = '', value = '', ...rest] = part.trim().split('=')
    const percentile = /^p(\d{2}(?:\.\d{1,2})?)$/.exec(name)?.[1]
    if (value === '' || rest.length > 0) throw badSlo(written)
    if (percentile !== undefined && Number(percentile) >= 50 && !slo) {
      const limitUs = parseDuration(value, FLAG) * US
      if (!(limitUs > 0)) throw badSlo(written)
      slo = {percentile: Number(percentile), limitUs, errorRatio: 0, deliveredRatio: 0}
    } else if (name === 'errors' || name === 'delivered') {
      ratios[name] = name === 'errors' && Number.parseFloat(value) === 0 ? 0 : parseShare(value, FLAG)
    } else throw badSlo(written)
  }
  if (!slo) throw badSlo(written)
  return {...slo, errorRatio: ratios.errors, deliveredRatio: ratios.delivered}
}

function badSlo(written: string): OpsError {
  return new OpsError({
    code: 'OPS_BENCH_SLO',
    kind: 'usage',
    message: say.badSlo(written),
    suggestions: [verbatim('--slo p99=200ms,errors=0.1%')],
  })
}
