/** The server as a whole: version, settings, who may come in, counters, replication. */
import {z} from 'zod'

import {askOne, askRows} from './query.js'

/** What answers. */
export const server = askOne(
  'server',
  z.object({
    version: z.string(),
    versionNumber: z.number(),
    startedAt: z.string(),
    isReplica: z.boolean(),
    dataDirectory: z.string(),
  }),
  `SELECT split_part(current_setting('server_version'), ' ', 1) AS version,
          current_setting('server_version_num')::int AS "versionNumber", pg_postmaster_start_time() AS "startedAt",
          pg_is_in_recovery() AS "isReplica", current_setting('data_directory') AS "dataDirectory"`,
)

const NAMES = [
  'archive_mode',
  'autovacuum',
  'autovacuum_max_workers',
  'autovacuum_work_mem',
  'data_checksums',
  'fsync',
  'full_page_writes',
  'hba_file',
  'idle_in_transaction_session_timeout',
  'log_checkpoints',
  'log_lock_waits',
  'log_min_duration_statement',
  'log_temp_files',
  'maintenance_work_mem',
  'max_connections',
  'max_wal_size',
  'max_worker_processes',
  'shared_buffers',
  'synchronous_commit',
  'work_mem',
]

/** Settings that checks look at. `origin`: where the value stands; ALTER SYSTEM writes to `auto`. */
export const settings = askRows(
  'settings',
  z.object({
    name: z.string(),
    value: z.string(),
    /** As a person writes it, with its unit. */
    shown: z.string(),
    bytes: z.number().nullable(),
    origin: z.enum(['default', 'file', 'auto', 'command', 'other']),
  }),
  `SELECT name, reset_val AS value, CASE WHEN unit IS NULL OR reset_val ~ '^-' THEN reset_val
            ELSE current_setting(name) END AS shown,
          CASE WHEN unit ~ '(B|kB|MB)$' THEN pg_size_bytes(reset_val || ' ' || CASE WHEN unit ~ '^[0-9]' THEN 'B'
            ELSE unit END) * CASE WHEN unit ~ '^[0-9]' THEN pg_size_bytes(unit) ELSE 1 END END AS bytes,
          CASE WHEN sourcefile ~ 'postgresql[.]auto[.]conf$' THEN 'auto' WHEN source = 'configuration file' THEN 'file'
               WHEN source IN ('default', 'override') THEN 'default' WHEN source = 'command line' THEN 'command'
               ELSE 'other' END AS origin
   FROM pg_settings WHERE name IN (${NAMES.map((name) => `'${name}'`).join(', ')}) ORDER BY name`,
)

/** Settings that wait for a restart, and lines of the configuration that the server refuses. No value: one could be a password. */
export const settingProblems = askOne(
  'setting-problems',
  z.object({
    pending: z.array(z.string()),
    refused: z.array(z.object({file: z.string(), line: z.number(), name: z.string().nullable(), error: z.string()})),
  }),
  `SELECT (SELECT coalesce(jsonb_agg(name ORDER BY name), '[]') FROM pg_settings WHERE pending_restart) AS pending,
          (SELECT coalesce(jsonb_agg(to_jsonb(f)), '[]') FROM (
             SELECT f.sourcefile AS file, f.sourceline AS line, f.name, f.error FROM pg_file_settings f
             LEFT JOIN pg_settings s ON s.name = f.name
             WHERE f.error IS NOT NULL AND NOT coalesce(s.pending_restart, false) ORDER BY seqno LIMIT 20
           ) f) AS refused`,
)

/** The log-in rules as the server reads them from the file now. */
export const loginRules = askRows(
  'login-rules',
  z.object({
    line: z.number(),
    type: z.string().nullable(),
    databases: z.array(z.string()).nullable(),
    roles: z.array(z.string()).nullable(),
    address: z.string().nullable(),
    mask: z.string().nullable(),
    method: z.string().nullable(),
    error: z.string().nullable(),
  }),
  `SELECT line_number AS line, type, to_jsonb(database) AS databases, to_jsonb(user_name) AS roles, address,
          netmask AS mask, auth_method AS method, error
   FROM pg_hba_file_rules ORDER BY line_number LIMIT 200`,
)

/** Roles that log in. The verifier never leaves the collector: it becomes a kind, see guess.ts. */
export const loginRoles = askRows(
  'login-roles',
  z.object({
    role: z.string(),
    isSuperuser: z.boolean(),
    canCreateRoles: z.boolean(),
    bypassesPolicies: z.boolean(),
    /** Sessions that come from another container or host. */
    remoteSessions: z.number(),
    password: z.enum(['none', 'scram', 'md5', 'guessed']),
  }),
  `SELECT r.rolname AS role, r.rolsuper AS "isSuperuser", r.rolcreaterole AS "canCreateRoles",
          r.rolbypassrls AS "bypassesPolicies", coalesce(r.rolpassword, '') AS password,
          (SELECT count(*) FROM pg_stat_activity a WHERE a.usesysid = r.oid AND a.backend_type = 'client backend'
             AND NOT coalesce(a.client_addr <<= '127.0.0.0/8' OR a.client_addr = '::1', true)) AS "remoteSessions"
   FROM pg_authid r WHERE r.rolcanlogin AND r.rolname !~ '^pg_' ORDER BY 1 LIMIT 100`,
)

/** What only grows, of the app's database. Checksum failures are those of all databases. */
export const counters = askOne(
  'counters',
  z.object({
    commits: z.number(),
    rollbacks: z.number(),
    deadlocks: z.number(),
    tempFiles: z.number(),
    tempBytes: z.number(),
    checksumFailures: z.number().nullable(),
    lastChecksumFailure: z.string().nullable(),
    /** From when on they count. */
    since: z.string().nullable(),
  }),
  `SELECT xact_commit AS commits, xact_rollback AS rollbacks, deadlocks, temp_files AS "tempFiles",
          temp_bytes AS "tempBytes", stats_reset AS since,
          (SELECT sum(checksum_failures) FROM pg_stat_database) AS "checksumFailures",
          (SELECT max(checksum_last_failure) FROM pg_stat_database) AS "lastChecksumFailure"
   FROM pg_stat_database WHERE datname = current_database()`,
)

/** Checkpoints by the clock, and those that were forced by much writing. */
export const checkpoints = askOne(
  'checkpoints',
  z.object({timed: z.number(), forced: z.number(), since: z.string().nullable()}).nullable(),
  [
    {
      if: 'from17',
      sql: 'SELECT num_timed AS timed, num_requested AS forced, stats_reset AS since FROM pg_stat_checkpointer',
    },
    {
      if: 'until16',
      sql: 'SELECT checkpoints_timed AS timed, checkpoints_req AS forced, stats_reset AS since FROM pg_stat_bgwriter',
    },
  ],
)

/** How archiving of the write-ahead log goes. */
export const archiver = askOne(
  'archiver',
  z.object({
    archived: z.number(),
    failed: z.number(),
    lastArchivedAt: z.string().nullable(),
    lastFailedAt: z.string().nullable(),
  }),
  `SELECT archived_count AS archived, failed_count AS failed, last_archived_time AS "lastArchivedAt",
          last_failed_time AS "lastFailedAt" FROM pg_stat_archiver`,
)

/** Replicas as their primary sees them. */
export const replicas = askRows(
  'replicas',
  z.object({
    name: z.string(),
    client: z.string(),
    state: z.string().nullable(),
    lagBytes: z.number().nullable(),
    lagS: z.number().nullable(),
  }),
  `SELECT application_name AS name, coalesce(host(client_addr), 'socket') AS client, state,
          pg_wal_lsn_diff(CASE WHEN pg_is_in_recovery() THEN NULL ELSE pg_current_wal_lsn() END, replay_lsn)
            AS "lagBytes", round(extract(epoch FROM replay_lag), 1) AS "lagS"
   FROM pg_stat_replication WHERE application_name <> 'pg_basebackup' ORDER BY 1 LIMIT 50`,
)

/** How far a replica is behind, as it sees itself; null of a primary. */
export const replay = askOne(
  'replay',
  z.object({lagS: z.number().nullable()}),
  `SELECT CASE WHEN NOT pg_is_in_recovery() THEN NULL WHEN pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() THEN 0
          ELSE round(extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp())) END AS "lagS"`,
)

/** Replication slots, with the write-ahead log that each keeps from being removed. */
export const slots = askRows(
  'slots',
  z.object({
    slot: z.string(),
    type: z.string(),
    isActive: z.boolean(),
    walStatus: z.string().nullable(),
    retainedBytes: z.number().nullable(),
  }),
  `SELECT slot_name AS slot, slot_type AS type, active AS "isActive", wal_status AS "walStatus",
          pg_wal_lsn_diff(CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END,
                          restart_lsn) AS "retainedBytes"
   FROM pg_replication_slots WHERE NOT temporary ORDER BY 1 LIMIT 50`,
)
