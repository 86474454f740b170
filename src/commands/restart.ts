import {Args} from '@oclif/core'

import {restartServices} from '../actions/restart.js'
import {clusterChangeFlags, parseDurationS, timeout} from '../cli/flags.js'
import {StackCommand} from '../cli/stack-command.js'
import {EXIT} from '../errors.js'
import {statusMessages as say} from '../messages/status.js'

export default class Restart extends StackCommand {
  static override strict = false
  static override summary = 'Restart components or services in place, and wait until they are healthy.'
  static override description =
    `Same containers, same configuration; to apply a change use "opsctl up". Exit code 0: all are healthy again. Exit code 1:
one is not. Exit code 2: no such component. Exit code 4: another program failed.`

  static override examples = [
    {command: '<%= config.bin %> <%= command.id %> redis', description: 'Restart one component.'},
    {command: '<%= config.bin %> <%= command.id %> --timeout 2m', description: 'Restart all of them.'},
  ]

  static override args = {service: Args.string({description: 'Components or services; all when absent.'})}
  static override flags = {timeout, ...clusterChangeFlags}

  async run(): Promise<unknown> {
    const {argv, flags} = await this.parse(Restart)
    const report = await restartServices(this.project(flags), argv.map(String), {
      timeoutS: parseDurationS(flags.timeout, 'timeout'),
      signal: this.signal,
      confirmContext: this.confirmContext(flags),
    })
    for (const name of report.notBack) this.log(`✗ ${this.say(say.notBack(name))}`)
    if (report.ok) this.log(`✓ ${this.say(say.restarted(report.services.join(', ')))}`)
    else process.exitCode = EXIT.verdict
    return report
  }
}
