import {Args} from '@oclif/core'

import {findSettable, setSecret} from '../../actions/secrets/set.js'
import {StackCommand} from '../../cli/stack-command.js'
import {secretMessages as say} from '../../messages/secrets.js'

export default class SecretsSet extends StackCommand {
  static override summary = 'Set a secret that only you know, as the address of a chat, from standard input.'
  static override description =
    'The value is in no argument and is never printed. Exit code 0: set. Exit code 2: no such secret, or a value that can not be used.'

  static override examples = [
    {
      command: '<%= config.bin %> <%= command.id %> alertmanager-receiver-team-url < team-url.txt',
      description: 'From a file.',
    },
    {
      command: '<%= config.bin %> <%= command.id %> alertmanager-receiver-mail-password',
      description: 'Typed by hand.',
    },
  ]

  static override args = {name: Args.string({description: 'Name of the secret.', required: true})}

  async run(): Promise<{readonly name: string; readonly readers: readonly string[]}> {
    const {args, flags} = await this.parse(SecretsSet)
    const project = this.project(flags)
    const {readers} = await findSettable(project, args.name)
    if (process.stdin.isTTY) this.logToStderr(this.say(say.typeIt(args.name)))
    await setSecret(project, args.name, await readInput())
    this.log(`✓ ${this.say(say.wasSet(args.name))}\n  ${this.say(say.applySet)}`)
    return {name: args.name, readers}
  }
}

async function readInput(): Promise<string> {
  let text = ''
  process.stdin.setEncoding('utf8')
  for await (const chunk of process.stdin) {
    text += chunk
    if (text.length > 65_536) break
  }

  return text
}
