import {Flags} from '@oclif/core'

import {writeBundle} from '../../actions/doctor/bundle.js'
import {clusterFlags} from '../../cli/flags.js'
import {formatBundle} from '../../cli/print/doctor-bundle.js'
import {localize} from '../../cli/print/localize.js'
import {StackCommand} from '../../cli/stack-command.js'
import type {ReportDocument} from '../../doctor/report-schema.js'

export default class DoctorBundle extends StackCommand {
  static override summary = 'Write what another person needs to judge this stack, without its secrets.'
  static override description =
    `Facts, verdicts, configuration, the last lines of every service and the last hours of the main figures, in one file.
Secrets are replaced before anything touches the disk, and the finished file is searched for them once more; nothing is
sent anywhere. Exit code 0: it is written, whatever the checks say. Exit code 2: opsctl.yaml is wrong.`

  static override examples = [
    {command: '<%= config.bin %> <%= command.id %>', description: 'Into the project folder.'},
    {command: '<%= config.bin %> <%= command.id %> --preview', description: 'Say what would be in it.'},
    {
      command: '<%= config.bin %> <%= command.id %> --redact ip,host -o bundle.tar.gz',
      description: 'Without addresses and names of machines.',
    },
  ]

  static override flags = {
    output: Flags.string({char: 'o', env: 'OPSCTL_BUNDLE_OUTPUT', helpValue: 'FILE', summary: 'Where to.'}),
    preview: Flags.boolean({env: 'OPSCTL_BUNDLE_PREVIEW', summary: 'Say what would be in it; write nothing.'}),
    redact: Flags.option({
      delimiter: ',',
      env: 'OPSCTL_BUNDLE_REDACT',
      exclusive: ['no-redact'],
      helpValue: 'WHAT',
      multiple: true,
      options: ['ip', 'host'] as const,
      summary: 'Replace these too: addresses, the name of this machine.',
    })(),
    'no-redact': Flags.boolean({
      env: 'OPSCTL_BUNDLE_NO_REDACT',
      summary: 'Keep secrets as they are, in a file whose name says so.',
    }),
    ...clusterFlags,
  }

  async run(): Promise<unknown> {
    const {flags} = await this.parse(DoctorBundle)
    const report = await writeBundle(this.project(flags), {
      selection: {words: [], skip: [], tags: [], tiers: new Set(['preflight', 'runtime'])},
      offline: false,
      failOn: 'none',
      signal: this.signal,
      out: flags.output,
      also: new Set(flags.redact),
      preview: flags.preview,
      redact: !flags['no-redact'],
      lang: this.lang,
      toDocument: (one) => localize(one, this.lang) as ReportDocument,
    })
    this.log(formatBundle(report, this.lang))
    return report
  }
}
