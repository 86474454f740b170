import {Args, Flags} from '@oclif/core'

import {readLogs} from '../actions/logs.js'
import {clusterFlags} from '../cli/flags.js'
import {StackCommand} from '../cli/stack-command.js'
import {OpsError} from '../errors.js'
import {logsMessages as say} from '../messages/logs.js'

export default class Logs extends StackCommand {
  static override strict = false
  static override summary = 'Print what components or services logged; secrets are hidden.'
  static override description =
    'Exit code 0: printed. Exit code 2: no such component, or a flag is wrong. Exit code 3: Docker does not answer.'

  static override examples = [
    {command: '<%= config.bin %> <%= command.id %> postgres --since 10m', description: 'The last ten minutes of one.'},
    {command: '<%= config.bin %> <%= command.id %> gateway --follow --grep 5..', description: 'New lines that match.'},
  ]

  static override args = {component: Args.string({description: 'Components or services; all when absent.'})}
  static override flags = {
    follow: Flags.boolean({char: 'f', env: 'OPSCTL_FOLLOW', summary: 'Keep printing new lines, until Ctrl+C.'}),
    since: Flags.string({
      env: 'OPSCTL_SINCE',
      helpValue: 'TIME',
      summary: 'Only lines since 10m, 2h, 1d or an ISO time.',
    }),
    grep: Flags.string({env: 'OPSCTL_GREP', helpValue: 'REGEX', summary: 'Only lines that match.'}),
    tail: Flags.integer({
      env: 'OPSCTL_TAIL',
      helpValue: 'N',
      min: 0,
      summary: 'Only the last N lines of each container.',
    }),
    ...clusterFlags,
  }

  async run(): Promise<unknown> {
    const {argv, flags} = await this.parse(Logs)
    if (flags.follow && this.jsonEnabled()) {
      const suggestions = [say.followJsonFix] as const
      throw new OpsError({code: 'OPS_LOGS_ENDLESS', kind: 'usage', message: say.followJson, suggestions})
    }

    const lines = await readLogs(this.project(flags), {
      names: argv.map(String),
      follow: flags.follow,
      signal: this.signal,
      ...(flags.since === undefined ? {} : {since: flags.since}),
      ...(flags.grep === undefined ? {} : {grep: flags.grep}),
      ...(flags.tail === undefined ? {} : {tail: flags.tail}),
    })
    const kept: unknown[] = []
    for await (const line of lines) {
      if (this.jsonEnabled()) kept.push(line)
      else this.log(`${line.name} | ${line.text}`)
    }

    return {lines: kept}
  }
}
