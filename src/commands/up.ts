import {Flags} from '@oclif/core'

import {bringUp} from '../actions/up.js'
import {clusterChangeFlags, parseDurationS, timeout} from '../cli/flags.js'
import {localize} from '../cli/print/localize.js'
import {formatPlan} from '../cli/print/plan.js'
import {formatUp} from '../cli/print/up.js'
import {formatProblem, StackCommand} from '../cli/stack-command.js'
import {openTasks, pickScreen} from '../cli/tasks.js'
import {EXIT} from '../errors.js'

export default class Up extends StackCommand {
  static override summary = 'Bring the stack up and wait until every component does its work.'
  static override description =
    `Checks the machine or the cluster, renders, plans, gets the images, tries new configurations with the servers’ own programs, starts
what differs, reloads what can be reloaded, and asks every component to do its work. What needs no change is not touched.
Exit code 0: up and healthy. Exit code 1: a component is not healthy. Exit code 2: opsctl.yaml is wrong, or data is at
risk. Exit code 3: this machine or the cluster is not ready. Exit code 4: another program failed, and in a cluster the former
release runs again. Exit code 130: interrupted; run up again.`

  static override examples = [
    {command: '<%= config.bin %> <%= command.id %>', description: 'Bring up the stack of this folder.'},
    {
      command: '<%= config.bin %> <%= command.id %> --directory shop --timeout 10m --json',
      description: 'For a script, with patience.',
    },
  ]

  static override flags = {
    timeout,
    force: Flags.boolean({env: 'OPSCTL_FORCE', summary: 'Overwrite generated files that were edited by hand.'}),
    'nodes-have-images': Flags.boolean({
      env: 'OPSCTL_NODES_HAVE_IMAGES',
      helpGroup: 'CLUSTER',
      summary: 'Go on with images that no registry has: they were imported on every node.',
    }),
    ...clusterChangeFlags,
  }

  async run(): Promise<unknown> {
    const {flags} = await this.parse(Up)
    const screen = pickScreen(this.lang, this.jsonEnabled(), (line) => this.logToStderr(line))
    const report = await bringUp(this.project(flags), {
      timeoutS: parseDurationS(flags.timeout, 'timeout'),
      force: flags.force,
      runSteps: openTasks(screen),
      signal: this.signal,
      confirmContext: this.confirmContext(flags),
      nodesHaveImages: flags['nodes-have-images'],
    })
    for (const warning of report.warnings) this.logToStderr(`! ${formatProblem(warning, this.lang)}`)
    if (report.plan) this.log(formatPlan(report.plan, this.lang))
    this.log(formatUp(report, this.lang))
    if (!report.ok) process.exitCode = EXIT.verdict
    return localize(report, this.lang)
  }
}
