import {listProjectSecrets, type SecretInfo} from '../../actions/secrets/list.js'
import {formatSecrets} from '../../cli/print/secrets.js'
import {StackCommand} from '../../cli/stack-command.js'

export default class SecretsList extends StackCommand {
  static override summary = 'List the secrets of the stack: name, origin, readers, purpose. Never a value.'
  static override description = 'Exit code 0 whether or not they exist yet; `exists` tells in --json.'
  static override examples = [
    {command: '<%= config.bin %> <%= command.id %>', description: 'Show every secret.'},
    {command: '<%= config.bin %> <%= command.id %> --json', description: 'The same for a script.'},
  ]

  async run(): Promise<{readonly secrets: readonly SecretInfo[]}> {
    const {flags} = await this.parse(SecretsList)
    const secrets = await listProjectSecrets(this.project(flags))
    this.log(formatSecrets(secrets, this.lang))
    return {secrets}
  }
}
