import {Args} from '@oclif/core'

import {type NamedBaseline, nameBench} from '../../actions/bench/baseline.js'
import {StackCommand} from '../../cli/stack-command.js'
import {benchReportMessages as say} from '../../messages/bench-report.js'

export default class BenchBaseline extends StackCommand {
  static override summary = 'Give a result of a load test a name, to compare later ones with it.'
  static override description =
    `The name takes the place of the result wherever one is asked for. A name that exists moves to the new result.
Exit code 0: named. 2: no such result, or a name that would be taken for something else.`

  static override examples = [
    {command: '<%= config.bin %> <%= command.id %> before-upgrade', description: 'Name the newest result.'},
    {
      command: '<%= config.bin %> <%= command.id %> release-2 last:capacity',
      description: 'Name the newest capacity search.',
    },
  ]

  static override args = {
    name: Args.string({description: 'The name.', required: true}),
    ref: Args.string({
      default: 'last',
      description: 'A result: its id, last, last:KIND, the name of a baseline, or the path of a file.',
    }),
  }

  async run(): Promise<NamedBaseline> {
    const {args, flags} = await this.parse(BenchBaseline)
    const named = await nameBench(this.project(flags), args.name, args.ref)
    this.log(this.say(say.named(named.name, named.id)))
    return named
  }
}
