import {Args} from '@oclif/core'

import {type AlertTestReport, testAlerts} from '../../actions/alerts/test.js'
import {formatAlertTests} from '../../cli/print/alerts.js'
import {StackCommand} from '../../cli/stack-command.js'
import {EXIT} from '../../errors.js'

export default class AlertsTest extends StackCommand {
  static override summary = 'Run the unit tests of the rules of this stack, and of your own, with promtool.'
  static override description =
    `Without a file: every test that ships for this stack, and overlay/tests/*.yaml. The rules are those that are rendered,
with what opsctl.yaml changes; a test that a changed number makes void is not run, and named. Exit code 0: all pass.
Exit code 1: one fails. Exit code 2: a file can't be read. Exit code 3: the image of Prometheus is missing.`

  static override examples = [
    {command: '<%= config.bin %> <%= command.id %>', description: 'Everything.'},
    {command: '<%= config.bin %> <%= command.id %> overlay/tests/shop.yaml', description: 'One file of your own.'},
  ]

  static override strict = false
  static override args = {file: Args.string({description: 'A promtool test file to run.', required: false})}

  async run(): Promise<AlertTestReport> {
    const {argv, flags} = await this.parse(AlertsTest)
    const report = await testAlerts(this.project(flags), argv as string[], this.signal)
    this.log(formatAlertTests(report, this.lang))
    if (!report.ok) process.exitCode = EXIT.verdict
    return report
  }
}
