import {Args} from '@oclif/core'

import {acceptFinding} from '../actions/doctor/accept.js'
import {mend, undoMending} from '../actions/doctor/mend.js'
import type {DoctorOptions} from '../actions/doctor/run.js'
import {type DoctorRun, watchDoctor} from '../actions/doctor/watch.js'
import {confirmDeep} from '../cli/confirm-deep.js'
import {confirmFix} from '../cli/confirm-fix.js'
import {fixFlags} from '../cli/doctor-fix-flags.js'
import {
  type DoctorViewFlags,
  doctorOptions,
  selectionFlags,
  verdictFlags,
  viewFlags,
  viewOf,
} from '../cli/doctor-flags.js'
import {watchLook} from '../cli/doctor-progress.js'
import {clusterFlags, parseDurationS} from '../cli/flags.js'
import {formatDoctor} from '../cli/print/doctor.js'
import {formatMended, formatPlan, formatUndone} from '../cli/print/doctor-fix.js'
import {localize} from '../cli/print/localize.js'
import {StackCommand} from '../cli/stack-command.js'
import type {FixLevel} from '../doctor/fix.js'
import {formatReport} from '../doctor/formats/index.js'
import type {ReportDocument} from '../doctor/report-schema.js'
import {EXIT} from '../errors.js'
import type {Project} from '../project.js'

export default class Doctor extends StackCommand {
  static override strict = false
  static override summary = 'Find what is wrong, what caused it, and the command that mends it.'
  static override description =
    `Gathers facts once, then judges them; nothing is written to a service without --deep. Causes come first, with what they lead to.
Exit code 0: no check failed. 1: one did. 2: a flag or opsctl.yaml is wrong. 3: nothing could be verified.`

  static override examples = [
    {command: '<%= config.bin %> <%= command.id %>', description: 'The whole stack.'},
    {
      command: '<%= config.bin %> <%= command.id %> postgres redis.memory',
      description: 'PostgreSQL, and one check of Redis.',
    },
    {
      command: '<%= config.bin %> <%= command.id %> --alert PostgresDown --watch 30s',
      description: 'In an incident: the checks behind an alert, until they are well.',
    },
    {
      command: '<%= config.bin %> <%= command.id %> --fail-on warn --format junit > doctor.xml',
      description: 'A gate for CI.',
    },
  ]

  static override args = {
    check: Args.string({
      description: 'Ids of checks, components, beginnings of ids as in pg, or tags; everything when absent.',
    }),
  }

  static override flags = {...selectionFlags, ...viewFlags, ...verdictFlags, ...fixFlags, ...clusterFlags}

  async run(): Promise<unknown> {
    const {argv, flags, raw} = await this.parse(Doctor)
    const project = this.project(flags)
    if (flags.accept !== undefined) {
      const {accept: name, reason, until} = flags
      this.logToStderr(this.say(await acceptFinding(project, {name, reason, until})))
      return {accepted: name, reason, until}
    }

    if (flags.undo !== undefined) return this.takeBack(project, flags.undo)
    const progress = watchLook((text) => this.showStep(this.say(text)))
    const options = {
      ...doctorOptions(flags, argv.map(String)),
      signal: this.signal,
      onProgress: progress.onProgress,
      ...(flags.yes ? {} : {confirmDeep: confirmDeep({lang: this.lang, canAsk: this.canAsk})}),
    }
    if (flags.fix) return this.mend(project, {...options, named: argv.length > 0}, flags)
    const everyS = flags.watch === undefined ? undefined : parseDurationS(flags.watch, 'watch')
    let answer: ReportDocument | undefined
    for await (const run of watchDoctor(project, options, everyS)) {
      if (everyS !== undefined && process.stdout.isTTY) process.stdout.write('\u001B[H\u001B[2J')
      else if (answer) this.log('')
      answer = localize(run.report, this.lang) as ReportDocument
      this.show(run, answer, viewOf(flags, raw))
    }

    progress.end()
    return answer
  }

  private show({notes}: DoctorRun, answer: ReportDocument, view: DoctorViewFlags): void {
    const {format} = view
    this.log(
      format === 'human' ? formatDoctor(answer, {...view, lang: this.lang}) : formatReport(answer, format, this.lang),
    )
    for (const note of notes) this.logToStderr(this.say(note))
    process.exitCode = answer.summary.exitCode
  }

  private async mend(
    project: Project,
    options: DoctorOptions & {readonly named: boolean},
    {
      level,
      yes,
      'dry-run': dryRun,
    }: {readonly level?: FixLevel | undefined; readonly yes: boolean; readonly 'dry-run': boolean},
  ): Promise<unknown> {
    const report = await mend(project, {
      ...options,
      level: level ?? 'guarded',
      dryRun,
      onPlan: (fixes) => this.log(formatPlan(fixes, this.lang)),
      confirm: confirmFix({lang: this.lang, yes, level, canAsk: this.canAsk}),
      onLine: (line) => this.showProgress(line),
    })
    if (report.applied.length > 0) this.log(`\n${formatMended(report, this.lang)}`)
    if (!report.ok) process.exitCode = EXIT.verdict
    return localize(report, this.lang)
  }

  private async takeBack(project: Project, run: string): Promise<unknown> {
    const report = await undoMending(project, run, {signal: this.signal, onLine: (line) => this.showProgress(line)})
    this.log(formatUndone(report, this.lang))
    return report
  }
}
