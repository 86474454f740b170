import {Args} from '@oclif/core'

import {findRunbook} from '../actions/alerts/explain.js'
import {StackCommand} from '../cli/stack-command.js'

export default class RunbookCommand extends StackCommand {
  static override summary = 'Print the runbook of an alert: meaning, impact, diagnosis, mitigation, false positives.'
  static override description = 'Needs neither a project nor a running stack. Exit code 2: there is no such alert.'
  static override examples = [
    {command: '<%= config.bin %> <%= command.id %> PostgresDown', description: 'What to do when Postgres is down.'},
    {command: '<%= config.bin %> <%= command.id %> RedisDown --lang zh', description: 'In Chinese.'},
  ]

  static override args = {name: Args.string({description: 'Name of the alert.', required: true})}

  async run(): Promise<{
    readonly name: string
    readonly words: string
    readonly threshold: string
    readonly body: string
  }> {
    const {args} = await this.parse(RunbookCommand)
    const {runbook} = findRunbook(args.name, this.lang)
    this.log(`# ${args.name}\n\n${runbook.words}\n\n${runbook.body}`)
    return {name: args.name, ...runbook}
  }
}
