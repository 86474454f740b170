import {resolve} from 'node:path'
import {Args, Flags} from '@oclif/core'

import {applyInit, confirmationNeeded, type InitReport, planInit, reportInit} from '../actions/init.js'
import {clusterFlags} from '../cli/flags.js'
import {formatInitPlan, formatInitReport} from '../cli/print/init-plan.js'
import {terminalPrompts} from '../cli/prompts.js'
import {StackCommand} from '../cli/stack-command.js'
import {createWizard, hasTerminal} from '../cli/wizard.js'
import {initMessages} from '../messages/init.js'
import {presetIds} from '../spec/presets.js'

export default class Init extends StackCommand {
  static override summary = 'Create a project, or change the answers of one that is there.'
  static override description =
    `Run again, it starts from opsctl.yaml, keeps comments and order, and shows the difference.
Exit code 2: an answer does not fit, or there is nobody to ask and no --yes.`

  static override examples = [
    {command: '<%= config.bin %> <%= command.id %> shop', description: 'Answer questions, get a project in ./shop.'},
    {command: '<%= config.bin %> <%= command.id %> shop --preset demo --yes', description: 'Ask nothing.'},
    {
      command: '<%= config.bin %> <%= command.id %> shop --target helm --context staging --yes',
      description: 'A stack that lies in a Kubernetes cluster.',
    },
    {
      command: '<%= config.bin %> <%= command.id %> --set gateway.driver=nginx --yes',
      description: 'Change one answer.',
    },
  ]

  static override args = {
    directory: Args.string({description: 'Folder of the project; made if it is not there.', required: false}),
  }

  static override flags = {
    answers: Flags.string({
      env: 'OPSCTL_ANSWERS',
      helpValue: 'FILE',
      summary: 'YAML or JSON with any part of opsctl.yaml.',
    }),
    images: Flags.option({
      env: 'OPSCTL_IMAGES',
      options: ['auto', 'registry', 'debian'] as const,
      summary: 'Source of images; auto asks once whether the registry answers.',
    })(),
    preset: Flags.option({env: 'OPSCTL_PRESET', options: presetIds, summary: 'Stack to start from.'})(),
    set: Flags.string({
      env: 'OPSCTL_SET',
      helpValue: 'PATH=VALUE',
      multiple: true,
      multipleNonGreedy: true,
      summary: 'One answer.',
    }),
    target: clusterFlags.target,
    context: clusterFlags.context,
  }

  async run(): Promise<InitReport> {
    const {args, flags} = await this.parse(Init)
    const project = this.project({directory: resolve(flags.directory, args.directory ?? '.')})
    const canAsk = hasTerminal() && !flags.yes && !this.jsonEnabled()
    const asker = canAsk ? createWizard(this.lang, await terminalPrompts(this.lang)) : undefined
    const {answers: answersFile, images, preset, set, target, context} = flags
    const plan = await planInit(project, {lang: this.lang, answersFile, images, preset, set, target, context, asker})
    const isChanged = plan.files.length > 0
    if (isChanged) this.log(formatInitPlan(plan, this.lang))
    if (isChanged && !flags.yes && !asker) throw confirmationNeeded()
    const isWanted = isChanged && (flags.yes || (await asker?.confirm(initMessages.confirm)) === true)
    const report = reportInit(plan, isWanted ? await applyInit(plan) : [])
    this.log(formatInitReport(report, {isChanged, folder: args.directory ?? flags.directory, lang: this.lang}))
    return report
  }
}
