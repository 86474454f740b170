import {Args} from '@oclif/core'

import {explainKey} from '../actions/explain.js'
import {formatExplanation} from '../cli/print/explanation.js'
import {StackCommand} from '../cli/stack-command.js'

export default class Explain extends StackCommand {
  static override summary = 'Say what a key of opsctl.yaml means, what it takes, and where it ends up.'
  static override description = 'Without a path: list the top keys. Exit code 2: there is no such key.'
  static override examples = [
    {command: '<%= config.bin %> <%= command.id %>', description: 'List the top keys.'},
    {command: '<%= config.bin %> <%= command.id %> gateway.driver', description: 'Explain one key.'},
    {command: '<%= config.bin %> <%= command.id %> apps.web.health', description: 'A name of your own stands for any.'},
    {command: '<%= config.bin %> <%= command.id %> redis.maxMemory --json', description: 'For a script.'},
  ]

  static override args = {
    path: Args.string({description: 'Dotted path of the key, as in gateway.routes.web.cache.', required: false}),
  }

  async run(): Promise<Record<string, unknown>> {
    const {args} = await this.parse(Explain)
    const key = explainKey(args.path)
    this.log(formatExplanation(key, this.lang))
    return {
      ...key,
      meaning: this.say(key.meaning),
      takes: this.say(key.takes),
      ...(key.lands ? {lands: this.say(key.lands)} : {}),
      keys: key.keys.map((child) => ({...child, meaning: this.say(child.meaning)})),
    }
  }
}
