import {StackCommand} from '../cli/stack-command.js'

export default class Version extends StackCommand {
  static override summary = 'Print the version of opsctl, of Node and of the platform.'
  static override examples = [
    {command: '<%= config.bin %> <%= command.id %>', description: 'Print the version.'},
    {command: '<%= config.bin %> <%= command.id %> --json', description: 'Print it for a script.'},
  ]

  async run(): Promise<{opsctl: string; node: string; platform: string}> {
    await this.parse(Version)
    const answer = {opsctl: this.config.version, node: process.version, platform: `${process.platform}-${process.arch}`}
    this.log(`opsctl ${answer.opsctl} (node ${answer.node}, ${answer.platform})`)
    return answer
  }
}
