import {Args} from '@oclif/core'

import {explainCheck} from '../../actions/doctor/explain.js'
import {formatExplanation} from '../../cli/print/doctor-catalogue.js'
import {localize} from '../../cli/print/localize.js'
import {StackCommand} from '../../cli/stack-command.js'

export default class DoctorExplain extends StackCommand {
  static override summary = 'Say what a check looks at, its thresholds with their origin, and what to do.'
  static override description =
    'Shows thresholds as opsctl.yaml changes them. Nothing is looked at. Exit code 0: explained. Exit code 2: no such check.'

  static override examples = [
    {command: '<%= config.bin %> <%= command.id %> pg.locks', description: 'One check.'},
    {
      command: '<%= config.bin %> <%= command.id %> redis.memory --json --lang zh',
      description: 'For a script, in Chinese.',
    },
  ]

  static override args = {check: Args.string({description: 'Id of the check.', required: true})}

  async run(): Promise<unknown> {
    const {args, flags} = await this.parse(DoctorExplain)
    const check = await explainCheck(this.project(flags), args.check)
    this.log(formatExplanation(check, this.lang))
    return localize(check, this.lang)
  }
}
