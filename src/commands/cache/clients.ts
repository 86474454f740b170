import {type CacheClients as Clients, cacheClients} from '../../actions/cache/clients.js'
import {clusterFlags} from '../../cli/flags.js'
import {formatClients} from '../../cli/print/cache.js'
import {StackCommand} from '../../cli/stack-command.js'

export default class CacheClients extends StackCommand {
  static override summary = 'List who is connected to Redis, those with the most memory first.'
  static override description =
    'Reads only. Exit code 0: listed. Exit code 2: there is no Redis in the stack. Exit code 3: it does not answer.'

  static override examples = [
    {command: '<%= config.bin %> <%= command.id %>', description: 'Who is connected.'},
    {command: '<%= config.bin %> <%= command.id %> --json', description: 'All of them, for a script.'},
  ]

  static override flags = {...clusterFlags}

  async run(): Promise<Clients> {
    const {flags} = await this.parse(CacheClients)
    const clients = await cacheClients(this.project(flags))
    for (const line of formatClients(clients, this.lang)) this.log(line)
    return clients
  }
}
