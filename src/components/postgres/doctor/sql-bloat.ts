/** Space that files take beyond what their rows need, estimated from the planner’s statistics: nothing is read but those. */
import {z} from 'zod'

import {askRows} from './query.js'

/** What a row of these columns takes on average; null where a column has no statistics. */
const WIDTHS = `width AS (
     SELECT a.attrelid, count(*) AS columns, bool_or(s.null_frac > 0) AS nulls, sum((1 - s.null_frac) * s.avg_width) AS data
     FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid AND c.relkind IN ('r', 'm')
     JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname NOT IN ('pg_catalog', 'information_schema')
     LEFT JOIN pg_stats s ON s.schemaname = n.nspname AND s.tablename = c.relname AND s.attname = a.attname
     WHERE a.attnum > 0 AND NOT a.attisdropped GROUP BY 1 HAVING count(*) = count(s.attname)
   )`

const FILL = (usual: number) =>
  `coalesce((SELECT option_value::int FROM pg_options_to_table(c.reloptions) WHERE option_name = 'fillfactor'), ${usual})`

/** Pages that so many rows of such a size need: a page gives 8 bytes steps, a header, and 4 bytes for each row’s place. */
const NEEDED = `ceil(rows / greatest(1, floor((page - 40) * fill / 100 / (4 + 8 * ceil(head / 8.0) + 8 * ceil(data / 8.0))))) * page`

/** Tables and B-tree indexes by the space they waste. */
export const bloat = askRows(
  'bloat',
  z.object({
    kind: z.enum(['table', 'index']),
    schema: z.string(),
    table: z.string(),
    name: z.string(),
    bytes: z.number(),
    wastedBytes: z.number(),
  }),
  `WITH ${WIDTHS}, parts AS (
     SELECT 'table' AS kind, c.relnamespace, c.relname AS table, c.relname AS name, c.relpages, c.reltuples AS rows,
            w.data, 23 + CASE WHEN w.nulls THEN ceil(w.columns / 8.0) ELSE 0 END AS head, ${FILL(100)} AS fill
     FROM pg_class c JOIN width w ON w.attrelid = c.oid
     UNION ALL
     SELECT 'index', c.relnamespace, t.relname, c.relname, c.relpages, c.reltuples, k.data, 8, ${FILL(90)}
     FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am m ON m.oid = c.relam AND m.amname = 'btree'
     JOIN pg_class t ON t.oid = i.indrelid JOIN width w ON w.attrelid = t.oid
     JOIN LATERAL (
       SELECT sum((1 - s.null_frac) * s.avg_width) AS data FROM pg_attribute a
       JOIN pg_stats s ON s.schemaname = t.relnamespace::regnamespace::text AND s.tablename = t.relname
         AND s.attname = a.attname
       WHERE a.attrelid = t.oid AND a.attnum = ANY (i.indkey::int2[])
     ) k ON k.data IS NOT NULL
     WHERE i.indexprs IS NULL AND i.indpred IS NULL
   ), sized AS (
     SELECT *, current_setting('block_size')::numeric AS page FROM parts WHERE rows > 0
   )
   SELECT kind, n.nspname AS schema, s.table, s.name, relpages * page AS bytes,
          greatest(0, relpages * page - ${NEEDED}) AS "wastedBytes"
   FROM sized s JOIN pg_namespace n ON n.oid = s.relnamespace
   ORDER BY "wastedBytes" DESC, bytes DESC, 2, 4 LIMIT 50`,
)
