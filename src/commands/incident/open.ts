import {Args, Flags} from '@oclif/core'

import {openIncident} from '../../actions/incident/open.js'
import {clusterFlags, parseDurationS} from '../../cli/flags.js'
import {formatOpened} from '../../cli/print/incident.js'
import {localize} from '../../cli/print/localize.js'
import {StackCommand} from '../../cli/stack-command.js'
import {severities} from '../../doctor/incident/journal.js'
import {toIncidentDocument} from '../../doctor/incident/report.js'

export default class IncidentOpen extends StackCommand {
  static override summary = 'Open an incident: from now on its timeline is kept.'
  static override description =
    `Looks back at once: alerts, failed checks, containers that ended, deployments. Exit code 0: it is open. Exit code 2: another
one is open still, or the title is empty.`

  static override examples = [
    {command: '<%= config.bin %> <%= command.id %> "checkout answers 502"', description: 'Begin now.'},
    {
      command: '<%= config.bin %> <%= command.id %> "orders are missing" --severity critical --since 6h',
      description: 'It was noticed late.',
    },
  ]

  static override args = {
    title: Args.string({description: 'What is wrong, in a few words.', required: true}),
  }

  static override flags = {
    severity: Flags.option({
      default: 'major',
      env: 'OPSCTL_INCIDENT_SEVERITY',
      options: severities,
      summary: 'How bad it is.',
    })(),
    since: Flags.string({
      default: '1h',
      env: 'OPSCTL_INCIDENT_SINCE',
      helpValue: 'DURATION',
      summary: 'How far back its first symptom may lie.',
    }),
    ...clusterFlags,
  }

  async run(): Promise<unknown> {
    const {args, flags} = await this.parse(IncidentOpen)
    const incident = await openIncident(this.project(flags), {
      title: args.title,
      severity: flags.severity,
      sinceS: parseDurationS(flags.since, 'since'),
      signal: this.signal,
    })
    this.log(formatOpened(incident, this.lang))
    return localize(toIncidentDocument(incident), this.lang)
  }
}
