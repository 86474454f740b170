import {incidentStatus} from '../../actions/incident/status.js'
import {clusterFlags} from '../../cli/flags.js'
import {incidentIdFlag} from '../../cli/incident-flags.js'
import {formatIncident} from '../../cli/print/incident.js'
import {localize} from '../../cli/print/localize.js'
import {StackCommand} from '../../cli/stack-command.js'
import {toIncidentDocument} from '../../doctor/incident/report.js'

export default class IncidentStatus extends StackCommand {
  static override summary = 'Look at the open incident: its figures, and what happened so far.'
  static override description =
    `What is new is kept in its timeline. Sources that do not answer are named. Exit code 0: shown. Exit code 2: no incident is
open, or several are.`

  static override examples = [
    {command: '<%= config.bin %> <%= command.id %>', description: 'The open one.'},
    {command: '<%= config.bin %> <%= command.id %> --json', description: 'For a status page.'},
  ]

  static override flags = {...incidentIdFlag, ...clusterFlags}

  async run(): Promise<unknown> {
    const {flags} = await this.parse(IncidentStatus)
    const incident = await incidentStatus(this.project(flags), flags.id, this.signal)
    this.log(formatIncident(incident, this.lang))
    return localize(toIncidentDocument(incident), this.lang)
  }
}
