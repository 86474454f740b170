/** Questions about the database that people ask by hand. They are those of doctor, and change nothing. */
import {withoutLiterals} from '../../components/postgres/doctor/collect.js'
import type {Query} from '../../components/postgres/doctor/query.js'
import {answerOf, askAll} from '../../components/postgres/doctor/session.js'
import * as activity from '../../components/postgres/doctor/sql-activity.js'
import {bloat} from '../../components/postgres/doctor/sql-bloat.js'
import * as indexSql from '../../components/postgres/doctor/sql-indexes.js'
import * as statements from '../../components/postgres/doctor/sql-statements.js'
import * as tableSql from '../../components/postgres/doctor/sql-tables.js'
import {CannotSee} from '../../doctor/facts.js'
import {OpsError} from '../../errors.js'
import {dbMessages as say} from '../../messages/db.js'
import type {Project} from '../../project.js'
import {openAccess} from '../../runtime/access.js'
import {hideProjectSecrets} from '../../runtime/hide-secrets.js'
import {loadStack} from '../../spec/load-stack.js'
import {nowMs} from '../../system/clock.js'
import {verbatim} from '../../text.js'
import {openRuntime} from '../open-runtime.js'

/** What each command asks, under the names of its answer. */
export const questions = {
  size: {databases: tableSql.databases},
  tables: {tables: tableSql.tables},
  indexes: {
    indexes: indexSql.indexes,
    invalid: indexSql.invalidObjects,
    duplicates: indexSql.duplicateIndexes,
  },
  bloat: {bloat},
  locks: {
    waits: activity.lockWaits,
    roots: activity.lockRoots,
    prepared: activity.preparedTransactions,
  },
  slow: {extension: statements.statementExtension, statements: statements.slowStatements},
  connections: {connections: activity.connections, idle: activity.idleTransactions},
  vacuum: {tables: tableSql.vacuum, horizon: tableSql.horizon, databases: tableSql.transactionAge},
} as const

export type Question = keyof typeof questions
type AnswerTo<Asked> = {readonly [Name in keyof Asked]: Asked[Name] extends Query<infer T> ? T : never}
/** What the command prints, and answers under --json. */
export type DbAnswer<Name extends Question> = {
  readonly database: string
  /** When it was asked, UTC. */
  readonly at: string
} & AnswerTo<(typeof questions)[Name]>

/** Asks the server in one session. Throws OPS_DB_NONE for a stack without one, OPS_DB_ANSWER when it does not answer. */
export async function askDatabase<Name extends Question>(project: Project, name: Name): Promise<DbAnswer<Name>> {
  const {stack} = await loadStack(project)
  if (!stack.postgres.enabled) throw noDatabase()
  await hideProjectSecrets(project)
  const {runtime} = await openRuntime(project, stack)
  const asked: Readonly<Record<string, Query>> = questions[name]
  try {
    const answers = await askAll(openAccess(project, stack, runtime), Object.values(asked))
    const values = Object.entries(asked).map(
      ([key, query]) => [key, withoutLiterals(answerOf(answers, query))] as const,
    )
    const at = new Date(nowMs()).toISOString()
    return {database: stack.postgres.database, at, ...Object.fromEntries(values)} as DbAnswer<Name>
  } catch (error) {
    throw error instanceof CannotSee ? noAnswer(error) : error
  }
}

function noDatabase(): OpsError {
  return new OpsError({
    code: 'OPS_DB_NONE',
    kind: 'usage',
    message: say.noDatabase,
    suggestions: [verbatim('opsctl explain postgres.enabled')],
  })
}

function noAnswer({text}: CannotSee): OpsError {
  return new OpsError({
    code: 'OPS_DB_ANSWER',
    kind: 'external',
    message: text,
    suggestions: [verbatim('opsctl doctor pg.up'), verbatim('opsctl status postgres')],
  })
}
