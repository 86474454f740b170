import {askDatabase, type DbAnswer} from '../../actions/db/ask.js'
import {DbCommand} from '../../cli/db-command.js'
import {clusterFlags} from '../../cli/flags.js'

export default class DbConnections extends DbCommand {
  static override summary = 'Show how many connections are used, by which apps, and transactions left open.'
  static override description =
    'Counts client sessions only. Exit code 0: answered. Exit code 2: the stack has no PostgreSQL. Exit code 4: it does not answer.'

  static override examples = [
    {command: '<%= config.bin %> <%= command.id %>', description: 'Who is connected.'},
    {command: '<%= config.bin %> <%= command.id %> --json', description: 'The same for a script.'},
  ]

  static override flags = {...clusterFlags}

  async run(): Promise<DbAnswer<'connections'>> {
    const {flags} = await this.parse(DbConnections)
    return this.show('connections', await askDatabase(this.project(flags), 'connections'))
  }
}
