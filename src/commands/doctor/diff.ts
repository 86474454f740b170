import {Args} from '@oclif/core'

import {diffReports} from '../../actions/doctor/compare.js'
import {formatDiff} from '../../cli/print/doctor-catalogue.js'
import {localize} from '../../cli/print/localize.js'
import {StackCommand} from '../../cli/stack-command.js'
import {EXIT} from '../../errors.js'

export default class DoctorDiff extends StackCommand {
  static override summary = 'Say what became worse or better between two runs.'
  static override description =
    `Compares runs that were kept, reports or files of facts. What either could not judge is not compared.
Exit code 0: nothing is new or worse. Exit code 1: something is. Exit code 2: no such run or file.`

  static override examples = [
    {command: '<%= config.bin %> <%= command.id %>', description: 'The last two runs.'},
    {
      command: '<%= config.bin %> <%= command.id %> before.json after.json',
      description: 'Two reports that were saved.',
    },
  ]

  static override args = {
    from: Args.string({description: 'The earlier: id of a run or a file; the last but one when absent.'}),
    to: Args.string({description: 'The later; the last run when absent.'}),
  }

  async run(): Promise<unknown> {
    const {args, flags} = await this.parse(DoctorDiff)
    const diff = await diffReports(this.project(flags), args.from, args.to)
    this.log(formatDiff(diff, this.lang))
    if (diff.changes.some(({kind}) => kind === 'new' || kind === 'worse')) process.exitCode = EXIT.verdict
    return localize(diff, this.lang)
  }
}
