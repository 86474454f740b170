/** Flags of the commands that hold one result of a load test against another. */
import {Flags} from '@oclif/core'

/** Bound and seed of a comparison. */
export const compareFlags = {
  'max-regression': Flags.string({
    default: '10%',
    env: 'OPSCTL_BENCH_MAX_REGRESSION',
    helpValue: 'PERCENT',
    summary: 'By how much a figure may become worse.',
  }),
  seed: Flags.integer({
    default: 1,
    env: 'OPSCTL_BENCH_COMPARE_SEED',
    min: 0,
    summary: 'Seed of the draws that tell noise from change.',
  }),
}
