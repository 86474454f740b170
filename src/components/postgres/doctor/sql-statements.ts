/** Statistics of statements, by the names that the installed version of the extension has. */
import {z} from 'zod'

import {askOne, askRows} from './query.js'

/** Whether pg_stat_statements is there, and as new as the server has it. */
export const statementExtension = askOne(
  'statement-extension',
  z.object({available: z.string().nullable(), installed: z.string().nullable(), loaded: z.boolean()}),
  String.raw`SELECT max(default_version) AS available, max(installed_version) AS installed,
          current_setting('shared_preload_libraries') ~ '\mpg_stat_statements\M' AS loaded
   FROM pg_available_extensions WHERE name = 'pg_stat_statements'`,
)

/** Of old statistics the names of their times, of later ones those of the execution. */
function statements(total: string, mean: string): string {
  return String.raw`WITH s AS MATERIALIZED (
     SELECT queryid, dbid, userid, calls, ${mean} AS mean_ms, ${total} AS total_ms, rows, temp_blks_written,
            shared_blks_hit, shared_blks_read, sum(${total}) OVER () AS all_ms, left(query, 2000) AS query
     FROM :"pss_schema".pg_stat_statements
   ), counted AS (SELECT * FROM s WHERE calls >= 20),
   picked AS (
     (SELECT * FROM counted ORDER BY total_ms DESC LIMIT 10) UNION (SELECT * FROM counted ORDER BY mean_ms DESC LIMIT 10)
   )
   SELECT p.queryid::text AS id, d.datname AS database, coalesce(r.rolname, '-') AS role, p.calls,
          round(p.mean_ms::numeric, 2) AS "meanMs", round(p.total_ms::numeric) AS "totalMs",
          round((p.total_ms / nullif(p.all_ms, 0))::numeric, 4) AS share, p.rows,
          p.shared_blks_hit AS "blocksHit", p.shared_blks_read AS "blocksRead",
          p.temp_blks_written AS "tempBlocks", regexp_replace(p.query, '\s+', ' ', 'g') AS query
   FROM picked p JOIN pg_database d ON d.oid = p.dbid LEFT JOIN pg_roles r ON r.oid = p.userid
   ORDER BY p.total_ms DESC`
}

/** What takes the most time in all, and the most each time, of what ran twenty times or more. */
export const slowStatements = askRows(
  'slow-statements',
  z.object({
    id: z.string(),
    database: z.string(),
    role: z.string(),
    calls: z.number(),
    meanMs: z.number(),
    totalMs: z.number(),
    share: z.number().nullable(),
    rows: z.number(),
    blocksHit: z.number(),
    blocksRead: z.number(),
    tempBlocks: z.number(),
    query: z.string(),
  }),
  [
    {if: 'pss_new', sql: statements('total_exec_time', 'mean_exec_time')},
    {if: 'pss_old', sql: statements('total_time', 'mean_time')},
  ],
)
