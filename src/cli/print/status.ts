import type {ServiceReport, StatusReport} from '../../actions/status.js'
import {statusMessages as say} from '../../messages/status.js'
import type {Lang} from '../../text.js'
import {formatColumns, formatSpan, widthOf} from './units.js'

/**
 * The state of the stack as a person reads it: one line per container, what is down explained beneath it. On a screen
 * too narrow for the names of images these are left out: a table that wraps can't be read.
 */
export function formatStatus(report: StatusReport, lang: Lang, width = Number.POSITIVE_INFINITY): string {
  const nowMs = Date.parse(report.at)
  const cells = [
    [`  ${say.service[lang]}`, say.state[lang], say.since[lang], say.restarts[lang], say.ports[lang], say.image[lang]],
    ...report.services.map((service) => rowOf(service, lang, nowMs)),
  ]
  const full = formatColumns(cells)
  const isWide = full.every((row) => widthOf(row) <= width)
  const [head = '', ...rows] = isWide ? full : formatColumns(cells.map((row) => row.slice(0, -1)))
  const lines = rows.flatMap((row, index) => {
    const service = report.services[index]
    return service && !service.up ? [row, ...explain(service, lang)] : [row]
  })
  const uis = report.uis.map(({id, url}) => `  ${id}  ${url}`)
  const sick = report.services.filter((service) => !service.up).length
  const verdict = report.ok ? `✓ ${say.allUp(report.project)[lang]}` : `✗ ${say.someDown(report.project, sick)[lang]}`
  return [head, ...lines, ...(uis.length > 0 ? [say.addresses[lang], ...uis] : []), verdict].join('\n')
}

function rowOf(service: ServiceReport, lang: Lang, nowMs: number): readonly string[] {
  const moment = service.state === 'running' ? service.startedAt : service.finishedAt
  const span = moment === undefined ? '' : formatSpan((nowMs - Date.parse(moment)) / 1000)
  const ports = service.ports.map(({bind, host}) => (bind === '127.0.0.1' ? `127.0.0.1:${host}` : `:${host}`))
  return [
    `${service.up ? '✓' : '✗'} ${service.state === 'missing' ? service.service : service.name}`,
    stateOf(service, lang),
    span,
    service.restarts === 0 ? '' : String(service.restarts),
    ports.join(' '),
    service.image,
  ]
}

function stateOf(service: ServiceReport, lang: Lang): string {
  const state = say.states[service.state][lang]
  if (service.state === 'running' && service.health !== 'none') return say.health[service.health][lang]
  return service.exitCode === undefined ? state : `${state} (${service.exitCode})`
}

function explain(service: ServiceReport, lang: Lang): readonly string[] {
  return [
    ...(service.why ? [`    ${service.why.cause[lang]}`] : []),
    ...(service.lastLine ? [`    │ ${service.lastLine}`] : []),
    ...(service.why ? [`    → ${service.why.fix[lang]}`] : []),
  ]
}
