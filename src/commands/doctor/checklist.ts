import {Args, Flags} from '@oclif/core'

import {openChecklist, walkChecklist} from '../../actions/doctor/checklist.js'
import {listChecklistRuns} from '../../actions/doctor/checklist-store.js'
import {chooseChecklist, openPerson, walkView} from '../../cli/checklist-person.js'
import {clusterFlags} from '../../cli/flags.js'
import {formatChecklistReport, formatChecklists} from '../../cli/print/doctor-checklist.js'
import {localize} from '../../cli/print/localize.js'
import {StackCommand} from '../../cli/stack-command.js'
import {checklists} from '../../doctor/checklists/lists/index.js'
import {toChecklistMarkdown} from '../../doctor/checklists/markdown.js'
import {type ChecklistReport, toChecklistReport} from '../../doctor/checklists/report.js'
import {checklistMessages as say} from '../../messages/doctor-checklist.js'
import type {Project} from '../../project.js'

const formats = ['human', 'md', 'json'] as const

export default class DoctorChecklist extends StackCommand {
  static override summary =
    'Walk a checklist: it looks by itself, asks what only a person knows, and writes the report.'
  static override description =
    `Every answer is kept in .opsctl/checklists before the next step, so a run can be taken up again. What changes something is
shown and asked for first. Exit code 0: no check failed. 1: one did. 2: no such checklist, or a flag is wrong. 130: cut short.`

  static override examples = [
    {command: '<%= config.bin %> <%= command.id %>', description: 'Choose by what you see.'},
    {command: '<%= config.bin %> <%= command.id %> incident', description: 'From the first sign to the report.'},
    {command: '<%= config.bin %> <%= command.id %> --resume', description: 'Go on where the last run was left.'},
    {
      command: '<%= config.bin %> <%= command.id %> handover --no-input --format md',
      description: 'For a scheduler: look, and write what is left to a person.',
    },
  ]

  static override args = {
    name: Args.string({description: 'Name of a checklist; with --resume also that of a run. Asked for when absent.'}),
  }

  static override flags = {
    resume: Flags.boolean({
      env: 'OPSCTL_CHECKLIST_RESUME',
      exclusive: ['list'],
      summary: 'Go on with a run that has open steps; the newest when none is named.',
    }),
    'no-input': Flags.boolean({
      env: 'OPSCTL_CHECKLIST_NO_INPUT',
      summary: 'Ask nobody: look and collect only, and list what is left to a person.',
    }),
    list: Flags.boolean({env: 'OPSCTL_CHECKLIST_LIST', summary: 'List the checklists and the last runs.'}),
    format: Flags.option({
      default: 'human',
      env: 'OPSCTL_CHECKLIST_FORMAT',
      options: formats,
      summary: 'Form of the report.',
    })(),
    ...clusterFlags,
  }

  async run(): Promise<unknown> {
    const {args, flags} = await this.parse(DoctorChecklist)
    const project = this.project(flags)
    if (flags.list) return this.list(project)
    const canAsk = this.canAsk && !flags['no-input']
    const prompts = canAsk ? await (await import('../../cli/prompts.js')).terminalPrompts(this.lang) : undefined
    const begun = await openChecklist(project, {
      name: args.name,
      resume: flags.resume,
      ...(prompts ? {choose: () => chooseChecklist(prompts, checklists, this.lang)} : {}),
    })
    const show = (line: string) => this.showStep(line)
    const state = await walkChecklist(project, begun, {
      ...walkView({lang: this.lang, canAsk, show, showProgress: (line) => show(`  │ ${line}`)}),
      person: prompts && openPerson(prompts, this.lang, show),
      signal: this.signal,
      toDocument: (report) => localize(report, this.lang),
      onCut: ({id}) => show(this.say(say.resumeWith(id))),
    })
    const report = toChecklistReport(state)
    this.show(report, flags.format)
    process.exitCode = report.summary.exitCode
    return localize(report, this.lang)
  }

  private show(report: ChecklistReport, format: (typeof formats)[number]): void {
    if (format === 'md') this.log(toChecklistMarkdown(report, this.lang))
    else if (format === 'json') this.log(JSON.stringify(localize(report, this.lang), null, 2))
    else this.log(formatChecklistReport(report, this.lang))
  }

  private async list(project: Project): Promise<unknown> {
    const runs = await listChecklistRuns(project)
    this.log(formatChecklists(checklists, runs, this.lang))
    const lists = checklists.map(({name, title, symptom}) => ({name, title, symptom}))
    return localize({lists, runs: runs.map(({records, ...run}) => ({...run, steps: records.length}))}, this.lang)
  }
}
