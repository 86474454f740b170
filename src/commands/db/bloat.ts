import {askDatabase, type DbAnswer} from '../../actions/db/ask.js'
import {DbCommand} from '../../cli/db-command.js'
import {clusterFlags} from '../../cli/flags.js'

export default class DbBloat extends DbCommand {
  static override summary = 'Estimate how much space tables and indexes waste.'
  static override description =
    'The estimate follows the planner’s statistics; no table is read. Exit code 0: answered. Exit code 2: the stack has no PostgreSQL. Exit code 4: it does not answer.'

  static override examples = [
    {command: '<%= config.bin %> <%= command.id %>', description: 'Where space could be won back.'},
    {command: '<%= config.bin %> <%= command.id %> --json', description: 'The same for a script.'},
  ]

  static override flags = {...clusterFlags}

  async run(): Promise<DbAnswer<'bloat'>> {
    const {flags} = await this.parse(DbBloat)
    return this.show('bloat', await askDatabase(this.project(flags), 'bloat'))
  }
}
