import {Args, Flags} from '@oclif/core'

import {compareBench, parseBound} from '../../actions/bench/compare.js'
import type {Comparison} from '../../bench/compare.js'
import {markdownComparison} from '../../bench/report/render-markdown.js'
import {compareFlags} from '../../cli/bench-report-flags.js'
import {formatComparison} from '../../cli/print/bench-compare.js'
import {localize} from '../../cli/print/localize.js'
import {StackCommand} from '../../cli/stack-command.js'
import {EXIT} from '../../errors.js'

export default class BenchCompare extends StackCommand {
  static override summary = 'Compare two results of the same load, and tell a regression from noise.'
  static override description = `The seconds of both runs are drawn anew a thousand times: what two runs would differ by
without any change is noise. Exit code 0: no figure became worse by more than both the noise and --max-regression. 1: one did.
2: no such result, or results of different loads, which can't be compared.`

  static override examples = [
    {
      command: '<%= config.bin %> <%= command.id %> before-upgrade last',
      description: 'A baseline and the newest result.',
    },
    {
      command: '<%= config.bin %> <%= command.id %> baseline.json last --max-regression 5% --json',
      description: 'A gate for CI.',
    },
  ]

  static override args = {
    before: Args.string({description: 'The older result, named as in "bench report".', required: true}),
    after: Args.string({default: 'last', description: 'The newer result.'}),
  }

  static override flags = {
    ...compareFlags,
    format: Flags.option({
      default: 'text',
      env: 'OPSCTL_BENCH_COMPARE_FORMAT',
      options: ['text', 'md'] as const,
      summary: 'Form of the comparison.',
    })(),
  }

  async run(): Promise<unknown> {
    const {args, flags} = await this.parse(BenchCompare)
    const {seed, format} = flags
    const maxRegression = parseBound(flags['max-regression'])
    const comparison = await compareBench(this.project(flags), [args.before, args.after], {maxRegression, seed})
    this.log(format === 'md' ? markdownComparison(comparison, this.lang) : formatComparison(comparison, this.lang))
    if (!comparison.ok) process.exitCode = EXIT.verdict
    return localize(shorten(comparison), this.lang)
  }
}

/** Without the figures of each second, which the results themselves have. */
function shorten({before, after, ...rest}: Comparison): Record<string, unknown> {
  const [older, newer] = [before, after].map(({id, kind, target, startedAt, status, trust}) => ({
    id,
    kind,
    target,
    startedAt,
    status,
    trust,
  }))
  return {before: older, after: newer, ...rest}
}
