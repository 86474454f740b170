/** Incidents for a person at a terminal. */
import type {Incident} from '../../doctor/incident/journal.js'
import {figuresOf, rowOf} from '../../doctor/incident/report.js'
import {timesOf} from '../../doctor/incident/times.js'
import {incidentMessages as say} from '../../messages/incident.js'
import type {Lang} from '../../text.js'
import {formatColumns, formatMoment} from './units.js'

/** That it is open, and the first symptom when it lies before. */
export function formatOpened(incident: Incident, lang: Lang): string {
  const first = timesOf(incident)?.first
  const earlier =
    first && first.source !== 'incident'
      ? [`  ${say.earlierSign(`${formatMoment(first.at)} UTC`, first.text)[lang]}`]
      : []
  return [`✓ ${say.openedAs(incident.id)[lang]}`, ...earlier, ...unseen(incident, lang)].join('\n')
}

/** Figures, timeline, what did not answer. */
export function formatIncident(incident: Incident, lang: Lang): string {
  return [
    incident.title,
    ...formatColumns(figuresOf(incident, lang)).map((line) => `  ${line}`),
    '',
    ...formatColumns(incident.events.map((event) => rowOf(event, lang))),
    ...unseen(incident, lang),
  ].join('\n')
}

/** The two times, and how to get the report. */
export function formatClosed(incident: Incident, lang: Lang): string {
  return [
    `✓ ${say.closedAs(incident.id)[lang]}`,
    ...formatColumns(figuresOf(incident, lang)).map((line) => `  ${line}`),
    ...unseen(incident, lang),
    `  ${say.writeReport(incident.id)[lang]}`,
  ].join('\n')
}

function unseen({missing}: Incident, lang: Lang): readonly string[] {
  return missing.map(({source, why}) => `? ${say.source(source)[lang]}: ${why[lang]}`)
}
