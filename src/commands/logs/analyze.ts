import {Args, Flags} from '@oclif/core'

import {type AnalyzeReport, analyzeLogs, followLogs, refuseFollow, saveReport} from '../../actions/logs/analyze.js'
import {clusterFlags} from '../../cli/flags.js'
import {formatAnalysisReport, formatVerdicts} from '../../cli/print/log-analysis-report.js'
import {StackCommand} from '../../cli/stack-command.js'
import {layouts} from '../../logs/analysis.js'

const REFRESH_MS = 2000

export default class LogsAnalyze extends StackCommand {
  static override strict = false
  static override summary = 'Count, time and group the lines of log files or of the running stack.'
  static override description = `Reads JSON and text logs of any size, plain, gzip or zstd, in constant memory.
Exit code 0: analysed. 1: a condition of --fail-on holds. 2: a flag is wrong, or nothing could be read. 3: Docker does not answer.`

  static override examples = [
    {command: '<%= config.bin %> <%= command.id %>', description: 'Everything the stack’s containers logged.'},
    {command: '<%= config.bin %> <%= command.id %> access.log access.log.1.gz', description: 'Files, in any layout.'},
    {command: "<%= config.bin %> <%= command.id %> app.log --fail-on 'errors>1%'", description: 'A gate for CI.'},
    {
      command: '<%= config.bin %> <%= command.id %> app.log --format html --output report.html',
      description: 'One page to send on.',
    },
  ]

  static override args = {
    file: Args.string({description: 'Files, or - for stdin; the stack’s containers when absent.'}),
  }
  static override flags = {
    component: Flags.string({
      env: 'OPSCTL_COMPONENT',
      helpValue: 'NAME',
      multiple: true,
      multipleNonGreedy: true,
      summary: 'Only containers of this component or service.',
    }),
    'fail-on': Flags.string({
      env: 'OPSCTL_ANALYZE_FAIL_ON',
      helpValue: 'CONDITION',
      multiple: true,
      multipleNonGreedy: true,
      summary: "End with exit code 1 when this holds, as in 'errors>1%'.",
    }),
    follow: Flags.boolean({char: 'f', env: 'OPSCTL_FOLLOW', summary: 'Renew the report as lines come, until Ctrl+C.'}),
    format: Flags.option({
      default: 'text',
      env: 'OPSCTL_ANALYZE_FORMAT',
      options: ['text', 'json', 'html'] as const,
      summary: 'Form of the report.',
    })(),
    layout: Flags.option({
      env: 'OPSCTL_LAYOUT',
      options: layouts,
      summary: 'How lines are written; found out per file when absent.',
    })(),
    output: Flags.string({char: 'o', env: 'OPSCTL_OUTPUT', helpValue: 'FILE', summary: 'Write the report to a file.'}),
    since: Flags.string({
      env: 'OPSCTL_SINCE',
      helpValue: 'TIME',
      summary: 'Only events since 10m, 2h, 1d or an ISO time.',
    }),
    top: Flags.integer({
      default: 10,
      env: 'OPSCTL_TOP',
      helpValue: 'N',
      max: 1000,
      min: 1,
      summary: 'Rows of each list.',
    }),
    trace: Flags.string({env: 'OPSCTL_TRACE', helpValue: 'ID', summary: 'List the events of one trace or request id.'}),
    until: Flags.string({env: 'OPSCTL_UNTIL', helpValue: 'TIME', summary: 'Only events until then.'}),
    workers: Flags.integer({
      env: 'OPSCTL_WORKERS',
      helpValue: 'N',
      max: 64,
      min: 0,
      summary: 'Threads that read; one per processor when absent.',
    }),
    ...clusterFlags,
  }

  async run(): Promise<unknown> {
    const {argv, flags} = await this.parse(LogsAnalyze)
    const {component: components = [], 'fail-on': failOn = [], follow, format, output} = flags
    const project = this.project(flags)
    const options = {...flags, files: argv.map(String), components, failOn, signal: this.signal}
    if (follow) refuseFollow({format: this.jsonEnabled() ? 'json' : format, output})
    const report = follow
      ? await followLogs(project, options, (analysis) => this.refresh({analysis, verdicts: []}), REFRESH_MS)
      : await analyzeLogs(project, options)
    if (report.verdicts.some(({failed}) => failed)) process.exitCode = 1
    if (this.jsonEnabled()) return {...report.analysis, verdicts: report.verdicts}

    const text = formatAnalysisReport(report.analysis, {format, lang: this.lang, ...this.screen})
    if (output === undefined) this.log(text)
    else this.log(this.say(await saveReport(output, text)))
    for (const line of formatVerdicts(report.verdicts, this.lang)) this.logToStderr(line)
    return undefined
  }

  private get screen() {
    return {width: process.stdout.isTTY ? process.stdout.columns : 120}
  }

  /** On a terminal the report stays in its place; elsewhere one follows the other. */
  private refresh({analysis}: AnalyzeReport): void {
    const text = formatAnalysisReport(analysis, {format: 'text', lang: this.lang, ...this.screen})
    this.log(process.stdout.isTTY ? `\u001b[2J\u001b[H${text}` : `${text}\n`)
  }
}
