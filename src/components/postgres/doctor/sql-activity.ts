/** Sessions and locks. Texts of statements lose their literals before they become facts, see collect.ts. */
import {z} from 'zod'

import {askOne, askRows} from './query.js'

/** Sessions by who opened them, with the slots that ordinary roles can have. */
export const connections = askOne(
  'connections',
  z.object({
    used: z.number(),
    max: z.number(),
    usable: z.number(),
    active: z.number(),
    idleInTransaction: z.number(),
    byApp: z.array(
      z.object({app: z.string(), role: z.string(), client: z.string(), sessions: z.number(), idle: z.number()}),
    ),
  }),
  `WITH client AS MATERIALIZED (
     SELECT * FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()
   ), grouped AS (
     SELECT coalesce(nullif(application_name, ''), '-') AS app, coalesce(usename, '-') AS role,
            coalesce(host(client_addr), 'socket') AS client,
            count(*) AS sessions, count(*) FILTER (WHERE state = 'idle') AS idle
     FROM client GROUP BY 1, 2, 3 ORDER BY sessions DESC, app LIMIT 20
   )
   SELECT (SELECT count(*) FROM client) AS used, current_setting('max_connections')::int AS max,
          current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
            - coalesce(current_setting('reserved_connections', true)::int, 0) AS usable,
          (SELECT count(*) FROM client WHERE state = 'active') AS active,
          (SELECT count(*) FROM client WHERE state LIKE 'idle in transaction%') AS "idleInTransaction",
          (SELECT coalesce(jsonb_agg(to_jsonb(grouped)), '[]') FROM grouped) AS "byApp"`,
)

const session = {
  pid: z.number(),
  /** With the pid it names one session for ever. */
  startedAt: z.string(),
  role: z.string(),
  app: z.string(),
  client: z.string(),
}

const SESSION = `a.pid, a.backend_start AS "startedAt", coalesce(a.usename, '-') AS role,
  coalesce(nullif(a.application_name, ''), '-') AS app, coalesce(host(a.client_addr), 'socket') AS client`

/** pg_blocking_pids takes the lock manager's own lock, so only those that wait are asked for. */
const WAITER = `waiter AS MATERIALIZED (
  SELECT pid, pg_blocking_pids(pid) AS blockers FROM pg_stat_activity WHERE wait_event_type = 'Lock'
)`

/** Transactions in which nothing happens, the oldest first. */
export const idleTransactions = askRows(
  'idle-transactions',
  z.object({...session, state: z.string(), idleS: z.number(), xactS: z.number(), victims: z.number()}),
  `WITH ${WAITER}
   SELECT ${SESSION}, a.state,
          round(extract(epoch FROM clock_timestamp() - a.state_change)) AS "idleS",
          round(extract(epoch FROM clock_timestamp() - a.xact_start)) AS "xactS",
          (SELECT count(*) FROM waiter w WHERE a.pid = ANY (w.blockers)) AS victims
   FROM pg_stat_activity a
   WHERE a.state LIKE 'idle in transaction%' AND a.xact_start IS NOT NULL
   ORDER BY a.state_change LIMIT 50`,
)

/** Statements that run now, the longest first. A dump of the backup role reads for as long as there is data. */
export const longStatements = askRows(
  'long-statements',
  z.object({...session, runS: z.number(), waitsFor: z.string().nullable(), query: z.string()}),
  `SELECT ${SESSION}, round(extract(epoch FROM clock_timestamp() - a.query_start)) AS "runS",
          a.wait_event_type AS "waitsFor", left(a.query, 1000) AS query
   FROM pg_stat_activity a
   WHERE a.state = 'active' AND a.backend_type = 'client backend' AND a.pid <> pg_backend_pid()
     AND a.usename <> 'backup' AND clock_timestamp() - a.query_start > interval '5 s'
   ORDER BY a.query_start LIMIT 50`,
)

/** Sessions that wait for a lock, the longest first. */
export const lockWaits = askRows(
  'lock-waits',
  z.object({
    ...session,
    blockedBy: z.array(z.number()),
    waitS: z.number(),
    lock: z.string().nullable(),
    mode: z.string().nullable(),
    relation: z.string().nullable(),
    query: z.string(),
  }),
  `SELECT ${SESSION}, (SELECT coalesce(jsonb_agg(DISTINCT p), '[]') FROM unnest(pg_blocking_pids(a.pid)) p) AS "blockedBy",
          round(extract(epoch FROM clock_timestamp() - coalesce(l.waitstart, a.query_start))) AS "waitS",
          a.wait_event AS lock, l.mode, coalesce(l.relation, t.relation)::regclass::text AS relation,
          left(a.query, 1000) AS query
   FROM pg_stat_activity a
   LEFT JOIN LATERAL (SELECT waitstart, relation, mode FROM pg_locks
                      WHERE pid = a.pid AND NOT granted LIMIT 1) l ON true
   LEFT JOIN LATERAL (SELECT relation FROM pg_locks
                      WHERE pid = a.pid AND locktype = 'tuple' LIMIT 1) t ON true
   WHERE a.wait_event_type = 'Lock'
   ORDER BY "waitS" DESC LIMIT 200`,
)

/** Those who block others and wait for nobody. Pid 0 stands for prepared transactions, which no session holds. */
export const lockRoots = askRows(
  'lock-roots',
  z.object({...session, state: z.string(), xactS: z.number().nullable(), victims: z.number(), query: z.string()}),
  `WITH ${WAITER}, b AS (SELECT pid, unnest(blockers) AS blocker FROM waiter)
   SELECT b.blocker AS pid, coalesce(max(a.backend_start), now()) AS "startedAt", coalesce(max(a.usename), '-') AS role,
          coalesce(nullif(max(a.application_name), ''), '-') AS app,
          coalesce(host(max(a.client_addr)), 'socket') AS client,
          coalesce(max(a.state), 'prepared') AS state,
          round(extract(epoch FROM clock_timestamp() - max(a.xact_start))) AS "xactS",
          count(DISTINCT b.pid) AS victims, left(coalesce(max(a.query), ''), 1000) AS query
   FROM b LEFT JOIN pg_stat_activity a ON a.pid = b.blocker
   WHERE b.blocker NOT IN (SELECT pid FROM waiter)
   GROUP BY b.blocker ORDER BY victims DESC, b.blocker LIMIT 50`,
)

/** Prepared transactions live on without a session, with their locks. */
export const preparedTransactions = askRows(
  'prepared-transactions',
  z.object({gid: z.string(), database: z.string(), role: z.string(), ageS: z.number()}),
  `SELECT left(gid, 100) AS gid, database, owner AS role,
          round(extract(epoch FROM clock_timestamp() - prepared)) AS "ageS"
   FROM pg_prepared_xacts ORDER BY prepared LIMIT 50`,
)
