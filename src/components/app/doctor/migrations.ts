/** What tools for schema migrations leave in a database. No row of an app is read. */

/** Each tool has a table of its own; only those that exist are asked. One line: tool, table, version, what is wrong. */
export const FIND_MIGRATIONS = `
SELECT CASE c.relname
  WHEN 'schema_migrations' THEN CASE WHEN EXISTS (
      SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'dirty' AND NOT a.attisdropped)
    THEN format($q$SELECT 'golang-migrate', '%1$I.%2$I', version::text, CASE WHEN dirty THEN 'dirty' ELSE '' END FROM %1$I.%2$I$q$, n.nspname, c.relname)
    ELSE format($q$SELECT 'schema_migrations', '%1$I.%2$I', max(version)::text, '' FROM %1$I.%2$I$q$, n.nspname, c.relname) END
  WHEN 'alembic_version' THEN format($q$SELECT 'alembic', '%1$I.%2$I', string_agg(version_num, ', '), CASE WHEN count(*) > 1 THEN 'several heads' ELSE '' END FROM %1$I.%2$I$q$, n.nspname, c.relname)
  WHEN '_prisma_migrations' THEN format($q$SELECT 'prisma', '%1$I.%2$I', max(migration_name), CASE WHEN bool_or(finished_at IS NULL AND rolled_back_at IS NULL) THEN 'unfinished' ELSE '' END FROM %1$I.%2$I$q$, n.nspname, c.relname)
  WHEN 'flyway_schema_history' THEN format($q$SELECT 'flyway', '%1$I.%2$I', max(version), CASE WHEN bool_or(NOT success) THEN 'failed' ELSE '' END FROM %1$I.%2$I$q$, n.nspname, c.relname)
  WHEN 'knex_migrations_lock' THEN format($q$SELECT 'knex', '%1$I.%2$I', '', CASE WHEN bool_or(is_locked <> 0) THEN 'locked' ELSE '' END FROM %1$I.%2$I$q$, n.nspname, c.relname)
END
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind = 'r' AND n.nspname !~ '^(pg_|information_schema)' AND c.relname IN
  ('schema_migrations', 'alembic_version', '_prisma_migrations', 'flyway_schema_history', 'knex_migrations_lock')
\\gexec
`

export interface Migration {
  readonly tool: string
  readonly table: string
  readonly version: string
  /** Empty when all is well. */
  readonly bad: string
}

/** Lines of psql. */
export function readMigrations(printed: string): Migration[] {
  return printed
    .split('\n')
    .filter((line) => line.includes('\t'))
    .map((line) => {
      const [tool = '', table = '', version = '', bad = ''] = line.split('\t')
      return {tool, table, version, bad: bad.trim()}
    })
}
