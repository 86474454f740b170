/** Flags of the capacity commands. */
import {Flags} from '@oclif/core'

import {parseBytes} from '../capacity/given.js'
import {periods} from '../capacity/growth.js'
import {OpsError} from '../errors.js'
import {capacityMessages as say} from '../messages/capacity.js'
import {type Text, verbatim} from '../text.js'

const growth = (name: string, manual: string) =>
  Flags.string({
    env: `OPSCTL_CAPACITY_${name.toUpperCase()}`,
    helpGroup: 'GROWTH',
    helpValue: 'PERCENT/UNIT',
    summary: `Growth of ${name} as in ${manual}/year; else measured, else ${manual} (the manual’s).`,
  })

const perFlag = Flags.option({
  default: 'year',
  env: 'OPSCTL_CAPACITY_PER',
  helpGroup: 'GROWTH',
  options: periods,
  summary: 'Unit of the manual’s figures, which name none.',
})()

/** How fast things grow. */
export const growthFlags = {
  users: growth('users', '20%'),
  requests: growth('requests', '30%'),
  data: growth('data', '25%'),
  per: perFlag,
  doubt: Flags.string({
    default: '25%',
    env: 'OPSCTL_CAPACITY_DOUBT',
    helpGroup: 'GROWTH',
    helpValue: 'SHARE',
    summary: 'How far a stated growth may be wrong, for the early and the late date.',
  }),
}

/** The growth of data alone, and for how long. */
export const dataGrowthFlags = {
  data: growthFlags.data,
  per: perFlag,
  years: Flags.string({
    default: '1',
    env: 'OPSCTL_CAPACITY_YEARS',
    helpGroup: 'GROWTH',
    helpValue: 'YEARS',
    summary: 'Planned time: the sizes hold until then.',
  }),
}

/** Bytes of `50GB`; undefined when the flag is absent. Throws OPS_FLAG_SIZE. */
export function parseSize(written: string | undefined, flag: string): number | undefined {
  if (written === undefined) return undefined
  const bytes = parseBytes(written)
  if (bytes !== undefined && bytes > 0) return bytes
  throw badFlag('OPS_FLAG_SIZE', say.badSize(flag, written), `--${flag} 50GB`)
}

/** A number above 0; undefined when the flag is absent. Throws OPS_FLAG_NUMBER. */
export function parsePositive(written: string | undefined, flag: string): number | undefined {
  if (written === undefined) return undefined
  const value = Number(written)
  if (Number.isFinite(value) && value > 0) return value
  throw badFlag('OPS_FLAG_NUMBER', say.badNumber(flag, written), `--${flag} 1000`)
}

/** How many backups stay, of `daily=7,weekly=4,monthly=6`. Throws OPS_FLAG_KEEP. */
export function parseKeep(written: string): number {
  const parts = written.split(',').map((part) => /^(?:daily|weekly|monthly|yearly)=(\d{1,4})$/.exec(part.trim())?.[1])
  if (parts.every((part) => part !== undefined)) return parts.reduce((sum, part) => sum + Number(part), 0)
  throw badFlag('OPS_FLAG_KEEP', say.badKeep(written), '--keep daily=7,weekly=4,monthly=6')
}

function badFlag(code: `OPS_${string}`, message: Text, example: string): OpsError {
  return new OpsError({code, kind: 'usage', message, suggestions: [verbatim(example)]})
}
