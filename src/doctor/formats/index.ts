/** The forms a report takes for machines, and for pasting. Each is one document. */
import type {Lang} from '../../text.js'
import type {ReportDocument} from '../report-schema.js'
import {toJunit} from './junit.js'
import {toMarkdown} from './markdown.js'
import {toPrometheus} from './prometheus.js'
import {toSarif} from './sarif.js'

export const reportFormats = ['human', 'json', 'ndjson', 'md', 'junit', 'sarif', 'prom'] as const
export type ReportFormat = (typeof reportFormats)[number]
export type MachineFormat = Exclude<ReportFormat, 'human'>

/** Writes a report in one form, without a line end behind it. */
export function formatReport(report: ReportDocument, format: MachineFormat, lang: Lang): string {
  if (format === 'json') return JSON.stringify(report, null, 2)
  if (format === 'ndjson') return toLines(report)
  if (format === 'md') return toMarkdown(report, lang)
  if (format === 'junit') return toJunit(report)
  return format === 'sarif' ? toSarif(report) : toPrometheus(report)
}

/** One line for the run, one for each check, one for the sum. */
function toLines({run, checks, summary, schema}: ReportDocument): string {
  const lines = [
    {type: 'run', schema, ...run},
    ...checks.map((check) => ({type: 'check', ...check})),
    {type: 'summary', ...summary},
  ]
  return lines.map((line) => JSON.stringify(line)).join('\n')
}
