import {askDatabase, type DbAnswer} from '../../actions/db/ask.js'
import {DbCommand} from '../../cli/db-command.js'
import {clusterFlags} from '../../cli/flags.js'

export default class DbIndexes extends DbCommand {
  static override summary = 'Show indexes by size, and those that are unused, invalid or kept twice.'
  static override description =
    'Scans are counted since statistics were reset. Exit code 0: answered. Exit code 2: the stack has no PostgreSQL. Exit code 4: it does not answer.'

  static override examples = [
    {command: '<%= config.bin %> <%= command.id %>', description: 'Indexes and what is wrong with them.'},
    {command: '<%= config.bin %> <%= command.id %> --json', description: 'The same for a script.'},
  ]

  static override flags = {...clusterFlags}

  async run(): Promise<DbAnswer<'indexes'>> {
    const {flags} = await this.parse(DbIndexes)
    return this.show('indexes', await askDatabase(this.project(flags), 'indexes'))
  }
}
