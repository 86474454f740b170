/** What goes wrong in PostgreSQL while it runs. */
import {setTimeout as sleep} from 'node:timers/promises'

import type {Fault, World} from './fault.js'

/**
 * Sessions of the app's role, by the app's own client, which end by themselves after a while. One that is refused is tried
 * again for five seconds: many that begin at once keep each other out, even where there is room for them.
 */
export const sessions = (count: number, sql = 'SELECT 1') => [
  'node',
  '-e',
  `const {readFileSync} = require('node:fs')
   const {Client} = require('pg')
   const connectionString = readFileSync(process.env.DATABASE_URL_FILE, 'utf8').trim()
   const until = Date.now() + 5000
   const open = () => {
     const client = new Client({connectionString, application_name: 'fault'})
     client.on('error', () => {})
     client.connect().then(
       () => client.query(${JSON.stringify(sql)}).catch(() => {}),
       () => Date.now() < until && setTimeout(open, 200),
     )
   }
   for (let index = 0; index < ${count}; index += 1) open()
   setTimeout(() => process.exit(0), 240000)`,
]

/** Ends what `sessions` opened. */
export const endSessions = (world: World) =>
  world.psql("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = 'fault'")

const setting = (change: string) => (world: World) => world.psql(`${change};\nSELECT pg_reload_conf()`)

/** A table that autovacuum leaves alone. */
const makeTable = (name: string, rows: number) =>
  `CREATE TABLE ${name} (id int PRIMARY KEY) WITH (autovacuum_enabled = false);
   INSERT INTO ${name} SELECT generate_series(1, ${rows});`

const deadlock = async (world: World) => {
  const lock = (first: number, second: number) =>
    world
      .psql(`BEGIN; SELECT pg_advisory_xact_lock(${first}); SELECT pg_sleep(1);
             SELECT pg_advisory_xact_lock(${second}); COMMIT`)
      .catch(() => '')
  await Promise.all([lock(7001, 7002), lock(7002, 7001)])
}

export const postgresFaults: readonly Fault[] = [
  {
    name: 'connections of postgres used up',
    alert: 'PostgresConnectionsExhausted',
    also: ['PostgresTooManyConnections'],
    quick: true,
    reactsInS: 5,
    start: (world) => world.leave('web', sessions(60)),
    undo: endSessions,
  },
  {
    name: 'a table locked, and others wait',
    alert: 'PostgresLockWaits',
    // The transaction that holds the lock.
    also: ['PostgresLongTransaction'],
    override: {threshold: 8},
    reactsInS: 12,
    start: async (world) => {
      await world.leave('web', sessions(1, 'BEGIN; LOCK TABLE visits IN ACCESS SHARE MODE; SELECT pg_sleep(240)'))
      await sleep(1500)
      await world.leave('web', sessions(1, 'BEGIN; LOCK TABLE visits IN ACCESS EXCLUSIVE MODE'))
    },
    undo: endSessions,
  },
  {
    name: 'a session idle in its transaction',
    alert: 'PostgresIdleInTransaction',
    override: {threshold: 8},
    quick: true,
    reactsInS: 10,
    start: (world) => world.leave('web', sessions(1, 'BEGIN; SELECT txid_current()')),
    undo: endSessions,
  },
  {
    name: 'a transaction that does not end',
    alert: 'PostgresLongTransaction',
    override: {threshold: 8},
    reactsInS: 10,
    start: (world) => world.leave('web', sessions(1, 'SELECT pg_sleep(240)')),
    undo: endSessions,
  },
  {
    name: 'two deadlocks',
    alert: 'PostgresDeadlocks',
    override: {threshold: 1},
    lingersS: 600,
    start: async (world) => {
      await deadlock(world)
      await deadlock(world)
      await deadlock(world)
    },
    undo: async () => undefined,
  },
  {
    name: 'a storm of rollbacks',
    alert: 'PostgresRollbackRatioHigh',
    reactsInS: 30,
    lingersS: 300,
    start: (world) => world.psql('BEGIN; SELECT txid_current(); ROLLBACK;\n'.repeat(4000)),
    undo: async () => undefined,
  },
  {
    name: 'two thousand locks held',
    alert: 'PostgresTooManyLocks',
    start: (world) =>
      world.leave(
        'web',
        sessions(1, 'SELECT count(pg_advisory_lock(id)) FROM generate_series(1, 2000) id; SELECT pg_sleep(0)'),
      ),
    undo: endSessions,
  },
  {
    name: 'autovacuum switched off',
    alert: 'PostgresAutovacuumOff',
    start: setting('ALTER SYSTEM SET autovacuum = off'),
    undo: setting('ALTER SYSTEM RESET autovacuum'),
  },
  {
    name: 'fsync switched off',
    alert: 'PostgresDurabilityOff',
    start: setting('ALTER SYSTEM SET fsync = off'),
    undo: setting('ALTER SYSTEM RESET fsync'),
  },
  {
    name: 'somebody works as superuser',
    alert: 'PostgresSuperuserSession',
    quick: true,
    // Idle: what it does is not the point.
    start: (world) => world.leave('postgres', ['sh', '-c', 'sleep 240 | psql -X -U postgres -d app']),
    undo: (world) =>
      world.psql("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = 'psql'"),
  },
  {
    name: 'a role appears',
    alert: 'PostgresRoleCreated',
    needsAgeS: 930,
    start: (world) => world.psql('CREATE ROLE intruder'),
    undo: (world) => world.psql('DROP ROLE intruder'),
  },
  {
    name: 'dead rows pile up',
    alert: 'PostgresDeadTuples',
    start: (world) => world.psql(`${makeTable('heap', 30_000)} ANALYZE heap; DELETE FROM heap WHERE id % 2 = 0`),
    undo: (world) => world.psql('DROP TABLE heap'),
  },
  {
    name: 'statistics of a table are stale',
    alert: 'PostgresStatisticsStale',
    start: (world) => world.psql(makeTable('unread', 30_000)),
    undo: (world) => world.psql('DROP TABLE unread'),
  },
  {
    name: 'a replication slot nobody reads',
    alert: 'PostgresSlotInactive',
    start: (world) => world.psql("SELECT pg_create_physical_replication_slot('forgotten')"),
    undo: (world) => world.psql("SELECT pg_drop_replication_slot('forgotten')"),
  },
  {
    name: 'the archive refuses a segment',
    alert: 'PostgresArchivingFailing',
    reactsInS: 5,
    lingersS: 600,
    start: async (world) => {
      await world.docker('exec', world.container('postgres'), 'touch', '/tmp/no-archive')
      await world.psql('CREATE TABLE archived (); SELECT pg_switch_wal()')
    },
    undo: async (world) => {
      await world.docker('exec', world.container('postgres'), 'rm', '-f', '/tmp/no-archive')
      await world.psql('DROP TABLE archived')
    },
  },
]
