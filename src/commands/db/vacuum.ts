import {askDatabase, type DbAnswer} from '../../actions/db/ask.js'
import {DbCommand} from '../../cli/db-command.js'
import {clusterFlags} from '../../cli/flags.js'

export default class DbVacuum extends DbCommand {
  static override summary = 'Show what vacuum has yet to do, what holds it back, and how far transaction ids are used.'
  static override description =
    'Nothing is vacuumed. Exit code 0: answered. Exit code 2: the stack has no PostgreSQL. Exit code 4: it does not answer.'

  static override examples = [
    {command: '<%= config.bin %> <%= command.id %>', description: 'What is left to clean.'},
    {command: '<%= config.bin %> <%= command.id %> --json', description: 'The same for a script.'},
  ]

  static override flags = {...clusterFlags}

  async run(): Promise<DbAnswer<'vacuum'>> {
    const {flags} = await this.parse(DbVacuum)
    return this.show('vacuum', await askDatabase(this.project(flags), 'vacuum'))
  }
}
