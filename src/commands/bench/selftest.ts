import {Flags} from '@oclif/core'

import {selftest} from '../../actions/bench/selftest.js'
import {formatSelftest} from '../../cli/print/bench-selftest.js'
import {localize} from '../../cli/print/localize.js'
import {StackCommand} from '../../cli/stack-command.js'
import {EXIT} from '../../errors.js'

export default class BenchSelftest extends StackCommand {
  static override summary = 'Say how far the figures of load tests can be trusted on this machine.'
  static override description =
    `Loads servers of its own whose truth is known, on the loopback, for 40 to 60 seconds: one that is busy, one that
freezes, one that answers at once. Needs no project. Exit code 0: figures can be trusted. Exit code 1: they can't.`

  static override examples = [
    {command: '<%= config.bin %> <%= command.id %>', description: 'Look at this machine before a load test.'},
    {command: '<%= config.bin %> <%= command.id %> --json', description: 'The same for a script.'},
  ]

  static override flags = {
    seed: Flags.integer({
      default: 1,
      env: 'OPSCTL_BENCH_SEED',
      min: 0,
      summary: 'Same seed, same arrivals and same times of service.',
    }),
  }

  async run(): Promise<unknown> {
    const {flags} = await this.parse(BenchSelftest)
    const report = await selftest({
      seed: flags.seed,
      signal: this.signal,
      onStep: (step) => this.showStep(this.say(step)),
    })
    for (const line of formatSelftest(report, this.lang)) this.log(line)
    if (report.verdict === 'not-trusted') process.exitCode = EXIT.verdict
    return localize(report, this.lang)
  }
}
