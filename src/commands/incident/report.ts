import {Flags} from '@oclif/core'

import {incidentFormats, reportIncident} from '../../actions/incident/report.js'
import {clusterFlags} from '../../cli/flags.js'
import {incidentIdFlag} from '../../cli/incident-flags.js'
import {localize} from '../../cli/print/localize.js'
import {StackCommand} from '../../cli/stack-command.js'
import {toIncidentDocument} from '../../doctor/incident/report.js'
import {incidentMessages as say} from '../../messages/incident.js'

export default class IncidentReport extends StackCommand {
  static override summary = 'Write the report of an incident: figures, timeline, what could not be seen.'
  static override description =
    'The open one, else the newest. The page needs no other file and runs no script. Exit code 0: written. Exit code 2: there is none.'

  static override examples = [
    {command: '<%= config.bin %> <%= command.id %>', description: 'Markdown, on the terminal.'},
    {
      command: '<%= config.bin %> <%= command.id %> --format html --output incident.html --lang zh',
      description: 'A page in Chinese.',
    },
  ]

  static override flags = {
    format: Flags.option({
      default: 'md',
      env: 'OPSCTL_INCIDENT_FORMAT',
      options: incidentFormats,
      summary: 'Form of the report.',
    })(),
    output: Flags.string({char: 'o', env: 'OPSCTL_INCIDENT_OUTPUT', helpValue: 'FILE', summary: 'Where to.'}),
    ...incidentIdFlag,
    ...clusterFlags,
  }

  async run(): Promise<unknown> {
    const {flags} = await this.parse(IncidentReport)
    const {incident, content, path} = await reportIncident(this.project(flags), {
      id: flags.id,
      format: flags.format,
      out: flags.output,
      lang: this.lang,
      signal: this.signal,
    })
    this.log(path === undefined ? content : `✓ ${this.say(say.written(path))}`)
    return localize({...toIncidentDocument(incident), ...(path === undefined ? {} : {path})}, this.lang)
  }
}
