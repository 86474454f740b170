import {Flags} from '@oclif/core'

import {cacheBigKeys} from '../../actions/cache/bigkeys.js'
import {clusterFlags} from '../../cli/flags.js'
import {formatBigKeys} from '../../cli/print/cache.js'
import {StackCommand} from '../../cli/stack-command.js'
import type {KeySample} from '../../components/redis/doctor/sample-keys.js'

export default class CacheBigkeys extends StackCommand {
  static override summary = 'Find the largest keys of Redis in a sample.'
  static override description =
    `SCAN and MEMORY USAGE at a bounded pace, never KEYS: Redis goes on serving. Names of keys are printed, values are not read.
Exit code 0: listed. Exit code 2: there is no Redis in the stack. Exit code 3: it does not answer.`

  static override examples = [
    {command: '<%= config.bin %> <%= command.id %>', description: 'The largest of 10,000 keys.'},
    {command: '<%= config.bin %> <%= command.id %> --keys 100000 --rate 5000', description: 'Look at more of them.'},
  ]

  static override flags = {
    keys: Flags.integer({
      default: 10_000,
      env: 'OPSCTL_KEYS',
      max: 10_000_000,
      min: 1,
      summary: 'How many keys are looked at, at most.',
    }),
    rate: Flags.integer({
      default: 1000,
      env: 'OPSCTL_RATE',
      max: 20_000,
      min: 10,
      summary: 'How many keys a second, at most.',
    }),
    top: Flags.integer({default: 20, env: 'OPSCTL_TOP', max: 1000, min: 1, summary: 'How many are listed.'}),
    ...clusterFlags,
  }

  async run(): Promise<KeySample> {
    const {flags} = await this.parse(CacheBigkeys)
    const {keys: most, rate: perS, top} = flags
    const sample = await cacheBigKeys(this.project(flags), {most, perS, top, signal: this.signal})
    for (const line of formatBigKeys(sample, this.lang)) this.log(line)
    return sample
  }
}
