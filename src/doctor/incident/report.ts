/** What is told of an incident: its figures, its timeline, and what could not be seen. */
import {formatMoment} from '../../figures.js'
import {incidentMessages as say} from '../../messages/incident.js'
import type {Lang} from '../../text.js'
import type {Incident, IncidentEvent} from './journal.js'
import {timesOf} from './times.js'

export const REPORT_FORMAT = 'opsctl.incident/v1'

/** Any length of time in its two largest units. */
export function formatLength(ms: number): string {
  const s = Math.round(ms / 1000)
  if (s < 60) return `${s} s`
  if (s < 3600) return joined([Math.floor(s / 60), 'min'], [s % 60, 's'])
  if (s < 86_400) return joined([Math.floor(s / 3600), 'h'], [Math.floor((s % 3600) / 60), 'min'])
  return joined([Math.floor(s / 86_400), 'd'], [Math.floor((s % 86_400) / 3600), 'h'])
}

function joined([big, bigUnit]: readonly [number, string], [small, unit]: readonly [number, string]): string {
  return small === 0 ? `${big} ${bigUnit}` : `${big} ${bigUnit} ${small} ${unit}`
}

/** The figures of an incident as name and value, in the order in which they are read. */
export function figuresOf(incident: Incident, lang: Lang): readonly (readonly [string, string])[] {
  const times = timesOf(incident)
  const {closedAt, cause} = incident
  return [
    [say.id[lang], incident.id],
    [say.project[lang], incident.project],
    [say.severity[lang], say.severityWord(incident.severity)[lang]],
    [say.opened[lang], `${formatMoment(incident.openedAt)} UTC`],
    [say.closed[lang], closedAt === undefined ? say.stillOpen[lang] : `${formatMoment(closedAt)} UTC`],
    ...(times
      ? ([
          [say.firstSymptom[lang], say.whenWhat(`${formatMoment(times.first.at)} UTC`, times.first.text)[lang]],
          [say.detectedBy[lang], say.whenWhat(`${formatMoment(times.detected.at)} UTC`, times.detected.text)[lang]],
          [say.timeToDetect[lang], formatLength(times.detectMs)],
          [say.timeToMend[lang], times.mendMs === undefined ? say.stillOpen[lang] : formatLength(times.mendMs)],
        ] as const)
      : []),
    [say.cause[lang], cause ?? say.notSaid[lang]],
  ]
}

/** One event as the cells of a row: time, source, what. */
export function rowOf({at, source, text}: IncidentEvent, lang: Lang): readonly [string, string, string] {
  return [formatMoment(at), say.source(source)[lang], text[lang]]
}

/** Everything as data: the answer under --json. */
export function toIncidentDocument(incident: Incident) {
  const times = timesOf(incident)
  return {
    schema: REPORT_FORMAT,
    ...incident,
    ...(times
      ? {
          firstSymptomAt: times.first.at,
          detectedAt: times.detected.at,
          timeToDetectS: Math.round(times.detectMs / 1000),
          ...(times.mendMs === undefined ? {} : {timeToMendS: Math.round(times.mendMs / 1000)}),
        }
      : {}),
  } as const
}
