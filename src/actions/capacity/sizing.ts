import type {Figure, Known} from '../../capacity/formula.js'
import {growthFactor} from '../../capacity/growth.js'
import {reckonSizes} from '../../capacity/sizing.js'
import {chooseGrowths, type GrowthOptions} from './growth-options.js'

export interface SizingOptions extends Pick<GrowthOptions, 'data' | 'per' | 'doubt'> {
  /** Daily active users. */
  readonly users: number
  /** Planned time, years. */
  readonly years: number
  /** Requests/s at the peak. */
  readonly peak?: number | undefined
  readonly latencyS?: number | undefined
  readonly cpuPerRequestS?: number | undefined
  /** Bytes. */
  readonly memoryPerUser?: number | undefined
  readonly dataPerUser?: number | undefined
  readonly bytesPerResponse?: number | undefined
  /** Share of a request's time that it holds a connection of the database. */
  readonly databaseShare?: number | undefined
}

/** Sizes of the machines that carry a load. Needs no project. Throws OPS_CAPACITY_GROWTH. */
export function sizeMachines(options: SizingOptions): readonly Figure[] {
  const {data} = chooseGrowths({data: options.data, per: options.per, doubt: options.doubt})
  const given = <Name extends string>(name: Name, value: number | undefined) =>
    (value === undefined ? {} : {[name]: {value, source: 'given'}}) as {readonly [key in Name]?: Known}
  return reckonSizes({
    users: options.users,
    growthFactor: {
      value: growthFactor(data.rate, data.per, options.years),
      source: data.source === 'default' ? 'rule' : 'given',
    },
    ...given('peak', options.peak),
    ...given('latencyS', options.latencyS),
    ...given('cpuPerRequestS', options.cpuPerRequestS),
    ...given('memoryPerUser', options.memoryPerUser),
    ...given('dataPerUser', options.dataPerUser),
    ...given('bytesPerResponse', options.bytesPerResponse),
    ...given('databaseShare', options.databaseShare),
  })
}
