import {Args, Flags} from '@oclif/core'

import {parseBound} from '../../actions/bench/compare.js'
import {reportBench, reportFormats} from '../../actions/bench/report.js'
import {parseShare} from '../../bench/units.js'
import {compareFlags} from '../../cli/bench-report-flags.js'
import {growthFlags} from '../../cli/capacity-flags.js'
import {StackCommand} from '../../cli/stack-command.js'
import {benchReportMessages as say} from '../../messages/bench-report.js'

export default class BenchReport extends StackCommand {
  static override summary = 'Make a page of what a load test found: charts, trust, and how to repeat it.'
  static override description =
    `One file that needs no other and asks nothing of any network. Without --out a page is written beside the result,
and Markdown or JSON is printed. Exit code 0: written. 2: no such result, a result that can't be read, or a baseline of another load.`

  static override examples = [
    {command: '<%= config.bin %> <%= command.id %>', description: 'The newest result as a page.'},
    {
      command: '<%= config.bin %> <%= command.id %> last:capacity --baseline before-upgrade --out report.html',
      description: 'The newest capacity search, drawn over an older one.',
    },
    {command: '<%= config.bin %> <%= command.id %> last --format md', description: 'For a ticket.'},
  ]

  static override args = {
    ref: Args.string({
      default: 'last',
      description: 'A result: its id, last, last:KIND, the name of a baseline, or the path of a file.',
    }),
  }

  static override flags = {
    baseline: Flags.string({
      env: 'OPSCTL_BENCH_BASELINE',
      helpValue: 'REF',
      summary: 'Hold it against this result.',
    }),
    format: Flags.option({
      default: 'html',
      env: 'OPSCTL_BENCH_FORMAT',
      options: reportFormats,
      summary: 'Form of the report.',
    })(),
    out: Flags.string({
      char: 'o',
      env: 'OPSCTL_BENCH_REPORT',
      helpValue: 'FILE',
      summary: 'Where to write it; - prints it.',
    }),
    ...compareFlags,
    requests: growthFlags.requests,
    per: growthFlags.per,
    doubt: growthFlags.doubt,
  }

  async run(): Promise<unknown> {
    const {args, flags} = await this.parse(BenchReport)
    const {'max-regression': bound, requests, per, doubt, ...options} = flags
    const growth = {requests, per, doubt: parseShare(doubt, 'doubt')}
    const maxRegression = parseBound(bound)
    const report = await reportBench(this.project(flags), args.ref, {
      ...options,
      growth,
      maxRegression,
      lang: this.lang,
    })
    if (report.text !== undefined) this.log(report.text.trimEnd())
    if (report.path !== undefined) this.log(this.say(say.written(report.path)))
    return report
  }
}
