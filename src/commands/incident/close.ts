import {Flags} from '@oclif/core'

import {closeIncident} from '../../actions/incident/close.js'
import {clusterFlags} from '../../cli/flags.js'
import {incidentIdFlag} from '../../cli/incident-flags.js'
import {formatClosed} from '../../cli/print/incident.js'
import {localize} from '../../cli/print/localize.js'
import {StackCommand} from '../../cli/stack-command.js'
import {toIncidentDocument} from '../../doctor/incident/report.js'

export default class IncidentClose extends StackCommand {
  static override summary = 'Close the open incident, after a last look.'
  static override description =
    'Says how long it took to detect and to mend. Exit code 0: it is closed. Exit code 2: no incident is open, or several are.'

  static override examples = [
    {
      command: '<%= config.bin %> <%= command.id %> --cause "disk of the database was full"',
      description: 'It is over.',
    },
    {command: '<%= config.bin %> <%= command.id %> --json', description: 'For a script.'},
  ]

  static override flags = {
    cause: Flags.string({env: 'OPSCTL_INCIDENT_CAUSE', helpValue: 'TEXT', summary: 'The root cause.'}),
    ...incidentIdFlag,
    ...clusterFlags,
  }

  async run(): Promise<unknown> {
    const {flags} = await this.parse(IncidentClose)
    const {id, cause} = flags
    const incident = await closeIncident(this.project(flags), {id, cause, signal: this.signal})
    this.log(formatClosed(incident, this.lang))
    return localize(toIncidentDocument(incident), this.lang)
  }
}
