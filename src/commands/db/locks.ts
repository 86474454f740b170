import {askDatabase, type DbAnswer} from '../../actions/db/ask.js'
import {DbCommand} from '../../cli/db-command.js'
import {clusterFlags} from '../../cli/flags.js'

export default class DbLocks extends DbCommand {
  static override summary = 'Show who waits for a lock, and which session is at the root.'
  static override description =
    'Statements are shown without their values. Exit code 0: answered. Exit code 2: the stack has no PostgreSQL. Exit code 4: it does not answer.'

  static override examples = [
    {command: '<%= config.bin %> <%= command.id %>', description: 'Who holds up whom.'},
    {command: '<%= config.bin %> <%= command.id %> --json', description: 'The same for a script.'},
  ]

  static override flags = {...clusterFlags}

  async run(): Promise<DbAnswer<'locks'>> {
    const {flags} = await this.parse(DbLocks)
    return this.show('locks', await askDatabase(this.project(flags), 'locks'))
  }
}
