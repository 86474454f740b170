/** What ails the database. */
import {readFile} from 'node:fs/promises'
import {join} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'

import type {World} from '../faults/fault.js'
import {endSessions, sessions} from '../faults/postgres.js'
import type {Illness} from './illness.js'

const settled = (change: string) => async (world: World) => {
  await world.psql(`${change};`)
  await world.psql('SELECT pg_reload_conf();')
}

export const postgresIllnesses: readonly Illness[] = [
  {
    name: 'connections used up',
    check: 'pg.slots-exhausted',
    quick: true,
    reactsInS: 8,
    start: (world) => world.leave('web', sessions(60)),
    undo: endSessions,
  },
  {
    name: 'a table locked, and others wait',
    check: 'pg.locks',
    quick: true,
    reactsInS: 8,
    start: async (world) => {
      await world.leave('web', sessions(1, 'BEGIN; LOCK TABLE visits IN ACCESS EXCLUSIVE MODE; SELECT pg_sleep(0)'))
      await sleep(1500)
      await world.leave('web', sessions(1, 'SELECT * FROM visits LIMIT 1'))
    },
    undo: endSessions,
  },
  {
    name: 'a session idle in its transaction',
    check: 'pg.idle-in-tx',
    quick: true,
    reactsInS: 6,
    start: (world) => world.leave('web', sessions(1, 'BEGIN; SELECT txid_current()')),
    undo: endSessions,
  },
  {
    name: 'a statement that does not end',
    check: 'pg.long-queries',
    reactsInS: 6,
    start: (world) => world.leave('web', sessions(1, 'SELECT pg_sleep(240)')),
    undo: endSessions,
  },
  {
    name: 'another password than the app has',
    check: 'pg.auth',
    quick: true,
    start: (world) => world.psql("ALTER ROLE app PASSWORD 'not-the-one-in-secrets';"),
    undo: async (world) => {
      const password = await readFile(join(world.root, 'secrets/postgres-app-password'), 'utf8')
      await world.psql(`ALTER ROLE app PASSWORD '${password.trim()}';`)
    },
  },
  {
    name: 'a replication slot that nobody reads',
    check: 'pg.slots-inactive',
    quick: true,
    start: (world) => world.psql("SELECT pg_create_physical_replication_slot('forgotten', true);"),
    undo: (world) => world.psql("SELECT pg_drop_replication_slot('forgotten');"),
  },
  {
    name: 'no statistics of statements',
    check: 'pg.pss',
    quick: true,
    start: (world) => world.psql('DROP EXTENSION pg_stat_statements;'),
    undo: (world) => world.psql('CREATE EXTENSION pg_stat_statements;'),
  },
  {
    name: 'the app is superuser',
    check: 'pg.superuser-app',
    quick: true,
    start: (world) => world.psql('ALTER ROLE app SUPERUSER;'),
    undo: (world) => world.psql('ALTER ROLE app NOSUPERUSER;'),
  },
  {
    name: 'fsync switched off',
    check: 'pg.durability',
    quick: true,
    start: settled('ALTER SYSTEM SET fsync = off'),
    undo: settled('ALTER SYSTEM RESET fsync'),
  },
  {
    name: 'a sequence near its end',
    check: 'pg.sequences',
    start: (world) => world.psql("CREATE SEQUENCE ending AS smallint; SELECT setval('ending', 32000);"),
    undo: (world) => world.psql('DROP SEQUENCE ending;'),
  },
  {
    name: 'an index that was never finished',
    check: 'pg.invalid-indexes',
    start: async (world) => {
      await world.psql('CREATE TABLE twice (id int); INSERT INTO twice VALUES (1), (1);')
      await world.psql('CREATE UNIQUE INDEX CONCURRENTLY twice_id ON twice (id);').catch(() => undefined)
    },
    undo: (world) => world.psql('DROP TABLE twice;'),
  },
  {
    name: 'dead rows that nobody clears',
    check: 'pg.dead-tuples',
    start: (world) =>
      world.psql(
        `CREATE TABLE heap (id int) WITH (autovacuum_enabled = false);
         INSERT INTO heap SELECT generate_series(1, 200000); DELETE FROM heap; SELECT pg_stat_force_next_flush();`,
      ),
    undo: (world) => world.psql('DROP TABLE heap;'),
  },
  {
    name: 'a setting that waits for a restart',
    check: 'pg.pending-restart',
    start: settled('ALTER SYSTEM SET max_connections = 41'),
    undo: settled('ALTER SYSTEM RESET max_connections'),
  },
  {
    name: 'the exporter shut out of the database',
    check: 'pg.exporter',
    reactsInS: 10,
    start: async (world) => {
      await world.psql('ALTER ROLE exporter NOLOGIN;')
      await world.psql("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE usename = 'exporter';")
    },
    undo: (world) => world.psql('ALTER ROLE exporter LOGIN;'),
  },
]
