/** Tables: how large, how read, how clean. */
import {z} from 'zod'

import {askOne, askRows} from './query.js'

const OURS = `n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_(toast|temp)'`

/** Whoever asks for the size of what somebody has or wants for himself alone would wait with all others. */
export function notLocked(...relations: readonly [string, ...string[]]): string {
  return `NOT EXISTS (
     SELECT 1 FROM pg_locks l WHERE l.locktype = 'relation' AND l.relation IN (${relations.join(', ')})
       AND l.mode = 'AccessExclusiveLock'
       AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database()))`
}

const name = {schema: z.string(), table: z.string()}

/** The largest tables, with what is known of their rows and of how they are read. */
export const tables = askRows(
  'tables',
  z.object({
    ...name,
    totalBytes: z.number(),
    tableBytes: z.number(),
    indexBytes: z.number(),
    rows: z.number(),
    deadRows: z.number(),
    seqScans: z.number(),
    indexScans: z.number(),
  }),
  `SELECT n.nspname AS schema, c.relname AS table, pg_total_relation_size(c.oid) AS "totalBytes",
          pg_table_size(c.oid) AS "tableBytes", pg_indexes_size(c.oid) AS "indexBytes",
          coalesce(s.n_live_tup, greatest(c.reltuples, 0)::bigint) AS rows, coalesce(s.n_dead_tup, 0) AS "deadRows",
          coalesce(s.seq_scan, 0) AS "seqScans", coalesce(s.idx_scan, 0) AS "indexScans"
   FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_stat_all_tables s ON s.relid = c.oid
   WHERE c.relkind IN ('r', 'm') AND ${OURS} AND ${notLocked('c.oid')}
   ORDER BY "totalBytes" DESC, 1, 2 LIMIT 50`,
)

/** Databases of the server by size. */
export const databases = askRows(
  'databases',
  z.object({database: z.string(), bytes: z.number(), sessions: z.number()}),
  `SELECT d.datname AS database, pg_database_size(d.oid) AS bytes, coalesce(s.numbackends, 0) AS sessions
   FROM pg_database d LEFT JOIN pg_stat_database s ON s.datid = d.oid
   WHERE d.datallowconn ORDER BY bytes DESC, 1 LIMIT 50`,
)

/** How much of what was read lay in the server's own memory. */
export const bufferCache = askOne(
  'buffer-cache',
  z.object({hit: z.number(), read: z.number()}),
  `SELECT blks_hit AS hit, blks_read AS read FROM pg_stat_database WHERE datname = current_database()`,
)

/** Tables of some size that are mostly read from end to end. */
export const sequentialScans = askRows(
  'sequential-scans',
  z.object({...name, rows: z.number(), seqScans: z.number(), indexScans: z.number(), rowsRead: z.number()}),
  `SELECT schemaname AS schema, relname AS table, n_live_tup AS rows, seq_scan AS "seqScans",
          coalesce(idx_scan, 0) AS "indexScans", seq_tup_read AS "rowsRead"
   FROM pg_stat_user_tables
   WHERE n_live_tup >= 1000 AND seq_scan > 0 AND seq_scan + coalesce(idx_scan, 0) >= 100
   ORDER BY seq_tup_read DESC LIMIT 50`,
)

/** What vacuum and analyze have yet to do, and when they last did. */
export const vacuum = askRows(
  'vacuum',
  z.object({
    ...name,
    rows: z.number(),
    deadRows: z.number(),
    changedRows: z.number(),
    lastVacuum: z.string().nullable(),
    lastAnalyze: z.string().nullable(),
    isAutomatic: z.boolean(),
  }),
  `SELECT s.schemaname AS schema, s.relname AS table, s.n_live_tup AS rows, s.n_dead_tup AS "deadRows",
          s.n_mod_since_analyze AS "changedRows", greatest(s.last_vacuum, s.last_autovacuum) AS "lastVacuum",
          greatest(s.last_analyze, s.last_autoanalyze) AS "lastAnalyze",
          NOT coalesce(c.reloptions && '{autovacuum_enabled=false,autovacuum_enabled=off,autovacuum_enabled=0}', false)
            AS "isAutomatic"
   FROM pg_stat_user_tables s JOIN pg_class c ON c.oid = s.relid
   ORDER BY s.n_dead_tup DESC, s.n_mod_since_analyze DESC, 1, 2 LIMIT 50`,
)

/** The oldest transaction that vacuum must keep rows for, and who holds it. */
export const horizon = askRows(
  'horizon',
  z.object({kind: z.enum(['session', 'slot', 'prepared', 'replica']), name: z.string(), xminAge: z.number()}),
  `SELECT * FROM (
     SELECT 'session' AS kind, pid::text AS name, greatest(age(backend_xmin), age(backend_xid)) AS "xminAge"
     FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND backend_type <> 'walsender'
     UNION ALL SELECT 'slot', slot_name, greatest(age(xmin), age(catalog_xmin)) FROM pg_replication_slots
     UNION ALL SELECT 'prepared', left(gid, 100), age(transaction) FROM pg_prepared_xacts
     UNION ALL SELECT 'replica', application_name, age(backend_xmin) FROM pg_stat_replication
   ) held WHERE "xminAge" IS NOT NULL ORDER BY "xminAge" DESC LIMIT 10`,
)

/** How much of the space of transaction ids is used, by database. */
export const transactionAge = askRows(
  'transaction-age',
  z.object({database: z.string(), xidAge: z.number(), multixactAge: z.number()}),
  `SELECT datname AS database, age(datfrozenxid) AS "xidAge", mxid_age(datminmxid) AS "multixactAge"
   FROM pg_database WHERE datallowconn ORDER BY greatest(age(datfrozenxid), mxid_age(datminmxid)) DESC LIMIT 50`,
)

/** How far sequences have come, against the type of the column that they number. */
export const sequences = askRows(
  'sequences',
  z.object({
    schema: z.string(),
    sequence: z.string(),
    column: z.string().nullable(),
    type: z.string(),
    used: z.number(),
  }),
  `SELECT schema, sequence, "column", type, round(last_value / least(max_value, limit_value), 4) AS used FROM (
     SELECT q.schemaname AS schema, q.sequencename AS sequence, q.last_value::numeric, q.max_value,
            d.refobjid::regclass::text || '.' || a.attname AS "column", coalesce(t.typname, q.data_type::text) AS type,
            CASE t.typname WHEN 'int2' THEN 32767 WHEN 'int4' THEN 2147483647 ELSE q.max_value END AS limit_value
     FROM pg_sequences q
     JOIN pg_class c ON c.relname = q.sequencename AND c.relnamespace = to_regnamespace(quote_ident(q.schemaname))
     LEFT JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype IN ('a', 'i')
       AND d.refclassid = 'pg_class'::regclass AND d.refobjsubid > 0
     LEFT JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
     LEFT JOIN pg_type t ON t.oid = a.atttypid
     WHERE q.last_value IS NOT NULL AND q.increment_by > 0 AND NOT q.cycle
   ) s ORDER BY used DESC, 1, 2 LIMIT 20`,
)
