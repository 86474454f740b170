import {validate} from '../actions/validate.js'
import {target} from '../cli/flags.js'
import {formatProblem, StackCommand} from '../cli/stack-command.js'
import {explainMessages} from '../messages/explain.js'

export default class Validate extends StackCommand {
  static override summary = 'Check opsctl.yaml, and say everything that is wrong with it.'
  static override description =
    'Every problem in one run, as opsctl.yaml:LINE:COLUMN path: problem. Exit code 0: valid. Exit code 2: not valid.'

  static override examples = [
    {command: '<%= config.bin %> <%= command.id %>', description: 'Check the file of this folder.'},
    {command: '<%= config.bin %> <%= command.id %> --directory shop --json', description: 'For a script or an editor.'},
  ]

  static override flags = {target}

  async run(): Promise<Record<string, unknown>> {
    const {flags} = await this.parse(Validate)
    const report = await validate(this.project(flags))
    this.log(`✓ ${this.say(explainMessages.valid(report.file))}`)
    const lines = [
      explainMessages.summary(report.project, report.images),
      explainMessages.components(report.components),
      explainMessages.apps(report.apps),
      explainMessages.routes(report.routes),
    ]
    for (const line of lines) this.log(`  ${this.say(line)}`)
    for (const warning of report.warnings) this.log(`! ${formatProblem(warning, this.lang)}`)
    return {...report, warnings: report.warnings.map((one) => ({...one, message: this.say(one.message)}))}
  }
}
