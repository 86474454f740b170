import {Args, Flags} from '@oclif/core'

import type {DescribedCheck} from '../../actions/doctor/described-checks.js'
import {listChecks} from '../../actions/doctor/list.js'
import {formatChecks, formatChecksMarkdown} from '../../cli/print/doctor-catalogue.js'
import {localize} from '../../cli/print/localize.js'
import {StackCommand} from '../../cli/stack-command.js'

export default class DoctorList extends StackCommand {
  static override strict = false
  static override summary = 'List what doctor can look at.'
  static override description =
    'Each line: id, when it is run, level of its fix, the healthy state. Nothing is looked at. Exit code 0: listed. Exit code 2: no such check.'

  static override examples = [
    {command: '<%= config.bin %> <%= command.id %>', description: 'Every check.'},
    {command: '<%= config.bin %> <%= command.id %> redis --format json', description: 'Those of Redis, for a script.'},
  ]

  static override args = {
    check: Args.string({description: 'Ids of checks, components, beginnings of ids, or tags; everything when absent.'}),
  }

  static override flags = {
    format: Flags.option({
      default: 'human',
      env: 'OPSCTL_DOCTOR_LIST_FORMAT',
      options: ['human', 'json', 'md'] as const,
      summary: 'Form of the list.',
    })(),
  }

  async run(): Promise<readonly DescribedCheck[]> {
    const {argv, flags} = await this.parse(DoctorList)
    const checks = listChecks(argv.map(String))
    const answer = localize(checks, this.lang) as readonly DescribedCheck[]
    if (flags.format === 'json') this.log(JSON.stringify(answer, null, 2))
    else if (flags.format === 'md') this.log(formatChecksMarkdown(checks, this.lang))
    else this.log(formatChecks(checks, this.lang))
    return answer
  }
}
