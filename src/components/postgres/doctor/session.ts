/**
 * One session of the superuser through the socket asks everything: it gets in when ordinary roles do not, changes nothing,
 * waits for nobody, and leaves no trace in the statistics it reads. A question that fails says so by itself.
 */
import {z} from 'zod'

import {CannotSee, defineFact, type Reason} from '../../../doctor/facts.js'
import type {Access, ExecResult} from '../../component.js'
import {ADMIN} from '../psql.js'
import type {Query} from './query.js'

/** None of those that checks look at: the server would tell of this session's own. */
const SETTINGS = {
  default_transaction_read_only: 'on',
  lock_timeout: '500',
  'pg_stat_statements.track': 'none',
}
/** The session in all. */
export const SESSION_MS = 10_000

const PRELUDE = String.raw`\set pss_old 0
\set pss_new 0
\set pss_schema public
SELECT v >= 170000 AS from17, v < 170000 AS until16 FROM (SELECT current_setting('server_version_num')::int AS v) s \gset
SELECT version < '{1,8}' AS pss_old, version >= '{1,8}' AS pss_new, nspname AS pss_schema
FROM (SELECT string_to_array(extversion, '.')::int[] AS version, extnamespace FROM pg_extension
      WHERE extname = 'pg_stat_statements') e JOIN pg_namespace n ON n.oid = e.extnamespace \gset`

/** An answer, or the error that the server gave instead. */
const answerSchema = z.union([z.object({value: z.unknown()}), z.object({sqlState: z.string(), message: z.string()})])
export type Answer = z.infer<typeof answerSchema>
export type Answers = Readonly<Record<string, Answer>>

/** Every answer of the session, by the name of its fact. */
export const sessionFact = defineFact('postgres.session', z.record(z.string(), answerSchema))

/** Asks the questions in their order. Throws CannotSee when no session can be had. */
export async function askAll(
  access: Access,
  queries: readonly Query[],
  {statementMs = 2000, allMs = SESSION_MS}: {readonly statementMs?: number; readonly allMs?: number} = {},
): Promise<Answers> {
  const options = Object.entries({...SETTINGS, statement_timeout: statementMs}).map(
    ([name, value]) => `-c ${name}=${value}`,
  )
  const script =
    'export PGAPPNAME=opsctl PGCONNECT_TIMEOUT=4 PGOPTIONS="$2"; exec psql -X -q -A -t -w -U "$0" -d "$1" 2>&1'
  const argv = ['sh', '-c', script, ADMIN, access.stack.postgres.database, options.join(' ')]
  const stdin = [PRELUDE, ...queries.map(toScript), '\\q', ''].join('\n')
  const result = await access
    .instance('postgres')
    .exec(argv, {stdin, timeoutMs: allMs})
    .catch((error: unknown) => {
      throw unreachable(error instanceof Error ? error.message : String(error))
    })
  if (result.exitCode === 2) throw unreachable(lastLine(result))
  return parseAnswers(result.stdout)
}

function toScript({name, script}: Query): string {
  return `\\echo '@${name}'\n${script}\n\\if :ERROR\n\\echo '!' :SQLSTATE :LAST_ERROR_MESSAGE\n\\endif`
}

/** The answers in what psql printed: a line `@name`, then one line of JSON, or `! SQLSTATE message`. */
export function parseAnswers(printed: string): Answers {
  const answers: Record<string, Answer> = {}
  let name: string | undefined
  for (const line of printed.split('\n')) {
    if (line.startsWith('@')) name = line.slice(1)
    else if (name !== undefined) {
      const answer = parseLine(line)
      if (answer) answers[name] = answer
    }
  }

  return answers
}

function parseLine(line: string): Answer | undefined {
  const [, sqlState, message] = /^! (\w{5}) (.*)$/.exec(line) ?? []
  if (sqlState !== undefined) return {sqlState, message: message ?? ''}
  if (!/^(\[|\{|null$)/.test(line)) return undefined
  return {value: JSON.parse(line)}
}

/** The answer to one question. Throws CannotSee when the server gave an error instead. */
export function answerOf<T>(answers: Answers, {name}: Query<T>): T {
  const answer = answers[name]
  if (answer === undefined) throw new CannotSee('no-data', noAnswer(name))
  if ('sqlState' in answer) throw new CannotSee(reasonOf(answer.sqlState), refusal(answer))
  return answer.value as T
}

function reasonOf(sqlState: string): Reason {
  const known: Readonly<Record<string, Reason>> = {
    // statement_timeout, lock_timeout
    '57014': 'timeout',
    '55P03': 'timeout',
    '42501': 'permission',
    '42703': 'version',
    '42P01': 'version',
    '42883': 'version',
    // pg_stat_statements that was not loaded with the server
    '55000': 'not-enabled',
  }
  return known[sqlState] ?? 'no-data'
}

function refusal({sqlState, message}: {readonly sqlState: string; readonly message: string}) {
  return {en: `PostgreSQL answers: ${message} (${sqlState})`, zh: `PostgreSQL 应答：${message}（${sqlState}）`}
}

function noAnswer(name: string) {
  return {en: `PostgreSQL gave no answer for ${name}`, zh: `PostgreSQL 未应答 ${name}`}
}

function unreachable(why: string): CannotSee {
  return new CannotSee('unreachable', {
    en: `no session of PostgreSQL could be had: ${why}`,
    zh: `无法取得 PostgreSQL 会话：${why}`,
  })
}

function lastLine({stdout}: ExecResult): string {
  return (stdout.trim().split('\n').at(-1) ?? '').replace(/^.*?(FATAL|failed): +/, '').slice(0, 200)
}
