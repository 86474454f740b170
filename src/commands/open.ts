import {Args} from '@oclif/core'

import {openUi, type UiAddress} from '../actions/open.js'
import {clusterFlags} from '../cli/flags.js'
import {localize} from '../cli/print/localize.js'
import {StackCommand} from '../cli/stack-command.js'
import {logsMessages as say} from '../messages/logs.js'

export default class Open extends StackCommand {
  static override summary = 'Print the address and log-in of a user interface, and open it if there is a display.'
  static override description =
    `The password is never printed, only the file it is in. Of a cluster, one of them is forwarded to a port of this host
until Ctrl+C. Exit code 0: printed. Exit code 2: no such user interface. Exit code 4: its pod can’t be reached.`

  static override examples = [
    {command: '<%= config.bin %> <%= command.id %>', description: 'List the user interfaces.'},
    {command: '<%= config.bin %> <%= command.id %> prometheus', description: 'Open one of them.'},
  ]

  static override args = {ui: Args.string({description: 'Which one; all are listed when absent.'})}

  static override flags = {...clusterFlags}

  async run(): Promise<unknown> {
    const {args, flags} = await this.parse(Open)
    const answer = await openUi(this.project(flags), args.ui, {
      signal: this.signal,
      onReady: (ui) => {
        if (this.jsonEnabled()) return this.logToStderr(ui.url)
        this.show(ui)
        this.logToStderr(this.say(say.untilCtrlC))
      },
    })
    if (answer.uis.length === 0) this.log(this.say(say.noUis))
    if (!answer.forwarded) for (const ui of answer.uis) this.show(ui)
    if (answer.isInside) this.log(this.say(say.openOne))
    if (answer.opened && !answer.forwarded) this.log(this.say(say.opened))
    return localize(answer, this.lang)
  }

  private show(ui: UiAddress): void {
    this.log(`${ui.id}  ${ui.url}  ${this.say(ui.title)}`)
    if (ui.user) this.log(`  ${this.say(say.user)} ${ui.user}, ${this.say(say.passwordIn)} ${ui.passwordFile}`)
  }
}
