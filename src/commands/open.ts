import {Args} from '@oclif/core'

import {openUi} from '../actions/open.js'
import {clusterFlags} from '../cli/flags.js'
import {localize} from '../cli/print/localize.js'
import {StackCommand} from '../cli/stack-command.js'
import {logsMessages as say} from '../messages/logs.js'

export default class Open extends StackCommand {
  static override summary = 'Print the address and log-in of a user interface, and open it if there is a display.'
  static override description =
    'The password is never printed, only the file it is in. Exit code 0: printed. Exit code 2: no such user interface.'

  static override examples = [
    {command: '<%= config.bin %> <%= command.id %>', description: 'List the user interfaces.'},
    {command: '<%= config.bin %> <%= command.id %> prometheus', description: 'Open one of them.'},
  ]

  static override args = {ui: Args.string({description: 'Which one; all are listed when absent.'})}

  static override flags = {...clusterFlags}

  async run(): Promise<unknown> {
    const {args, flags} = await this.parse(Open)
    const answer = await openUi(this.project(flags), args.ui)
    if (answer.uis.length === 0) this.log(this.say(say.noUis))
    for (const ui of answer.uis) {
      this.log(`${ui.id}  ${ui.url}  ${this.say(ui.title)}`)
      if (ui.user) this.log(`  ${this.say(say.user)} ${ui.user}, ${this.say(say.passwordIn)} ${ui.passwordFile}`)
    }

    if (answer.opened) this.log(this.say(say.opened))
    return localize(answer, this.lang)
  }
}
