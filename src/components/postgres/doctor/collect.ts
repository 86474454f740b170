/** How the facts of this room are had: one session for what the server knows, one knock at its door, and a few more looks. */
import {type Collector, defineCollector} from '../../../doctor/collect.js'
import {deepCollectors} from './collect-deep.js'
import {door, knock} from './door.js'
import {hideVerifiers} from './guess.js'
import {damageInLogs, exporterState, lookAtExporter, plan, planOf, searchLogs} from './look.js'
import {normaliseSql} from './normalise.js'
import type {Query} from './query.js'
import {answerOf, askAll, SESSION_MS, sessionFact} from './session.js'
import * as activity from './sql-activity.js'
import * as indexes from './sql-indexes.js'
import * as server from './sql-server.js'
import * as statements from './sql-statements.js'
import * as tables from './sql-tables.js'

const isFor: Collector['isFor'] = (stack) => stack.postgres.enabled

/** Every question of the session: what passes by first, what takes longest last. */
export const queries = [activity, server, statements, tables, indexes].flatMap((group) =>
  Object.values(group).filter((one): one is Query => typeof one === 'object'),
)

const session = defineCollector({
  key: sessionFact,
  isFor,
  timeoutMs: SESSION_MS,
  collect: async ({access, stack}) => hideVerifiers(await askAll(access, queries), server.loginRoles.name, stack),
})

function answerTo(query: Query): Collector {
  return defineCollector({
    key: query,
    isFor,
    timeoutMs: SESSION_MS,
    collect: async ({fact}) => withoutLiterals(answerOf(await fact(sessionFact), query)),
  })
}

/** Rows with a statement keep its shape, not its values. */
export function withoutLiterals(value: unknown): unknown {
  if (!Array.isArray(value)) return value
  return value.map((row: {readonly query?: unknown}) =>
    typeof row.query === 'string' ? {...row, query: normaliseSql(row.query)} : row,
  )
}

/** What doctor gathers of PostgreSQL. */
export const collectors: readonly Collector[] = [
  session,
  ...queries.map(answerTo),
  defineCollector({key: door, isFor, timeoutMs: SESSION_MS, collect: ({access}) => knock(access)}),
  defineCollector({key: plan, isFor, collect: async ({stack}) => planOf(stack)}),
  defineCollector({key: exporterState, isFor, collect: lookAtExporter}),
  defineCollector({key: damageInLogs, isFor, collect: searchLogs}),
  ...deepCollectors,
]
