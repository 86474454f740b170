import {Flags} from '@oclif/core'

import {sizeMachines} from '../../actions/capacity/sizing.js'
import {parseDuration, parseShare} from '../../bench/units.js'
import {dataGrowthFlags, parsePositive, parseSize} from '../../cli/capacity-flags.js'
import {figureLines} from '../../cli/print/capacity.js'
import {localize} from '../../cli/print/localize.js'
import {StackCommand} from '../../cli/stack-command.js'

const load = (name: string, helpValue: string, summary: string) =>
  Flags.string({env: `OPSCTL_CAPACITY_${name}`, helpGroup: 'LOAD', helpValue, summary})

export default class CapacitySizing extends StackCommand {
  static override summary = 'Reckon machine sizes from the load, each line with its formula. Needs no project.'
  static override description =
    `What is not given is taken from the worked example of the operations manual, and marked: measure it with "bench capacity".
Exit code 0: reckoned. Exit code 2: a value can’t be read.`

  static override examples = [
    {command: '<%= config.bin %> <%= command.id %> --users 10000', description: 'From the users alone.'},
    {
      command: '<%= config.bin %> <%= command.id %> --users 50000 --peak 2000 --latency 80ms --cpu-per-request 3ms',
      description: 'With what was measured.',
    },
  ]

  static override flags = {
    users: Flags.integer({
      env: 'OPSCTL_CAPACITY_DAILY_USERS',
      helpGroup: 'LOAD',
      helpValue: 'N',
      min: 1,
      required: true,
      summary: 'Users a day.',
    }),
    peak: load('PEAK', 'N', 'Requests per second at the peak.'),
    latency: load('LATENCY', 'DURATION', 'Time of one request.'),
    'cpu-per-request': load('CPU_PER_REQUEST', 'DURATION', 'Processor time of one request, over all services.'),
    'memory-per-user': load('MEMORY_PER_USER', 'SIZE', 'Memory for one user of the day.'),
    'data-per-user': load('DATA_PER_USER', 'SIZE', 'Stored data of one user.'),
    'bytes-per-response': load('BYTES_PER_RESPONSE', 'SIZE', 'Size of an answer.'),
    'database-share': load(
      'DATABASE_SHARE',
      'SHARE',
      'Share of a request’s time that it holds a connection of Postgres.',
    ),
    ...dataGrowthFlags,
  }

  async run(): Promise<unknown> {
    const {flags} = await this.parse(CapacitySizing)
    const seconds = (name: 'latency' | 'cpu-per-request') => {
      const written = flags[name]
      return written === undefined ? undefined : parseDuration(written, name)
    }
    const share = flags['database-share']
    const figures = sizeMachines({
      users: flags.users,
      data: flags.data,
      per: flags.per,
      doubt: 0,
      years: parsePositive(flags.years, 'years') ?? 1,
      peak: parsePositive(flags.peak, 'peak'),
      latencyS: seconds('latency'),
      cpuPerRequestS: seconds('cpu-per-request'),
      memoryPerUser: parseSize(flags['memory-per-user'], 'memory-per-user'),
      dataPerUser: parseSize(flags['data-per-user'], 'data-per-user'),
      bytesPerResponse: parseSize(flags['bytes-per-response'], 'bytes-per-response'),
      databaseShare: share === undefined ? undefined : parseShare(share, 'database-share'),
    })
    this.log(figureLines(figures, this.lang).join('\n'))
    return localize({figures}, this.lang)
  }
}
