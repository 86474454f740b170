/** The report of an incident as a page: one file, no script, readable on paper. */
import {escapeHtml, renderPage, renderTable} from '../../html.js'
import {incidentMessages as say} from '../../messages/incident.js'
import type {Lang} from '../../text.js'
import type {EventRole, Incident, IncidentEvent} from './journal.js'
import {figuresOf, rowOf} from './report.js'

const style = `
header p{max-width:46rem}table.figures th{width:14rem}
.symptom,.detection{color:var(--bad)}.recovery{color:var(--good)}.action{color:var(--accent)}`

const MARKED: ReadonlySet<EventRole> = new Set(['symptom', 'detection', 'recovery', 'action'])

/** The whole page. Every word that people or other programs wrote is escaped. */
export function toIncidentPage(incident: Incident, lang: Lang): string {
  const {title, events, missing} = incident
  const figures = figuresOf(incident, lang).map(
    ([name, value]) => `<tr><th scope="row">${escapeHtml(name)}</th><td>${escapeHtml(value)}</td></tr>`,
  )
  const unseen = missing.map(
    ({source, why}) => `<li>${escapeHtml(say.source(source)[lang])}: ${escapeHtml(why[lang])}</li>`,
  )
  const body = [
    `<header><h1>${escapeHtml(title)}</h1></header>`,
    `<table class="figures"><tbody>${figures.join('')}</tbody></table>`,
    `<h2>${escapeHtml(say.timeline[lang])}</h2>`,
    renderTable(
      [say.time[lang], say.sourceTitle[lang], say.what[lang]],
      events.map((event) => cellsOf(event, lang)),
      [],
    ),
    ...(unseen.length === 0 ? [] : [`<h2>${escapeHtml(say.missing[lang])}</h2>`, `<ul>${unseen.join('')}</ul>`]),
    `<p>${escapeHtml(say.howCounted[lang])}</p>`,
  ]
  return renderPage({title, lang, style, body: body.join('\n')})
}

function cellsOf(event: IncidentEvent, lang: Lang) {
  const [time, source, what] = rowOf(event, lang)
  const mark = MARKED.has(event.role) ? ` class="${event.role}"` : ''
  return [time, source, {html: `<span${mark}>${escapeHtml(what)}</span>`}]
}
