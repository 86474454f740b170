import {listBenches} from '../../actions/bench/list.js'
import {formatBenchList} from '../../cli/print/bench-list.js'
import {localize} from '../../cli/print/localize.js'
import {StackCommand} from '../../cli/stack-command.js'

export default class BenchList extends StackCommand {
  static override summary = 'List the results of load tests, the newest first, with the names of baselines.'
  static override description =
    'A "!" marks those that did not end by themselves or can’t be trusted. Exit code 0: listed.'
  static override examples = [
    {command: '<%= config.bin %> <%= command.id %>', description: 'List them.'},
    {command: '<%= config.bin %> <%= command.id %> --json', description: 'For a script.'},
  ]

  async run(): Promise<unknown> {
    const {flags} = await this.parse(BenchList)
    const results = await listBenches(this.project(flags))
    this.log(formatBenchList(results, this.lang))
    return localize({results}, this.lang)
  }
}
