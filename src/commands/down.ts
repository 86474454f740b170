import {takeDown} from '../actions/down.js'
import {clusterChangeFlags} from '../cli/flags.js'
import {StackCommand} from '../cli/stack-command.js'
import {openTasks, pickScreen} from '../cli/tasks.js'
import {destroyMessages as say} from '../messages/destroy.js'

export default class Down extends StackCommand {
  static override summary = 'Remove the containers and networks of the stack; all data stays.'
  static override description =
    `Volumes are never removed; "opsctl up" continues with them. In a cluster the release is uninstalled. Exit code 0: down.
Exit code 3: Docker or the cluster does not answer. Exit code 4: another program failed.`

  static override examples = [
    {command: '<%= config.bin %> <%= command.id %>', description: 'Take down the stack of this folder.'},
    {command: '<%= config.bin %> <%= command.id %> --directory shop --json', description: 'For a script.'},
  ]

  static override flags = {...clusterChangeFlags}

  async run(): Promise<unknown> {
    const {flags} = await this.parse(Down)
    const screen = pickScreen(this.lang, this.jsonEnabled(), (line) => this.logToStderr(line))
    const report = await takeDown(this.project(flags), {
      runSteps: openTasks(screen),
      signal: this.signal,
      confirmContext: this.confirmContext(flags),
    })
    this.log(`✓ ${this.say(say.isDown(report.project))}`)
    if (report.kept.length > 0) this.log(`  ${this.say(say.keeps(report.kept.length))}`)
    return report
  }
}
