import {Flags} from '@oclif/core'

import {planDisk} from '../../actions/capacity/disk.js'
import {dataGrowthFlags, parseKeep, parsePositive, parseSize} from '../../cli/capacity-flags.js'
import {clusterFlags} from '../../cli/flags.js'
import {formatDisk} from '../../cli/print/capacity.js'
import {localize} from '../../cli/print/localize.js'
import {StackCommand} from '../../cli/stack-command.js'

const size = (env: string, summary: string) => Flags.string({env, helpGroup: 'RATES', helpValue: 'SIZE', summary})

export default class CapacityDisk extends StackCommand {
  static override summary = 'Reckon the disk that the stores need: retention × rate, each line with its formula.'
  static override description =
    `Retention comes from opsctl.yaml, rates from the running Prometheus where there is one, else from flags.
Exit code 0: reckoned; what is not known is said, and the sum is then the least.`

  static override examples = [
    {command: '<%= config.bin %> <%= command.id %> --log-per-day 2GB', description: 'With what the logs bring in.'},
    {
      command: '<%= config.bin %> <%= command.id %> --data-size 50GB --years 2 --keep daily=7,weekly=4',
      description: 'Postgres and its backups in two years.',
    },
  ]

  static override flags = {
    ...dataGrowthFlags,
    'samples-per-second': Flags.string({
      env: 'OPSCTL_CAPACITY_SAMPLES_PER_SECOND',
      helpGroup: 'RATES',
      helpValue: 'N',
      summary: 'Samples that Prometheus takes in; else measured.',
    }),
    'data-size': size('OPSCTL_CAPACITY_DATA_SIZE', 'Size of the databases; else measured.'),
    'log-per-day': size('OPSCTL_CAPACITY_LOG_PER_DAY', 'Raw log lines a day.'),
    'wal-per-day': size('OPSCTL_CAPACITY_WAL_PER_DAY', 'Write-ahead log of Postgres a day.'),
    'pitr-days': Flags.integer({
      default: 0,
      env: 'OPSCTL_CAPACITY_PITR_DAYS',
      helpGroup: 'RATES',
      helpValue: 'DAYS',
      max: 3650,
      min: 0,
      summary: 'Days of archived write-ahead log, for restoring to a point in time.',
    }),
    keep: Flags.string({
      default: 'daily=7,weekly=4,monthly=6',
      env: 'OPSCTL_CAPACITY_KEEP',
      helpGroup: 'RATES',
      helpValue: 'KIND=N,…',
      summary: 'Backups that stay.',
    }),
    ...clusterFlags,
  }

  async run(): Promise<unknown> {
    const {flags} = await this.parse(CapacityDisk)
    const answer = await planDisk(this.project(flags), {
      data: flags.data,
      per: flags.per,
      doubt: 0,
      years: parsePositive(flags.years, 'years') ?? 1,
      samplesPerSecond: parsePositive(flags['samples-per-second'], 'samples-per-second'),
      dataSize: parseSize(flags['data-size'], 'data-size'),
      logPerDay: parseSize(flags['log-per-day'], 'log-per-day'),
      walPerDay: parseSize(flags['wal-per-day'], 'wal-per-day'),
      pitrDays: flags['pitr-days'],
      copies: parseKeep(flags.keep),
    })
    this.log(formatDisk(answer, this.lang))
    return localize(answer, this.lang)
  }
}
