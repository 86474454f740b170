import {planStack} from '../actions/plan.js'
import {clusterFlags} from '../cli/flags.js'
import {localize} from '../cli/print/localize.js'
import {formatPlan} from '../cli/print/plan.js'
import {StackCommand} from '../cli/stack-command.js'
import {EXIT} from '../errors.js'

export default class Plan extends StackCommand {
  static override summary = 'Say what "opsctl up" would change, and why.'
  static override description =
    `Names each service that would be created, recreated, reloaded or removed, the keys and files that differ, and
data at risk. Starts and stops nothing. Missing secrets are created, because they decide what must be recreated.
In a cluster, what is there, the last release and the next one are compared. Exit code 0: nothing to change. Exit code 10:
changes are pending. Exit code 2: opsctl.yaml is wrong. Exit code 3: Docker or the cluster does not answer.`

  static override examples = [
    {command: '<%= config.bin %> <%= command.id %>', description: 'See what a change of opsctl.yaml would do.'},
    {command: '<%= config.bin %> <%= command.id %> --directory shop --json', description: 'For a script.'},
  ]

  static override flags = {...clusterFlags}

  async run(): Promise<unknown> {
    const {flags} = await this.parse(Plan)
    const plan = await planStack(this.project(flags))
    this.log(formatPlan(plan, this.lang))
    if (plan.pending) process.exitCode = EXIT.changes
    return localize(plan, this.lang)
  }
}
