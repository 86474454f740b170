import {Flags} from '@oclif/core'

import {type RenderReport, render} from '../actions/render.js'
import {target} from '../cli/flags.js'
import {formatProblem, StackCommand} from '../cli/stack-command.js'
import {EXIT} from '../errors.js'
import {renderMessages as say} from '../messages/render.js'

export default class Render extends StackCommand {
  static override summary = 'Write deploy/ from opsctl.yaml and overlay/.'
  static override description =
    `Nothing is started or restarted. Exit code 0: deploy/ is as it should be. Exit code ${EXIT.verdict}: with --check, it is not.`
  static override examples = [
    {command: '<%= config.bin %> <%= command.id %>', description: 'Write the files.'},
    {command: '<%= config.bin %> <%= command.id %> --check --json', description: 'Only compare, for a pipeline.'},
  ]

  static override flags = {
    check: Flags.boolean({env: 'OPSCTL_CHECK', summary: 'Write nothing; say whether deploy/ is up to date.'}),
    force: Flags.boolean({env: 'OPSCTL_FORCE', summary: 'Overwrite files that were edited by hand.'}),
    target,
  }

  async run(): Promise<RenderReport> {
    const {flags} = await this.parse(Render)
    const report = await render(this.project(flags), {check: flags.check, force: flags.force})
    for (const {action, path} of report.changes) this.log(this.say(say[action](`deploy/${path}`)))
    for (const warning of report.warnings) this.logToStderr(`! ${formatProblem(warning, this.lang)}`)
    this.log(this.conclude(report))
    if (!report.upToDate) process.exitCode = EXIT.verdict
    return report
  }

  private conclude({changes, unchanged, upToDate}: RenderReport): string {
    if (changes.length === 0) return this.say(say.upToDate(unchanged))
    if (!upToDate) return `${this.say(say.outOfDate)}\n  → ${this.say(say.runRender)}`
    const count = (action: string) => changes.filter((change) => change.action === action).length
    return this.say(say.summary(count('created'), count('changed'), count('removed'), unchanged))
  }
}
