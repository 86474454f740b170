import {Args, Flags} from '@oclif/core'

import {
  fixNeedsYes,
  formatReport,
  type LintReport,
  lintFormats,
  lintPaths,
  toJson,
  writeRepairs,
} from '../../actions/alerts/lint.js'
import {terminalPrompts} from '../../cli/prompts.js'
import {StackCommand} from '../../cli/stack-command.js'
import {hasTerminal} from '../../cli/wizard.js'
import {EXIT} from '../../errors.js'
import {lintMessages as say} from '../../messages/lint.js'

export default class AlertsLint extends StackCommand {
  static override summary = 'Find what is wrong in monitoring and logging configs of your own.'
  static override description =
    `Takes Prometheus rules, prometheus.yml, Alertmanager, Grafana dashboards, Kibana exports, Filebeat, Logstash,
Compose files and Mermaid diagrams, known by their content; files given together are judged together. A comment
"# opsctl-lint-disable ID" silences a finding on its line and the next.
Exit code 0: nothing of the level of --fail-on. 1: something. 2: a file cannot be read, or --fix has nobody to ask.`

  static override examples = [
    {command: '<%= config.bin %> <%= command.id %> alert_rules.yml', description: 'Judge one file.'},
    {
      command: '<%= config.bin %> <%= command.id %> configs/ --fix',
      description: 'Repair what is mechanical, after a look.',
    },
    {command: '<%= config.bin %> <%= command.id %> configs/ --format sarif', description: 'For a code host.'},
  ]

  static override strict = false
  static override args = {file: Args.string({description: 'Files or folders.', required: true})}

  static override flags = {
    'fail-on': Flags.option({
      default: 'warning',
      env: 'OPSCTL_LINT_FAIL_ON',
      options: ['error', 'warning', 'info'] as const,
      summary: 'Level from which on the exit code is 1.',
    })(),
    fix: Flags.boolean({env: 'OPSCTL_LINT_FIX', summary: 'Repair what is mechanical; shows the difference first.'}),
    format: Flags.option({
      default: 'text',
      env: 'OPSCTL_LINT_FORMAT',
      options: lintFormats,
      summary: 'Form of the report.',
    })(),
  }

  async run(): Promise<unknown> {
    const {argv, flags} = await this.parse(AlertsLint)
    const paths = argv as string[]
    const first = await lintPaths(paths, flags['fail-on'])
    const isFixed = flags.fix && (await this.repair(first, flags.yes))
    const report = isFixed ? await lintPaths(paths, flags['fail-on']) : first
    this.log(formatReport(report, flags.format, this.lang, this.config.version))
    if (report.isBad) process.exitCode = EXIT.verdict
    return toJson(report, this.lang)
  }

  /** Shows the repairs and writes them when they are wanted. They go to stderr: stdout holds the report alone. */
  private async repair({repairs}: LintReport, yes: boolean): Promise<boolean> {
    if (repairs.length === 0) return false
    for (const {diff} of repairs) this.showStep(diff)
    if (!yes && (!hasTerminal() || this.jsonEnabled())) throw fixNeedsYes()
    const isWanted = yes || (await (await terminalPrompts(this.lang)).confirm({message: this.say(say.applyThese)}))
    if (isWanted) await writeRepairs(repairs)
    for (const {path, count} of isWanted ? repairs : []) this.showStep(this.say(say.repaired(path, count)))
    if (!isWanted) this.showStep(this.say(say.notWritten))
    return isWanted
  }
}
