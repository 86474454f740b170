import {type AlertCheckReport, checkAlerts} from '../../actions/alerts/check.js'
import {clusterFlags} from '../../cli/flags.js'
import {formatAlertCheck} from '../../cli/print/alerts.js'
import {StackCommand} from '../../cli/stack-command.js'
import {EXIT} from '../../errors.js'

export default class AlertsCheck extends StackCommand {
  static override summary = 'Look for dead alerts: ask the running Prometheus whether every selector finds a series.'
  static override description =
    `A selector that finds nothing is explained: what it counts has not happened yet, or which exporter or flag is missing.
Exit code 0: every alert can fire. Exit code 1: one never can. Exit code 3: Prometheus does not answer.`

  static override examples = [
    {command: '<%= config.bin %> <%= command.id %>', description: 'The rules of this stack and your own.'},
    {command: '<%= config.bin %> <%= command.id %> --json', description: 'For a script.'},
  ]

  static override flags = {...clusterFlags}

  async run(): Promise<AlertCheckReport> {
    const {flags} = await this.parse(AlertsCheck)
    const report = await checkAlerts(this.project(flags))
    this.log(formatAlertCheck(report, this.lang))
    if (!report.ok) process.exitCode = EXIT.verdict
    return report
  }
}
