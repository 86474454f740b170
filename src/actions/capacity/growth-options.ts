/** Growth as the command line states it, or as the stack showed it, or as the manual assumes it. */
import {
  type DayValue,
  type Growth,
  measureGrowth,
  type Period,
  parseGrowth,
  statedGrowth,
} from '../../capacity/growth.js'
import type {Driver, Growths} from '../../capacity/outlook.js'
import {OpsError} from '../../errors.js'
import {capacityMessages as say} from '../../messages/capacity.js'
import {verbatim} from '../../text.js'

/** The first manual plans with 20 % more users, 30 % more requests and 25 % more data; it names no unit. */
export const MANUAL_GROWTH: Readonly<Record<Driver, number>> = {users: 0.2, requests: 0.3, data: 0.25}

export interface GrowthOptions {
  /** `20%/year`; absent: measured, else the manual's. */
  readonly users?: string | undefined
  readonly requests?: string | undefined
  readonly data?: string | undefined
  /** The unit of the manual's figures, which name none. */
  readonly per: Period
  /** Share by which a stated growth may be wrong, 0 to 1. */
  readonly doubt: number
}

/** The growth of every driver, each with its source. Throws OPS_CAPACITY_GROWTH for what can't be read. */
export function chooseGrowths(
  options: GrowthOptions,
  history: Readonly<Partial<Record<Driver, readonly DayValue[]>>> = {},
): Growths {
  return {
    users: chooseGrowth('users', options, history.users),
    requests: chooseGrowth('requests', options, history.requests),
    data: chooseGrowth('data', options, history.data),
  }
}

function chooseGrowth(driver: Driver, options: GrowthOptions, history: readonly DayValue[] | undefined): Growth {
  const written = options[driver]
  if (written !== undefined) {
    const {rate, per} = parseGrowth(written) ?? fail(driver, written)
    return statedGrowth(rate, per, 'given', options.doubt)
  }

  return measureGrowth(history ?? []) ?? statedGrowth(MANUAL_GROWTH[driver], options.per, 'default', options.doubt)
}

function fail(driver: Driver, written: string): never {
  throw new OpsError({
    code: 'OPS_CAPACITY_GROWTH',
    kind: 'usage',
    message: say.badGrowth(driver, written),
    suggestions: [verbatim(`--${driver} 20%/year`)],
  })
}
