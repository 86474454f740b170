import {Flags} from '@oclif/core'

import {benchLogs} from '../../actions/bench/logs.js'
import type {BenchResult} from '../../bench/result.js'
import {parseRate, parseSpan} from '../../bench/units.js'
import {BenchCommand} from '../../cli/bench-command.js'
import {resultFlags} from '../../cli/bench-flags.js'
import {durationFlag, given, usualRateFlag} from '../../cli/bench-store-flags.js'
import {clusterFlags} from '../../cli/flags.js'
import {EXIT} from '../../errors.js'

export default class BenchLogs extends BenchCommand {
  static override summary = 'Write marked lines into the log path, and find each of them again where it is stored.'
  static override description =
    `A container writes them to its standard output; Elasticsearch is searched for their mark, or where there is none, the
logs that the container runtime keeps are read. The lines stay for as long as logs.retention says.
Exit code 0: each line was found once. 1: some were lost or doubled. 2: a flag is wrong. 4: the store does not answer. 130: Ctrl+C.`

  static override examples = [
    {command: '<%= config.bin %> <%= command.id %> --rate 100 --duration 30s', description: '100 lines a second.'},
    {
      command: '<%= config.bin %> <%= command.id %> --rate 2k --line-bytes 1000 --json',
      description: 'More and longer lines, for a script.',
    },
  ]

  static override flags = {
    'line-bytes': Flags.integer({
      default: 200,
      env: 'OPSCTL_BENCH_LINE_BYTES',
      helpGroup: 'LOAD',
      helpValue: 'N',
      // Longer ones would not be written in one piece.
      max: 4000,
      min: 120,
      summary: 'Size of a line.',
    }),
    patience: Flags.string({
      default: '60s',
      env: 'OPSCTL_BENCH_PATIENCE',
      helpGroup: 'LOAD',
      helpValue: 'DURATION',
      summary: 'A line that is not found by then is lost.',
    }),
    service: Flags.string({
      char: 's',
      env: 'OPSCTL_BENCH_SERVICE',
      helpGroup: 'LOAD',
      helpValue: 'NAME',
      summary: 'Who writes; the first with a shell when absent, apps first.',
    }),
    rate: usualRateFlag('Lines per second.', '100'),
    duration: durationFlag('How long lines are written.'),
    ...resultFlags,
    ...clusterFlags,
  }

  async run(): Promise<BenchResult> {
    const {flags} = await this.parse(BenchLogs)
    let path = ''
    const result = await this.showLive((onSecond) =>
      benchLogs(this.project(flags), {
        rate: parseRate(flags.rate, 'rate'),
        durationS: parseSpan(flags.duration, 'duration'),
        patienceS: parseSpan(flags.patience, 'patience'),
        lineBytes: flags['line-bytes'],
        ...given({service: flags.service}),
        onSecond,
        onPath: (text) => {
          path = this.say(text)
        },
        ...this.conducting(flags),
      }),
    )
    this.log(`  ${path}`)
    const {lost = 0, doubled = 0} = result.run?.extra ?? {}
    if (lost + doubled > 0 && !process.exitCode) process.exitCode = EXIT.verdict
    return result
  }
}
