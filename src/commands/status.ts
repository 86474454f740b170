import {Flags} from '@oclif/core'

import {watchStatus} from '../actions/status.js'
import {clusterFlags, parseDurationS} from '../cli/flags.js'
import {localize} from '../cli/print/localize.js'
import {formatStatus} from '../cli/print/status.js'
import {StackCommand} from '../cli/stack-command.js'
import {EXIT} from '../errors.js'

export default class Status extends StackCommand {
  static override summary = 'Show what runs, what does not, and why.'
  static override description =
    'Exit code 0: every service is up. Exit code 1: one is not. Exit code 2: opsctl.yaml is wrong. Exit code 3: Docker does not answer.'

  static override examples = [
    {command: '<%= config.bin %> <%= command.id %>', description: 'Look once.'},
    {
      command: '<%= config.bin %> <%= command.id %> --watch --every 5s',
      description: 'Look again and again, until Ctrl+C.',
    },
  ]

  static override flags = {
    watch: Flags.boolean({char: 'w', env: 'OPSCTL_WATCH', summary: 'Look again and again, until Ctrl+C.'}),
    every: Flags.string({
      default: '2s',
      env: 'OPSCTL_EVERY',
      helpValue: 'DURATION',
      summary: 'How often --watch looks.',
    }),
    ...clusterFlags,
  }

  async run(): Promise<unknown> {
    const {flags} = await this.parse(Status)
    const watch = flags.watch && !this.jsonEnabled()
    const everyS = watch ? parseDurationS(flags.every, 'every') : undefined
    let answer: unknown
    for await (const report of watchStatus(this.project(flags), everyS, this.signal)) {
      // On a terminal the picture is replaced; elsewhere each look is a block of its own.
      if (watch && process.stdout.isTTY) process.stdout.write('\u001B[H\u001B[2J')
      else if (answer !== undefined) this.log('')
      this.log(formatStatus(report, this.lang, process.stdout.columns))
      process.exitCode = report.ok ? EXIT.ok : EXIT.verdict
      answer = localize(report, this.lang)
    }

    return answer
  }
}
