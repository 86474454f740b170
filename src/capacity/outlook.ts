/** When each resource will be used up, and what is needed until then. */
import {dayAfter, type Growth, growthFactor, yearsUntil} from './growth.js'

/** What makes a resource fill. */
export const drivers = ['users', 'requests', 'data'] as const
export type Driver = (typeof drivers)[number]

export const resourceIds = ['requests', 'cpu', 'memory', 'disk', 'connections', 'cache', 'network'] as const
export type ResourceId = (typeof resourceIds)[number]
export type Unit = 'requests/s' | 'cores' | 'bytes' | 'connections' | 'bits/s'

/** Nobody plans further, and a date of the next century only looks exact. */
const HORIZON_YEARS = 20
const QUARTERS_PER_YEAR = 4

/**
 * The limits of the operations manual: processors 80 %, memory 90 %, disk 80 %, connections 80 %. Requests have theirs
 * through the headroom; a cache may be full up to its own maximum, where it evicts.
 */
export const LIMITS: Readonly<Record<ResourceId, number>> = {
  requests: 0.7,
  cpu: 0.8,
  memory: 0.9,
  disk: 0.8,
  connections: 0.8,
  cache: 0.8,
  network: 0.8,
}

/** Which growth fills which resource. */
export const DRIVER_OF: Readonly<Record<ResourceId, Driver>> = {
  requests: 'requests',
  cpu: 'requests',
  memory: 'users',
  disk: 'data',
  connections: 'users',
  cache: 'users',
  network: 'requests',
}

/** One resource as it is now. */
export interface Resource {
  readonly id: ResourceId
  readonly unit: Unit
  /** What there is. */
  readonly total: number
  /** With 90 % confidence, for a measured capacity. */
  readonly totalLow?: number
  readonly totalHigh?: number
  /** At its highest of late. Absent: nobody said. */
  readonly used?: number
  /** Share of the total that may be used, 0 to 1. */
  readonly limit: number
  readonly source: 'given' | 'measured' | 'bench'
}

/** `full`: beyond its limit now. `later`: not within twenty years. `never`: it does not grow. `unknown`: its use is not known. */
export interface Outlook extends Resource {
  readonly driver: Driver
  readonly state: 'full' | 'dated' | 'later' | 'never' | 'unknown'
  /** Days in UTC; absent early or late ones lie beyond twenty years. */
  readonly date?: string
  readonly early?: string
  readonly late?: string
}

/** Growth of each driver. */
export type Growths = Readonly<Record<Driver, Growth>>

/** Judges one resource: the day it meets its limit, early and late by the doubt in growth and capacity. */
export function foresee(resource: Resource, growths: Growths, now: number): Outlook {
  const driver = DRIVER_OF[resource.id]
  const {used} = resource
  const growth = growths[driver]
  if (used === undefined) return {...resource, driver, state: 'unknown'}
  const until = (total: number, rate: number) => yearsUntil(used, total * resource.limit, {rate, per: growth.per})
  const years = until(resource.total, growth.rate)
  if (years === 0) return {...resource, driver, state: 'full'}
  const early = until(resource.totalLow ?? resource.total, growth.high)
  const late = until(resource.totalHigh ?? resource.total, growth.low)
  const days = {...dayIfNear('early', early, now), ...dayIfNear('late', late, now)}
  if (years === Number.POSITIVE_INFINITY) return {...resource, driver, state: 'never', ...days}
  if (years > HORIZON_YEARS) return {...resource, driver, state: 'later', ...days}
  return {...resource, driver, state: 'dated', date: dayAfter(now, years), ...days}
}

function dayIfNear<Name extends string>(name: Name, years: number, now: number): {readonly [key in Name]?: string} {
  return years > HORIZON_YEARS ? {} : ({[name]: dayAfter(now, years)} as {readonly [key in Name]: string})
}

/** Sorted by what ends first: what is full, then by date, then the rest. */
export function soonestFirst(outlooks: readonly Outlook[]): readonly Outlook[] {
  const rank = {full: 0, dated: 1, later: 2, never: 3, unknown: 4}
  return outlooks.toSorted(
    (a, b) => rank[a.state] - rank[b.state] || (a.date ?? '').localeCompare(b.date ?? '') || a.id.localeCompare(b.id),
  )
}

/** What is needed at the beginning of one quarter from now. */
export interface QuarterNeed {
  /** 0 is today. */
  readonly quarter: number
  readonly day: string
  /** Growth of each driver since today. */
  readonly factors: Readonly<Record<Driver, number>>
  readonly needs: readonly {
    readonly id: ResourceId
    readonly unit: Unit
    /** Total that keeps the use at its limit; where the use is not known, the total of today times the growth. */
    readonly total: number
    /** More than there is. */
    readonly isShort: boolean
  }[]
}

/** The total of each resource that each quarter needs: use × growth / limit. */
export function needPerQuarter(
  resources: readonly Resource[],
  growths: Growths,
  {now, quarters}: {readonly now: number; readonly quarters: number},
): readonly QuarterNeed[] {
  return Array.from({length: quarters + 1}, (_, quarter): QuarterNeed => {
    const years = quarter / QUARTERS_PER_YEAR
    const factor = (driver: Driver) => growthFactor(growths[driver].rate, growths[driver].per, years)
    return {
      quarter,
      day: dayAfter(now, years),
      factors: {users: factor('users'), requests: factor('requests'), data: factor('data')},
      needs: resources.map(({id, unit, total, used, limit}) => {
        const times = factor(DRIVER_OF[id])
        const need = used === undefined ? total * times : (used * times) / limit
        return {id, unit, total: need, isShort: need > total * (1 + 1e-9)}
      }),
    }
  })
}
