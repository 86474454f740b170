import {Args} from '@oclif/core'

import {noteIncident} from '../../actions/incident/note.js'
import {clusterFlags} from '../../cli/flags.js'
import {incidentIdFlag} from '../../cli/incident-flags.js'
import {StackCommand} from '../../cli/stack-command.js'
import {incidentMessages as say} from '../../messages/incident.js'

export default class IncidentNote extends StackCommand {
  static override summary = 'Add words to the timeline of the open incident.'
  static override description =
    'What was seen, tried, decided. Nothing is looked at. Exit code 0: noted. Exit code 2: no words, or no incident is open.'

  static override examples = [
    {command: '<%= config.bin %> <%= command.id %> "restarted the payment service"', description: 'What was done.'},
    {
      command: '<%= config.bin %> <%= command.id %> "told the support team" --json',
      description: 'From a script or a chat.',
    },
  ]

  static override args = {text: Args.string({description: 'The words.', required: true})}
  static override flags = {...incidentIdFlag, ...clusterFlags}

  async run(): Promise<unknown> {
    const {args, flags} = await this.parse(IncidentNote)
    const report = await noteIncident(this.project(flags), args.text, flags.id)
    this.log(`✓ ${this.say(say.noted(report.id))}`)
    return report
  }
}
