import {Args} from '@oclif/core'

import {reload} from '../actions/reload.js'
import {clusterChangeFlags} from '../cli/flags.js'
import {StackCommand} from '../cli/stack-command.js'
import {openTasks, pickScreen} from '../cli/tasks.js'
import {EXIT} from '../errors.js'
import {reloadMessages as say} from '../messages/reload.js'

export default class Reload extends StackCommand {
  static override summary =
    'Give running servers their new configuration without a restart, and prove that they run it.'
  static override description =
    `Tries the files with the program inside the image, swaps them, reloads, asks the server which configuration it runs,
and puts the former files back when it refuses. Exit code 0: the new configuration runs. Exit code 1: it does not, the
former one is back. Exit code 2: no such component. Exit code 4: the configuration is refused, nothing was changed.`

  static override examples = [
    {command: '<%= config.bin %> <%= command.id %> gateway', description: 'Apply a changed route.'},
    {command: '<%= config.bin %> <%= command.id %> --json', description: 'Reload everything that can be.'},
  ]

  static override args = {component: Args.string({description: 'Which one; all that can be reloaded when absent.'})}

  static override flags = {...clusterChangeFlags}

  async run(): Promise<unknown> {
    const {args, flags} = await this.parse(Reload)
    const screen = pickScreen(this.lang, this.jsonEnabled(), (line) => this.logToStderr(line))
    const options = {
      runSteps: openTasks(screen),
      signal: this.signal,
      confirmContext: this.confirmContext(flags),
    }
    const report = await reload(this.project(flags), args.component, options)
    for (const {component, running, taken} of report.reloaded) {
      if (!taken) this.log(`✗ ${this.say(say.notTaken(component))}`)
      else this.log(`✓ ${this.say(running ? say.runs(component, running.slice(0, 12)) : say.took(component))}`)
    }

    if (report.rolledBack) this.log(`! ${this.say(say.rolledBack)}`)
    if (!report.ok) process.exitCode = EXIT.verdict
    return report
  }
}
