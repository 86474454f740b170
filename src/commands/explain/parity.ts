import {explainParity} from '../../actions/explain/parity.js'
import {localize} from '../../cli/print/localize.js'
import {formatParity} from '../../cli/print/parity.js'
import {StackCommand} from '../../cli/stack-command.js'

export default class ExplainParity extends StackCommand {
  static override summary = 'Compare the two targets: what Compose does, what Helm does, and why not.'
  static override description = 'Needs no project. Exit code 0 always.'
  static override examples = [
    {command: '<%= config.bin %> <%= command.id %>', description: 'Everything, side by side.'},
    {command: '<%= config.bin %> <%= command.id %> --json', description: 'The same for a script.'},
  ]

  async run(): Promise<{readonly groups: unknown}> {
    await this.parse(ExplainParity)
    const groups = explainParity()
    this.log(formatParity(groups, this.lang))
    return {groups: localize(groups, this.lang)}
  }
}
