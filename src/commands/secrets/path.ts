import {Args} from '@oclif/core'

import {locateSecret} from '../../actions/secrets/path.js'
import {StackCommand} from '../../cli/stack-command.js'

export default class SecretsPath extends StackCommand {
  static override summary = 'Print the path of a secret’s file, for a tool that reads it.'
  static override description = 'The value itself is never printed. Exit code 2: there is no such secret.'
  static override examples = [
    {command: '<%= config.bin %> <%= command.id %> postgres-owner-password', description: 'Where a password lies.'},
    {
      command: '<%= config.bin %> <%= command.id %> prometheus-password --json',
      description: 'The same for a script.',
    },
  ]

  static override args = {name: Args.string({description: 'Name of the secret.', required: true})}

  async run(): Promise<{readonly name: string; readonly path: string}> {
    const {args, flags} = await this.parse(SecretsPath)
    const path = await locateSecret(this.project(flags), args.name)
    this.log(path)
    return {name: args.name, path}
  }
}
