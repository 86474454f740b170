/** Looks that take long, or that a person describes: whether pages are whole, whether rows keep his own rules. */
import {readdir, readFile} from 'node:fs/promises'
import {join} from 'node:path'
import {z} from 'zod'

import {type Collector, defineCollector} from '../../../doctor/collect.js'
import {CannotSee, defineFact} from '../../../doctor/facts.js'
import type {Access} from '../../component.js'
import {ADMIN} from '../psql.js'
import {type Query, toScriptOf} from './query.js'
import {askAll} from './session.js'
import {sqlName, sqlText} from './words.js'

const isFor: Collector['isFor'] = (stack) => stack.postgres.enabled
const LONG_MS = 55_000

/** What pg_amcheck found, without values of rows. */
export const damage = defineFact(
  'postgres.damage',
  z.array(z.object({relation: z.string(), error: z.string()})).readonly(),
)

/** The extension is there while it is needed; one that somebody made stays. */
const AMCHECK = `role=$0 database=$1
export PGAPPNAME=opsctl PGOPTIONS='-c lock_timeout=1000 -c statement_timeout=50000'
sql() { psql -X -q -A -t -w -U "$role" -d "$database" -c "$1" 2>&1; }
had=$(sql "SELECT count(*) FROM pg_extension WHERE extname = 'amcheck'") || { echo "$had"; exit 9; }
made=$(sql 'CREATE EXTENSION IF NOT EXISTS amcheck') || { echo "$made"; exit 9; }
pg_amcheck -w -U "$role" -d "$database" --heapallindexed 2>&1; code=$?
[ "$had" = 1 ] || sql 'DROP EXTENSION amcheck' >/dev/null
exit $code`

async function amcheck(access: Access): Promise<z.infer<typeof damage.schema>> {
  const argv = ['sh', '-c', AMCHECK, ADMIN, access.stack.postgres.database]
  const {exitCode, stdout} = await access.instance('postgres').exec(argv, {timeoutMs: LONG_MS})
  if (exitCode !== 0 && exitCode !== 2) {
    const why = stdout.trim().split('\n').at(-1)?.slice(0, 200) ?? ''
    throw new CannotSee('no-data', {en: `pg_amcheck can’t be run: ${why}`, zh: `无法运行 pg_amcheck：${why}`})
  }

  return parseAmcheck(stdout)
}

/** A line that names a relation, then lines that say what is wrong with it. */
export function parseAmcheck(printed: string): z.infer<typeof damage.schema> {
  const found: {relation: string; error: string}[] = []
  let relation: string | undefined
  for (const line of printed.split('\n')) {
    const [, named] = /^(?:heap table|btree index|table|index) "([^"]+)"/.exec(line) ?? []
    if (named !== undefined) relation = named
    else if (relation !== undefined && /^\s+\S/.test(line) && found.length < 50)
      found.push({
        relation,
        error: line
          .trim()
          .replace(/^ERROR: +/, '')
          .slice(0, 200),
      })
  }

  return found.filter((one, index) => found.findIndex(({relation: first}) => first === one.relation) === index)
}

/** A person’s own rule: a query that finds nothing while all is well. */
export const invariants = defineFact(
  'postgres.invariants',
  z
    .array(
      z.object({
        file: z.string(),
        title: z.string(),
        severity: z.enum(['warn', 'fail']),
        remedy: z.string(),
        rows: z.number().nullable(),
        error: z.string(),
      }),
    )
    .readonly(),
)

/** Where a project keeps them. */
export const INVARIANTS = 'checks'

async function askInvariants(access: Access, root: string): Promise<z.infer<typeof invariants.schema>> {
  const names = await readdir(join(root, INVARIANTS)).catch(() => [])
  const files = names
    .filter((name) => name.endsWith('.sql'))
    .toSorted()
    .slice(0, 50)
  const rules = await Promise.all(
    files.map(async (file) => parseInvariant(file, await readFile(join(root, INVARIANTS, file), 'utf8'))),
  )
  const asked = rules.filter(({error}) => error === '')
  const answers =
    asked.length === 0 ? {} : await askAll(access, asked.map(toQuery), {statementMs: 20_000, allMs: LONG_MS})
  return rules.map(({sql: _, ...rule}) => {
    const answer = answers[`rule ${rule.file}`]
    if (answer === undefined) return {...rule, rows: null, error: rule.error || 'no answer'}
    if ('sqlState' in answer) return {...rule, rows: null, error: `${answer.message} (${answer.sqlState})`}
    return {...rule, rows: (answer.value as {readonly rows: number}).rows}
  })
}

/** The first lines `-- title:`, `-- severity:` and `-- remedy:`, and one query. A backslash would be a command of psql. */
export function parseInvariant(file: string, text: string) {
  const header = (name: string) => new RegExp(`^-- *${name}: *(.+)$`, 'm').exec(text)?.[1]?.trim() ?? ''
  const sql = text.trim().replace(/;\s*$/, '')
  const severity: 'warn' | 'fail' = header('severity') === 'warn' ? 'warn' : 'fail'
  const error = /[\\;]/.test(sql.replaceAll(/--[^\n]*/g, '')) ? 'one query, without backslashes, is wanted' : ''
  return {file, title: header('title') || file, severity, remedy: header('remedy'), sql, error}
}

function toQuery({file, sql}: {readonly file: string; readonly sql: string}): Query {
  const counted = `SELECT count(*) AS rows FROM (\n${sql}\n) rule`
  return {name: `rule ${file.replaceAll("'", '')}`, schema: z.unknown(), script: toScriptOf(counted)}
}

/** Age of the oldest row of each table that postgres.retention names. */
export const retention = defineFact(
  'postgres.retention',
  z
    .array(z.object({table: z.string(), days: z.number(), oldestDays: z.number().nullable(), error: z.string()}))
    .readonly(),
)

async function askRetention(access: Access): Promise<z.infer<typeof retention.schema>> {
  const wanted = access.stack.postgres.retention
  const queries = wanted.map(({table, column}): Query => {
    const name = sqlName(...table.split('.'))
    const sql = `SELECT round(extract(epoch FROM now() - min(${sqlName(column)})) / 86400, 1) AS days FROM ${name}`
    return {name: `rows ${sqlText(table).slice(1, -1)}`, schema: z.unknown(), script: toScriptOf(sql)}
  })
  const answers = await askAll(access, queries)
  return wanted.map(({table, days}) => {
    const answer = answers[`rows ${table}`]
    if (answer === undefined || 'sqlState' in answer)
      return {table, days, oldestDays: null, error: answer === undefined ? 'no answer' : answer.message}
    return {table, days, oldestDays: (answer.value as {readonly days: number | null}).days, error: ''}
  })
}

export const deepCollectors: readonly Collector[] = [
  defineCollector({
    key: damage,
    isFor,
    deep: true,
    writes: {
      en: 'the extension amcheck in the app’s database, dropped afterwards',
      zh: '在应用数据库中创建扩展 amcheck，用后删除',
    },
    timeoutMs: LONG_MS,
    collect: ({access}) => amcheck(access),
  }),
  defineCollector({
    key: invariants,
    isFor,
    deep: true,
    timeoutMs: LONG_MS,
    collect: ({access, project}) => askInvariants(access, project.root),
  }),
  defineCollector({
    key: retention,
    isFor: (stack) => isFor(stack) && stack.postgres.retention.length > 0,
    timeoutMs: 10_000,
    collect: ({access}) => askRetention(access),
  }),
]
