import {askDatabase, type DbAnswer} from '../../actions/db/ask.js'
import {DbCommand} from '../../cli/db-command.js'
import {clusterFlags} from '../../cli/flags.js'

export default class DbTables extends DbCommand {
  static override summary = 'Show the largest tables: size, rows, dead rows, and how they are read.'
  static override description =
    'A table that somebody has locked for himself is left out. Fifty at most. Exit code 0: answered. Exit code 2: the stack has no PostgreSQL. Exit code 4: it does not answer.'

  static override examples = [
    {command: '<%= config.bin %> <%= command.id %>', description: 'The largest tables.'},
    {command: '<%= config.bin %> <%= command.id %> --json', description: 'The same for a script.'},
  ]

  static override flags = {...clusterFlags}

  async run(): Promise<DbAnswer<'tables'>> {
    const {flags} = await this.parse(DbTables)
    return this.show('tables', await askDatabase(this.project(flags), 'tables'))
  }
}
