/** The report of a run as Markdown, ready for a ticket or the folder of incident reports. */
import {formatMoment} from '../../figures.js'
import {checklistMessages as say} from '../../messages/doctor-checklist.js'
import type {Lang} from '../../text.js'
import {inline} from '../inline.js'
import type {ChecklistReport, ReportStep} from './report.js'
import type {Finding} from './state.js'
import {describeStep, MARKS, nameOf, outcomeWord, shownFindings} from './words.js'

/** Heading, figures, what failed, every step in its order, what is left to do. */
export function toChecklistMarkdown(report: ChecklistReport, lang: Lang): string {
  const {summary, failed, steps} = report
  const open = steps.filter(({outcome}) => outcome === 'open')
  return [
    `# ${report.title[lang]}`,
    '',
    `| | |`,
    '| --- | --- |',
    `| ${say.run[lang]} | ${report.id} |`,
    `| ${say.project[lang]} | ${inline(report.project)} |`,
    `| ${say.started[lang]} | ${formatMoment(report.startedAt)} UTC |`,
    `| ${say.ended[lang]} | ${report.finishedAt === undefined ? say.notYet[lang] : `${formatMoment(report.finishedAt)} UTC`} |`,
    `| ${say.result[lang]} | ${say.counts(summary)[lang]} |`,
    ...section(
      say.failedNow[lang],
      failed.flatMap((finding) => formatFinding(finding, lang)),
    ),
    ...(failed.length === 0 ? [''] : []),
    ...formatSteps(steps, lang),
    ...section(
      say.openItems[lang],
      open.map((step) => `- [ ] ${inline(step.title[lang])}${unseenOf(step)}`),
    ),
  ]
    .join('\n')
    .trimEnd()
}

function formatSteps(steps: readonly ReportStep[], lang: Lang): readonly string[] {
  let within: string | undefined
  return steps.flatMap((step, index) => {
    const entered = step.within?.[lang]
    const heading =
      step.phase?.[lang] ??
      (entered === within ? (index === 0 ? say.steps[lang] : undefined) : (entered ?? say.backIn[lang]))
    within = entered
    return [
      ...(heading === undefined ? [] : [...(index === 0 ? [] : ['']), `## ${heading}`, '']),
      ...formatStep(step, lang),
    ]
  })
}

function formatStep(step: ReportStep, lang: Lang): readonly string[] {
  const box = step.outcome === 'open' ? '[ ]' : '[x]'
  const findings = shownFindings(step).map(
    (finding) =>
      `  - ${MARKS[finding.status]} \`${finding.id}\`${instanceOf(finding)}: ${inline(finding.message[lang])}`,
  )
  return [
    `- ${box} ${formatMoment(step.at).slice(11)} **${inline(step.title[lang])}** ${outcomeWord(step.outcome, lang)}`,
    ...describeStep(step, lang).map((line) => `  - ${inline(line)}`),
    ...(step.commands ?? []).map((command) => `  - \`${command.replaceAll('`', "'")}\``),
    ...findings,
  ]
}

function formatFinding(finding: Finding, lang: Lang): readonly string[] {
  const commands = finding.remedy?.commands ?? []
  return [
    `### ${inline(nameOf(finding))}`,
    '',
    inline(finding.message[lang]),
    '',
    ...(finding.remedy ? [inline(finding.remedy.text[lang]), ''] : []),
    ...(commands.length > 0 ? ['```sh', ...commands, '```', ''] : []),
  ]
}

function instanceOf({instance}: Finding): string {
  return instance === undefined ? '' : ` ${inline(instance)}`
}

function unseenOf({unseen = []}: ReportStep): string {
  return unseen.length === 0 ? '' : ` (${unseen.map((id) => `\`${id}\``).join(', ')})`
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', `## ${title}`, '', ...lines]
}
