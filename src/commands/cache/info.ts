import {cacheInfo, type CacheInfo as Info} from '../../actions/cache/info.js'
import {clusterFlags} from '../../cli/flags.js'
import {formatInfo} from '../../cli/print/cache.js'
import {StackCommand} from '../../cli/stack-command.js'

export default class CacheInfo extends StackCommand {
  static override summary = 'Show memory, clients, hits, disk and keys of Redis.'
  static override description =
    'Reads only. Exit code 0: shown. Exit code 2: there is no Redis in the stack. Exit code 3: it does not answer.'

  static override examples = [
    {command: '<%= config.bin %> <%= command.id %>', description: 'How Redis is doing.'},
    {command: '<%= config.bin %> <%= command.id %> --json', description: 'The same for a script.'},
  ]

  static override flags = {...clusterFlags}

  async run(): Promise<Info> {
    const {flags} = await this.parse(CacheInfo)
    const info = await cacheInfo(this.project(flags))
    for (const line of formatInfo(info, this.lang, Date.now())) this.log(line)
    return info
  }
}
