/** Flags of the capacity search alone. */
import {Flags} from '@oclif/core'

export const capacityFlags = {
  slo: Flags.string({
    default: 'p99=200ms,errors=0.1%',
    env: 'OPSCTL_BENCH_SLO',
    helpGroup: 'SEARCH',
    helpValue: 'SLO',
    summary: 'What must be kept: a percentile, errors, delivered=99%.',
  }),
  'min-rate': Flags.string({
    default: '1',
    env: 'OPSCTL_BENCH_MIN_RATE',
    helpGroup: 'SEARCH',
    helpValue: 'N',
    summary: 'Lowest requests per second that are tried.',
  }),
  'max-rate': Flags.string({
    default: '100k',
    env: 'OPSCTL_BENCH_MAX_RATE',
    helpGroup: 'SEARCH',
    helpValue: 'N',
    summary: 'Highest requests per second that are tried.',
  }),
  'max-time': Flags.string({
    default: '2m',
    env: 'OPSCTL_BENCH_MAX_TIME',
    helpGroup: 'SEARCH',
    helpValue: 'DURATION',
    summary: 'Load of all probes together, at most.',
  }),
  headroom: Flags.string({
    default: '30%',
    env: 'OPSCTL_BENCH_HEADROOM',
    helpGroup: 'SEARCH',
    helpValue: 'SHARE',
    summary: 'Kept free below the capacity at the safe operating point.',
  }),
  tolerance: Flags.string({
    default: '1%',
    env: 'OPSCTL_BENCH_TOLERANCE',
    helpGroup: 'SEARCH',
    helpValue: 'SHARE',
    summary: 'End early when the capacity is known within this.',
  }),
  usl: Flags.boolean({
    default: false,
    env: 'OPSCTL_BENCH_USL',
    helpGroup: 'SEARCH',
    summary: 'Also try 1 to 64 clients, and fit the law of scalability.',
  }),
}
