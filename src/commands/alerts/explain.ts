import {Args} from '@oclif/core'

import {type AlertExplanation, explainAlert} from '../../actions/alerts/explain.js'
import {formatAlertExplanation} from '../../cli/print/alerts.js'
import {StackCommand} from '../../cli/stack-command.js'

export default class AlertsExplain extends StackCommand {
  static override summary =
    'Say what an alert means: its expression in words, threshold and source, checks and runbook.'
  static override description = 'Shows the alert as opsctl.yaml changes it. Exit code 2: there is no such alert.'
  static override examples = [
    {command: '<%= config.bin %> <%= command.id %> PostgresDown', description: 'One alert.'},
    {command: '<%= config.bin %> <%= command.id %> RedisDown --json', description: 'For a script.'},
  ]

  static override args = {name: Args.string({description: 'Name of the alert.', required: true})}

  async run(): Promise<AlertExplanation> {
    const {args, flags} = await this.parse(AlertsExplain)
    const alert = await explainAlert(this.project(flags), args.name, this.lang)
    this.log(formatAlertExplanation(alert, this.lang))
    return alert
  }
}
