/** The report of an incident as Markdown. */
import {incidentMessages as say} from '../../messages/incident.js'
import type {Lang} from '../../text.js'
import {inline} from '../inline.js'
import type {Incident} from './journal.js'
import {figuresOf, rowOf} from './report.js'

/** Figures, timeline, what could not be seen, and how the times are counted. */
export function toIncidentMarkdown(incident: Incident, lang: Lang): string {
  const {title, events, missing} = incident
  return [
    `# ${inline(title)}`,
    '',
    '| | |',
    '| --- | --- |',
    ...figuresOf(incident, lang).map(([name, value]) => `| ${name} | ${inline(value)} |`),
    '',
    `## ${say.timeline[lang]}`,
    '',
    `| ${say.time[lang]} | ${say.sourceTitle[lang]} | ${say.what[lang]} |`,
    '| --- | --- | --- |',
    ...events.map((event) => `| ${rowOf(event, lang).map(inline).join(' | ')} |`),
    '',
    ...(missing.length === 0
      ? []
      : [
          `## ${say.missing[lang]}`,
          '',
          ...missing.map(({source, why}) => `- ${say.source(source)[lang]}: ${inline(why[lang])}`),
          '',
        ]),
    say.howCounted[lang],
  ].join('\n')
}
