/** What the commands of `db` print: data as columns that a person reads. */
import type {DbAnswer, Question} from '../../actions/db/ask.js'
import {formatUs} from '../../figures.js'
import {dbMessages as say} from '../../messages/db.js'
import type {Lang, Text} from '../../text.js'
import {formatBytes, formatColumns, formatCount, formatShare, formatSpan} from './units.js'

type Row = readonly string[]
type Views = {readonly [Name in Question]: (answer: DbAnswer<Name>, lang: Lang, now: number) => readonly string[]}

/** The answer of one command, one line of headings first. */
export function formatDb<Name extends Question>(name: Name, answer: DbAnswer<Name>, lang: Lang): string {
  return views[name](answer, lang, Date.parse(answer.at)).join('\n')
}

function columns(heads: readonly Text[], rows: readonly Row[], lang: Lang): readonly string[] {
  return rows.length === 0 ? [say.none[lang]] : formatColumns([heads.map((head) => head[lang]), ...rows])
}

const path = (one: {readonly schema: string; readonly table: string}) => `${one.schema}.${one.table}`
const past = (at: string | null, lang: Lang, now: number) =>
  at === null ? say.never[lang] : formatSpan((now - Date.parse(at)) / 1000)
/** Half of 32 bits: as many ids as a transaction can tell from its future. */
const IDS = 2 ** 31

const views: Views = {
  size: ({databases}, lang) =>
    columns(
      [say.database, say.size, say.sessions],
      databases.map(({database, bytes, sessions}) => [database, formatBytes(bytes), String(sessions)]),
      lang,
    ),

  tables: ({tables}, lang) =>
    columns(
      [say.table, say.size, say.data, say.indexBytes, say.rows, say.dead, say.readWhole, say.byIndex],
      tables.map((one) => [
        path(one),
        ...[one.totalBytes, one.tableBytes, one.indexBytes].map(formatBytes),
        ...[one.rows, one.deadRows, one.seqScans, one.indexScans].map(formatCount),
      ]),
      lang,
    ),

  indexes({indexes, invalid, duplicates}, lang) {
    const covered = new Map(duplicates.map((one) => [`${one.schema}.${one.index}`, one.coveredBy]))
    const rows = indexes.map(({schema, table, index, bytes, scans, isUnique, isValid}) => {
      const coveredBy = covered.get(`${schema}.${index}`)
      const notes = [
        isUnique ? say.unique[lang] : '',
        isValid ? '' : say.invalid[lang],
        !isUnique && scans === 0 ? say.unused[lang] : '',
        coveredBy === undefined ? '' : say.coveredBy(coveredBy)[lang],
      ].filter((note) => note !== '')
      return [`${schema}.${index}`, table, formatBytes(bytes), formatCount(scans), notes.join(', ')]
    })
    const broken = invalid.filter(({kind}) => kind === 'constraint')
    return [
      ...columns([say.index, say.table, say.size, say.scans, say.note], rows, lang),
      ...broken.map(({schema, name, table}) => `! ${schema}.${name} (${table}): ${say.invalid[lang]}`),
    ]
  },

  bloat: ({bloat}, lang) => [
    ...columns(
      [say.kind, say.table, say.index, say.size, say.wasted, say.share],
      bloat.map((one) => [
        say[one.kind][lang].toLowerCase(),
        path(one),
        one.kind === 'index' ? one.name : '',
        formatBytes(one.bytes),
        formatBytes(one.wastedBytes),
        formatShare(one.bytes === 0 ? 0 : one.wastedBytes / one.bytes),
      ]),
      lang,
    ),
    say.estimate[lang],
  ],

  locks({waits, roots, prepared}, lang) {
    if (waits.length === 0 && prepared.length === 0) return [say.nobodyWaits[lang]]
    const waiting = columns(
      [say.session, say.app, say.waits, say.blockedBy, say.table, say.statement],
      waits.map((one) => [
        `pid ${one.pid}`,
        one.app,
        formatSpan(one.waitS),
        one.blockedBy.join(', '),
        one.relation ?? '',
        one.query,
      ]),
      lang,
    )
    const holding = columns(
      [say.session, say.app, say.state, say.since, say.blocks, say.statement],
      roots.map(({pid, app, state, xactS, victims, query}) => [
        `pid ${pid}`,
        app,
        state,
        formatSpan(xactS ?? 0),
        String(victims),
        query,
      ]),
      lang,
    )
    const left = prepared.map(({gid, role, ageS}) => `  ${gid}  ${role}  ${formatSpan(ageS)}`)
    return [...waiting, '', say.roots[lang], ...holding, ...(left.length > 0 ? ['', say.prepared[lang], ...left] : [])]
  },

  slow({extension, statements}, lang) {
    if (extension.installed === null) return [say.noStatistics[lang]]
    if (statements.length === 0) return [say.noneSlow[lang]]
    return columns(
      [say.mean, say.calls, say.total, say.share, say.role, say.statement],
      statements.map(({meanMs, calls, totalMs, share, role, query}) => [
        formatUs(meanMs * 1000),
        formatCount(calls),
        formatUs(totalMs * 1000),
        formatShare(share ?? 0),
        role,
        query,
      ]),
      lang,
    )
  },

  connections({connections: {used, usable, active, byApp}, idle}, lang) {
    const open = idle.map(
      ({pid, app, role, client, idleS}) => `  pid ${pid}  ${app}  ${role}  ${client}  ${formatSpan(idleS)}`,
    )
    return [
      say.used(used, usable, active)[lang],
      ...columns(
        [say.app, say.role, say.client, say.sessions, say.idle],
        byApp.map(({app, role, client, sessions, idle: free}) => [app, role, client, String(sessions), String(free)]),
        lang,
      ),
      ...(open.length > 0 ? ['', say.idleTitle[lang], ...open] : []),
    ]
  },

  vacuum({tables, horizon, databases}, lang, now) {
    const ids = databases.map(({database, xidAge, multixactAge}) => [
      database,
      formatShare(Math.max(xidAge, multixactAge) / IDS),
    ])
    const held = horizon.map(
      ({kind, name, xminAge}) => `  ${kind} ${name}  ${say.transactions(formatCount(xminAge))[lang]}`,
    )
    return [
      ...columns(
        [say.table, say.rows, say.dead, say.changed, say.vacuumed, say.analyzed, say.automatic],
        tables.map((one) => [
          path(one),
          ...[one.rows, one.deadRows, one.changedRows].map(formatCount),
          ...[one.lastVacuum, one.lastAnalyze].map((at) => past(at, lang, now)),
          one.isAutomatic ? 'on' : 'off',
        ]),
        lang,
      ),
      '',
      ...columns([say.database, say.ids], ids, lang),
      ...(held.length > 0 ? ['', say.oldest[lang], ...held] : []),
    ]
  },
}
