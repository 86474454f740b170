/** Flags that the load tests of stores and logs share. */
import {Flags} from '@oclif/core'

import {resultFlags, seedFlag, warmupFlag} from './bench-flags.js'
import {clusterFlags} from './flags.js'

const RATE = {char: 'r', env: 'OPSCTL_BENCH_RATE', helpGroup: 'LOAD', helpValue: 'RATE'} as const

/** `--duration`. */
export const durationFlag = (summary: string) =>
  Flags.string({
    char: 'd',
    default: '10s',
    env: 'OPSCTL_BENCH_DURATION',
    helpGroup: 'LOAD',
    helpValue: 'DURATION',
    summary,
  })

/** How long, how much, and where the result goes. */
export const storeFlags = {
  duration: durationFlag('How long it counts.'),
  seed: seedFlag('The same seed gives the same random choices.'),
  warmup: warmupFlag,
  ...resultFlags,
  ...clusterFlags,
}

/** `--rate`; what stands in its place when it is absent differs. */
export const rateFlag = (summary: string) => Flags.string({...RATE, summary})

/** `--rate` of what never goes as fast as it can. */
export const usualRateFlag = (summary: string, usual: string) => Flags.string({...RATE, summary, default: usual})

/** A number of connections; how many there are when it is absent differs. */
export const connectionsFlag = (summary: string) =>
  Flags.integer({
    char: 'c',
    env: 'OPSCTL_BENCH_CONNECTIONS',
    helpGroup: 'LOAD',
    helpValue: 'N',
    max: 5000,
    min: 1,
    summary,
  })

/** What was given, without what was not: an absent option is no option. */
export function given<T extends Readonly<Record<string, unknown>>>(options: T): Given<T> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Given<T>
}

type Given<T> = {[Key in keyof T as undefined extends T[Key] ? never : Key]: T[Key]} & {
  [Key in keyof T as undefined extends T[Key] ? Key : never]?: Exclude<T[Key], undefined>
}
