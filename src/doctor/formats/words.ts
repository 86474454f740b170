/** Small phrases that every form of the report shares. */
import {formatBytes} from '../../figures.js'
import {doctorReportMessages as say} from '../../messages/doctor.js'
import type {Lang} from '../../text.js'
import type {DocumentRow, ReportDocument} from '../report-schema.js'

interface Bounds {
  readonly warn?: number | undefined
  readonly fail?: number | undefined
  readonly unit: string
}

/** `pg.locks`, or `compose.running (redis)`. */
export function nameOf({id, instance}: {readonly id: string; readonly instance?: string | undefined}): string {
  return instance === undefined ? id : `${id} (${instance})`
}

/** `1 failed`, `2 warnings`, `24 ok`, …: what there is of each; with the summary, accepted and known ones too. */
export function countsOf(
  rows: readonly DocumentRow[],
  summary: ReportDocument['summary'] | undefined,
  lang: Lang,
): readonly string[] {
  const count = (status: DocumentRow['status']) => rows.filter((row) => row.status === status).length
  const words = [
    [count('fail'), say.failed],
    [count('warn'), say.warned],
    [count('pass'), say.well],
    [count('info'), say.notes],
    [count('skip'), say.skipped],
    [count('unknown'), say.unknown],
  ] as const
  const [until = ''] = rows.flatMap(({acceptance}) => acceptance?.until ?? []).toSorted()
  return [
    ...words.flatMap(([number, word]) => (number === 0 ? [] : [word(number)[lang]])),
    ...(summary && summary.accepted > 0 ? [say.acceptedCount(summary.accepted, until)[lang]] : []),
    ...(summary && summary.known > 0 ? [say.knownCount(summary.known)[lang]] : []),
  ]
}

/** The limit that a row was measured against, with where it comes from. */
export function limitOf({threshold}: DocumentRow, lang: Lang): string | undefined {
  if (!threshold) return undefined
  return `${boundsOf(threshold, lang)} (${threshold.overridden ? 'opsctl.yaml' : threshold.origin})`
}

/** Where a warning and a failure begin. */
export function boundsOf({warn, fail, unit}: Bounds, lang: Lang): string {
  const bounds = [
    ...(warn === undefined ? [] : [say.warnFrom(quantity(warn, unit))[lang]]),
    ...(fail === undefined ? [] : [say.failFrom(quantity(fail, unit))[lang]]),
  ]
  return bounds.length === 0 ? '-' : bounds.join(', ')
}

/** A number with its unit as a person reads it. */
function quantity(value: number, unit: string): string {
  if (unit === 'bytes') return formatBytes(value)
  if (unit === 'MiB') return formatBytes(value * 1024 ** 2)
  if (unit === 'count' || unit === 'ratio') return String(value)
  return `${value} ${unit}`
}
