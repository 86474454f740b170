import {askDatabase, type DbAnswer} from '../../actions/db/ask.js'
import {DbCommand} from '../../cli/db-command.js'
import {clusterFlags} from '../../cli/flags.js'

export default class DbSlow extends DbCommand {
  static override summary = 'Show the statements that take the most time, in all and each time.'
  static override description =
    'From pg_stat_statements, of statements that ran 20 times or more, without their values. Exit code 0: answered. Exit code 2: the stack has no PostgreSQL. Exit code 4: it does not answer.'

  static override examples = [
    {command: '<%= config.bin %> <%= command.id %>', description: 'Where the time goes.'},
    {command: '<%= config.bin %> <%= command.id %> --json', description: 'The same for a script.'},
  ]

  static override flags = {...clusterFlags}

  async run(): Promise<DbAnswer<'slow'>> {
    const {flags} = await this.parse(DbSlow)
    return this.show('slow', await askDatabase(this.project(flags), 'slow'))
  }
}
