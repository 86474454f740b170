import {Flags} from '@oclif/core'

import {sendTestAlert} from '../../actions/alerts/send-test.js'
import {clusterFlags, parseDurationS} from '../../cli/flags.js'
import {formatTestResult} from '../../cli/print/alerting.js'
import {localize} from '../../cli/print/localize.js'
import {StackCommand} from '../../cli/stack-command.js'
import {EXIT} from '../../errors.js'

export default class AlertsSendTest extends StackCommand {
  static override summary = 'Send a real alert through the running Alertmanager, and prove that it arrives.'
  static override description =
    `Goes to every receiver that is told of the severity, or to one. What a receiver answers is printed; the alert is ended afterwards.
Exit code 0: every receiver took it. Exit code ${EXIT.verdict}: one did not. Exit code 2: there is no such receiver, or none at all.`

  static override examples = [
    {
      command: '<%= config.bin %> <%= command.id %>',
      description: 'Everybody who is told of critical alerts.',
    },
    {
      command: '<%= config.bin %> <%= command.id %> --receiver mail --json',
      description: 'One receiver, for a script.',
    },
  ]

  static override flags = {
    receiver: Flags.string({env: 'OPSCTL_RECEIVER', helpValue: 'NAME', summary: 'Only this receiver.'}),
    severity: Flags.option({
      default: 'critical' as const,
      env: 'OPSCTL_SEVERITY',
      options: ['critical', 'warning', 'info'] as const,
      summary: 'Severity of the alert.',
    })(),
    timeout: Flags.string({
      default: '30s',
      env: 'OPSCTL_TIMEOUT',
      helpValue: 'DURATION',
      summary: 'How long to wait for the answers.',
    }),
    ...clusterFlags,
  }

  async run(): Promise<unknown> {
    const {flags} = await this.parse(AlertsSendTest)
    const report = await sendTestAlert(this.project(flags), {
      receiver: flags.receiver,
      severity: flags.severity,
      timeoutS: parseDurationS(flags.timeout, 'timeout'),
      signal: this.signal,
    })
    for (const result of report.results) this.log(formatTestResult(result, this.lang))
    if (!report.ok) process.exitCode = EXIT.verdict
    return localize(report, this.lang)
  }
}
