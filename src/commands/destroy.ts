import {Flags} from '@oclif/core'

import {destroyStack} from '../actions/destroy.js'
import {askProjectName} from '../cli/confirm.js'
import {clusterChangeFlags} from '../cli/flags.js'
import {formatDestroyed, formatLosses} from '../cli/print/destroy.js'
import {StackCommand} from '../cli/stack-command.js'
import {openTasks, pickScreen} from '../cli/tasks.js'

export default class Destroy extends StackCommand {
  static override summary = 'Remove the stack with all its data, for good.'
  static override description =
    `Lists what would be lost, then wants the name of the project: typed on a terminal, or as --yes with --project.
opsctl.yaml, overlay/, secrets/ and backups/ stay. In a cluster, the namespaces that opsctl made go too. Exit code 0:
removed. Exit code 2: not confirmed, nothing removed. Exit code 3: Docker or the cluster does not answer. Exit code 4:
another program failed.`

  static override examples = [
    {command: '<%= config.bin %> <%= command.id %>', description: 'See what would be lost, and confirm by name.'},
    {command: '<%= config.bin %> <%= command.id %> --yes --project shop', description: 'Without a terminal.'},
  ]

  static override flags = {
    project: Flags.string({
      env: 'OPSCTL_PROJECT',
      helpValue: 'NAME',
      summary: 'Name of the project, as confirmation together with --yes.',
    }),
    ...clusterChangeFlags,
  }

  async run(): Promise<unknown> {
    const {flags} = await this.parse(Destroy)
    const screen = pickScreen(this.lang, this.jsonEnabled(), (line) => this.logToStderr(line))
    const report = await destroyStack(this.project(flags), {
      runSteps: openTasks(screen),
      signal: this.signal,
      confirmContext: this.confirmContext(flags),
      confirm: (losses) => {
        if (!this.jsonEnabled()) this.logToStderr(formatLosses(losses, this.lang))
        return askProjectName(losses.project, {
          lang: this.lang,
          yes: flags.yes,
          name: flags.project,
          canAsk: this.canAsk,
        })
      },
    })
    this.log(formatDestroyed(report, this.lang))
    return report
  }
}
