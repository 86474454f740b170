import {Flags} from '@oclif/core'

import {type ListedAlert, listStackAlerts} from '../../actions/alerts/list.js'
import {clusterFlags} from '../../cli/flags.js'
import {formatAlerts} from '../../cli/print/alerts.js'
import {StackCommand} from '../../cli/stack-command.js'
import {alertMessages as say} from '../../messages/alerts.js'

export default class AlertsList extends StackCommand {
  static override summary = 'List the alerts of this stack, or those that fire now.'
  static override description =
    'Alerts follow the topology: what the stack has not is not alerted on. Exit code 0: listed. Exit code 3: Prometheus does not answer (--firing).'

  static override examples = [
    {command: '<%= config.bin %> <%= command.id %> --firing', description: 'What fires now.'},
    {command: '<%= config.bin %> <%= command.id %> --component postgres', description: 'What is watched in Postgres.'},
    {command: '<%= config.bin %> <%= command.id %> --all --json', description: 'Every alert that ships, for a script.'},
  ]

  static override flags = {
    component: Flags.string({env: 'OPSCTL_COMPONENT', helpValue: 'ID', summary: 'Only alerts of this component.'}),
    severity: Flags.option({
      env: 'OPSCTL_SEVERITY',
      options: ['critical', 'warning', 'info'] as const,
      summary: 'Only alerts of this severity.',
    })(),
    firing: Flags.boolean({env: 'OPSCTL_FIRING', summary: 'Only alerts that fire now.'}),
    all: Flags.boolean({env: 'OPSCTL_ALL', summary: 'Also alerts on components that this stack has not.'}),
    ...clusterFlags,
  }

  async run(): Promise<readonly ListedAlert[]> {
    const {flags} = await this.parse(AlertsList)
    const {component, severity, firing, all} = flags
    const alerts = await listStackAlerts(this.project(flags), {component, severity, firing, all})
    if (alerts.length > 0) this.log(formatAlerts(alerts, this.lang))
    if (firing) this.log(this.say(alerts.length === 0 ? say.nothingFires : say.firing(alerts.length)))
    else this.log(this.say(say.counted(alerts.length, alerts.filter(({state}) => state === 'on').length)))
    return alerts
  }
}
