import {Flags} from '@oclif/core'

import {cacheSlow, type CacheSlow as Slow} from '../../actions/cache/slow.js'
import {clusterFlags} from '../../cli/flags.js'
import {formatSlow} from '../../cli/print/cache.js'
import {StackCommand} from '../../cli/stack-command.js'

export default class CacheSlow extends StackCommand {
  static override summary = 'List the slow commands of Redis and what delayed it, without arguments of commands.'
  static override description =
    'Reads only. Exit code 0: listed. Exit code 2: there is no Redis in the stack. Exit code 3: it does not answer.'

  static override examples = [
    {command: '<%= config.bin %> <%= command.id %>', description: 'The slowest commands.'},
    {command: '<%= config.bin %> <%= command.id %> --limit 128 --json', description: 'The whole slow log.'},
  ]

  static override flags = {
    limit: Flags.integer({default: 20, env: 'OPSCTL_LIMIT', max: 128, min: 1, summary: 'How many commands at most.'}),
    ...clusterFlags,
  }

  async run(): Promise<Slow> {
    const {flags} = await this.parse(CacheSlow)
    const slow = await cacheSlow(this.project(flags), {limit: flags.limit})
    for (const line of formatSlow(slow, this.lang)) this.log(line)
    return slow
  }
}
