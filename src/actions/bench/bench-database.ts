/** A database of its own for the load test: it touches nothing of the apps, and goes as it came. */
import type {Access} from '../../components/component.js'
import {queryAsAdmin} from '../../components/postgres/psql.js'
import {roles} from '../../components/postgres/roles.js'
import {OpsError} from '../../errors.js'
import {benchStoresMessages as say} from '../../messages/bench-stores.js'
import {verbatim} from '../../text.js'
import {lastLinesOf, postgresFailed} from './store-errors.js'

/** Its name. */
export const DATABASE = 'opsctl_bench'
/** Says that opsctl made it, and may drop it. */
const MARK = 'made by opsctl bench'
/** Dropping it writes a checkpoint first, which a slow disk takes its time for. */
const SLOW_MS = 600_000

const FIND = `SELECT '=' || coalesce(shobj_description(oid, 'pg_database'), '') FROM pg_database WHERE datname = '${DATABASE}';`
const MAKE = `CREATE DATABASE ${DATABASE} OWNER ${roles.app.role};
COMMENT ON DATABASE ${DATABASE} IS '${MARK}';
REVOKE ALL ON DATABASE ${DATABASE} FROM PUBLIC;`
const DROP = `DROP DATABASE IF EXISTS ${DATABASE} WITH (FORCE);`

/** Makes it, in place of one that a run which was killed left behind. Throws OPS_BENCH_DATABASE_TAKEN, OPS_BENCH_POSTGRES. */
export async function makeDatabase(access: Access): Promise<void> {
  const found = await queryAsAdmin(access, FIND)
  if (found.exitCode !== 0) throw postgresFailed(found)
  const isThere = found.stdout.startsWith('=')
  if (isThere && found.stdout.trim() !== `=${MARK}`) throw databaseTaken()
  const made = await queryAsAdmin(access, isThere ? `${DROP}\n${MAKE}` : MAKE, SLOW_MS)
  if (made.exitCode === 0) return
  // Without its mark the next run would take it for another one's.
  await dropDatabase(access).catch(() => undefined)
  throw postgresFailed(made)
}

/** Drops it, whoever is connected. Throws OPS_BENCH_NOT_CLEANED. */
export async function dropDatabase(access: Access): Promise<void> {
  const dropped = await queryAsAdmin(access, DROP, SLOW_MS)
  if (dropped.exitCode === 0) return
  throw new OpsError({
    code: 'OPS_BENCH_NOT_CLEANED',
    kind: 'external',
    message: say.notDropped(DATABASE),
    detail: lastLinesOf(dropped),
    suggestions: [verbatim('opsctl status'), verbatim('opsctl logs postgres')],
  })
}

function databaseTaken(): OpsError {
  return new OpsError({
    code: 'OPS_BENCH_DATABASE_TAKEN',
    kind: 'usage',
    message: say.databaseTaken(DATABASE),
    suggestions: [say.renameIt(DATABASE)],
  })
}
