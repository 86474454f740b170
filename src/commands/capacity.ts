import {Flags} from '@oclif/core'

import {type CapacityForecast, forecastCapacity} from '../actions/capacity.js'
import {parseShare} from '../bench/units.js'
import {growthFlags} from '../cli/capacity-flags.js'
import {clusterFlags} from '../cli/flags.js'
import {formatForecast} from '../cli/print/capacity.js'
import {localize} from '../cli/print/localize.js'
import {StackCommand} from '../cli/stack-command.js'
import {EXIT} from '../errors.js'

export default class Capacity extends StackCommand {
  static override summary = 'Say when each resource is used up, what the next quarters need, and whether to scale now.'
  static override description =
    `What there is and what is used is asked of the running Prometheus, requests of the last "bench capacity", or read from a file.
Exit code 0: nothing is beyond its limit. Exit code 1: something is, or a sign says to scale. Exit code 3: Prometheus does not answer.`

  static override examples = [
    {command: '<%= config.bin %> <%= command.id %>', description: 'The running stack.'},
    {
      command: '<%= config.bin %> <%= command.id %> --requests 5%/month --data 40%/year',
      description: 'With growth that you know better.',
    },
    {command: '<%= config.bin %> <%= command.id %> --given plan.yaml', description: 'A stack that is not there yet.'},
  ]

  static override flags = {
    ...growthFlags,
    quarters: Flags.integer({
      default: 8,
      env: 'OPSCTL_CAPACITY_QUARTERS',
      helpValue: 'N',
      max: 40,
      min: 1,
      summary: 'For how many quarters needs are listed.',
    }),
    headroom: Flags.string({
      default: '30%',
      env: 'OPSCTL_CAPACITY_HEADROOM',
      helpValue: 'SHARE',
      summary: 'Share of the measured request capacity that stays free.',
    }),
    given: Flags.string({
      env: 'OPSCTL_CAPACITY_GIVEN',
      helpValue: 'FILE',
      summary: 'Read load and resources from this file; the stack is not asked.',
    }),
    bench: Flags.string({
      env: 'OPSCTL_CAPACITY_BENCH',
      helpValue: 'RESULT',
      summary: 'The capacity search that says how many requests are carried; else the last one.',
    }),
    ...clusterFlags,
  }

  async run(): Promise<CapacityForecast> {
    const {flags} = await this.parse(Capacity)
    const forecast = await forecastCapacity(this.project(flags), {
      ...flags,
      doubt: parseShare(flags.doubt, 'doubt'),
      headroom: parseShare(flags.headroom, 'headroom'),
    })
    this.log(formatForecast(forecast, this.lang))
    if (!forecast.ok) process.exitCode = EXIT.verdict
    return localize(forecast, this.lang) as CapacityForecast
  }
}
