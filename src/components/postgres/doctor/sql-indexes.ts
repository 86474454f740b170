/** Indexes: which are used, broken, or kept twice. */
import {z} from 'zod'

import {askRows} from './query.js'
import {notLocked} from './sql-tables.js'

const name = {schema: z.string(), table: z.string(), index: z.string()}

/** Indexes by size, with how often each was used. */
export const indexes = askRows(
  'indexes',
  z.object({...name, bytes: z.number(), scans: z.number(), isUnique: z.boolean(), isValid: z.boolean()}),
  `SELECT s.schemaname AS schema, s.relname AS table, s.indexrelname AS index, pg_relation_size(c.oid) AS bytes,
          s.idx_scan AS scans, i.indisunique OR i.indisexclusion AS "isUnique", i.indisvalid AS "isValid"
   FROM pg_stat_user_indexes s JOIN pg_index i ON i.indexrelid = s.indexrelid JOIN pg_class c ON c.oid = s.indexrelid
   WHERE ${notLocked('i.indrelid', 'i.indexrelid')}
   ORDER BY bytes DESC, 1, 2, 3 LIMIT 500`,
)

/** Indexes that no query may use, unless they are being built now, and constraints that old rows may break. */
export const invalidObjects = askRows(
  'invalid-objects',
  z.object({kind: z.enum(['index', 'constraint']), schema: z.string(), name: z.string(), table: z.string()}),
  `SELECT 'index' AS kind, n.nspname AS schema, c.relname AS name, i.indrelid::regclass::text AS table
   FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE NOT i.indisvalid AND c.relkind = 'i'
     AND NOT EXISTS (SELECT 1 FROM pg_stat_progress_create_index p WHERE p.index_relid = i.indexrelid)
   UNION ALL
   SELECT 'constraint', n.nspname, k.conname, k.conrelid::regclass::text
   FROM pg_constraint k JOIN pg_namespace n ON n.oid = k.connamespace
   WHERE NOT k.convalidated AND k.contype IN ('f', 'c')
     AND coalesce((to_jsonb(k) ->> 'conenforced')::boolean, true)
   ORDER BY 1 DESC, 2, 3 LIMIT 50`,
)

/** Indexes whose columns are the first ones of another: the same order, operators, collation and condition. */
export const duplicateIndexes = askRows(
  'duplicate-indexes',
  z.object({...name, coveredBy: z.string(), bytes: z.number()}),
  `SELECT n.nspname AS schema, t.relname AS table, c.relname AS index, d.relname AS "coveredBy",
          c.relpages::bigint * current_setting('block_size')::bigint AS bytes
   FROM pg_index a
   JOIN pg_index b ON b.indrelid = a.indrelid AND b.indexrelid <> a.indexrelid
   JOIN pg_class c ON c.oid = a.indexrelid JOIN pg_class d ON d.oid = b.indexrelid AND d.relam = c.relam
   JOIN pg_class t ON t.oid = a.indrelid JOIN pg_namespace n ON n.oid = t.relnamespace
   JOIN pg_am m ON m.oid = c.relam
   WHERE a.indisvalid AND b.indisvalid AND NOT a.indisprimary AND NOT a.indisexclusion AND NOT a.indisreplident
     AND a.indnkeyatts = a.indnatts AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
     AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = a.indexrelid)
     AND pg_get_expr(a.indexprs, a.indrelid) IS NOT DISTINCT FROM pg_get_expr(b.indexprs, b.indrelid)
     AND pg_get_expr(a.indpred, a.indrelid) IS NOT DISTINCT FROM pg_get_expr(b.indpred, b.indrelid)
     AND CASE
       WHEN a.indkey::text = b.indkey::text AND a.indclass::text = b.indclass::text
         AND a.indoption::text = b.indoption::text AND a.indcollation::text = b.indcollation::text
       THEN (NOT a.indisunique OR b.indisunique) AND (b.indisunique > a.indisunique OR a.indexrelid > b.indexrelid)
       ELSE m.amname = 'btree' AND NOT a.indisunique AND a.indnatts < b.indnkeyatts
         AND starts_with(b.indkey::text, a.indkey::text || ' ')
         AND starts_with(b.indclass::text, a.indclass::text || ' ')
         AND starts_with(b.indoption::text, a.indoption::text || ' ')
         AND starts_with(b.indcollation::text, a.indcollation::text || ' ')
     END
   ORDER BY bytes DESC, 1, 2, 3 LIMIT 50`,
)
