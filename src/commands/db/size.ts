import {askDatabase, type DbAnswer} from '../../actions/db/ask.js'
import {DbCommand} from '../../cli/db-command.js'
import {clusterFlags} from '../../cli/flags.js'

export default class DbSize extends DbCommand {
  static override summary = 'Show how large each database is, and how many sessions it has.'
  static override description =
    'Sizes are those of the files. Exit code 0: answered. Exit code 2: the stack has no PostgreSQL. Exit code 4: it does not answer.'

  static override examples = [
    {command: '<%= config.bin %> <%= command.id %>', description: 'How much there is.'},
    {command: '<%= config.bin %> <%= command.id %> --json', description: 'The same for a script.'},
  ]

  static override flags = {...clusterFlags}

  async run(): Promise<DbAnswer<'size'>> {
    const {flags} = await this.parse(DbSize)
    return this.show('size', await askDatabase(this.project(flags), 'size'))
  }
}
