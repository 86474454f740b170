import {Args, Flags} from '@oclif/core'

import {expireSilence, listSilences, makeSilence} from '../../actions/alerts/silence.js'
import {clusterFlags, parseDurationS} from '../../cli/flags.js'
import {formatSilence} from '../../cli/print/alerting.js'
import {localize} from '../../cli/print/localize.js'
import {StackCommand} from '../../cli/stack-command.js'
import {alertingMessages as say} from '../../messages/alerting.js'

export default class AlertsSilence extends StackCommand {
  static override summary = 'Silence an alert for a while, list the silences, or end one.'
  static override description =
    `A silenced alert is evaluated and shown as before, but nobody is told. Without NAME the silences are listed.
Exit code 0: done. Exit code 2: no comment, or no such silence. Exit code 4: Alertmanager does not run, or refused.`

  static override examples = [
    '<%= config.bin %> <%= command.id %> RedisDown --for 2h --comment "moved to another host"',
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --expire 0b1c2d3e-0000-4000-8000-000000000000',
  ]

  static override args = {name: Args.string({description: 'Name of the alert; silences are listed when absent.'})}
  static override flags = {
    for: Flags.string({default: '2h', env: 'OPSCTL_FOR', helpValue: 'DURATION', summary: 'How long, as in 30m or 2h.'}),
    comment: Flags.string({env: 'OPSCTL_COMMENT', summary: 'Why; others read it.'}),
    label: Flags.string({
      env: 'OPSCTL_LABEL',
      helpValue: 'LABEL=VALUE',
      multiple: true,
      summary: 'Only alerts with this label too.',
    }),
    expire: Flags.string({
      env: 'OPSCTL_EXPIRE',
      helpValue: 'ID',
      summary: 'End this silence now.',
      exclusive: ['comment'],
    }),
    ...clusterFlags,
  }

  async run(): Promise<unknown> {
    const {args, flags} = await this.parse(AlertsSilence)
    const project = this.project(flags)
    if (flags.expire !== undefined) {
      await expireSilence(project, flags.expire)
      this.log(`✓ ${this.say(say.expired(flags.expire))}`)
      return {expired: flags.expire}
    }

    if (args.name === undefined) {
      const silences = await listSilences(project)
      this.log(silences.length === 0 ? this.say(say.noSilences) : silences.map(formatSilence).join('\n'))
      return {silences}
    }

    const {label: labels = [], comment} = flags
    const request = {alert: args.name, labels, forS: parseDurationS(flags.for, 'for'), comment}
    const silence = await makeSilence(project, request)
    if (silence.warning) this.log(`! ${this.say(silence.warning)}`)
    this.log(`✓ ${this.say(say.silenced(silence.id, silence.endsAt))}\n  ${this.say(say.howToExpire(silence.id))}`)
    return localize(silence, this.lang)
  }
}
