import {Args} from '@oclif/core'

import {type RouteAnswer, routeAlert} from '../../actions/alerts/route.js'
import {formatRoutes} from '../../cli/print/alerting.js'
import {StackCommand} from '../../cli/stack-command.js'
import {EXIT} from '../../errors.js'

export default class AlertsRoute extends StackCommand {
  static override strict = false
  static override summary = 'Say which receivers are told of an alert with these labels.'
  static override description = `Evaluates alerting.routes of opsctl.yaml as Alertmanager does; sends nothing.
Exit code 0: somebody is told. Exit code ${EXIT.verdict}: nobody is. Exit code 2: no label, or a word that is none.`

  static override examples = [
    {
      command: '<%= config.bin %> <%= command.id %> severity=critical component=postgres',
      description: 'Who is told of a critical alert on Postgres.',
    },
    {
      command: '<%= config.bin %> <%= command.id %> alertname=Watchdog --json',
      description: 'Who waits for the sign of life, for a script.',
    },
  ]

  static override args = {label: Args.string({description: 'LABEL=VALUE, as many as needed.', required: true})}

  async run(): Promise<RouteAnswer> {
    const {argv, flags} = await this.parse(AlertsRoute)
    const answer = await routeAlert(this.project(flags), argv as string[])
    this.log(formatRoutes(answer, this.lang))
    if (!answer.told) process.exitCode = EXIT.verdict
    return answer
  }
}
