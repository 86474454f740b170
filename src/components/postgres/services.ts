/** The two services of this room: the server and its exporter. */
import type {Mount, ServiceSpec, Stack} from '../component.js'
import {ADMIN_PASSWORD, passwordOf, roles, VERIFIERS} from './roles.js'

/** Backends, parallel and autovacuum workers, and room to exec into. */
const SPARE_PIDS = 64
/** Where a volume has a size. How much data there will be is unknown: kubernetes.storage gives more. */
const DATA_MIB = 10 * 1024
const EXPORTER_LIMITS = {memoryMiB: 64, cpus: 0.25, pids: 64}

/** The database server. */
export function describeServer(stack: Stack): ServiceSpec {
  const {postgres} = stack
  const layout = layoutOf(postgres.version)
  return {
    name: 'postgres',
    logs: {layout: 'postgres'},
    image: 'postgres',
    command: ['postgres', '-c', 'config_file=/etc/postgresql/postgresql.conf'],
    user: '999:999',
    networks: postgres.port === undefined ? ['data'] : ['data', 'edge'],
    listens: [{name: 'postgres', port: 5432}],
    // Checks log in from inside its container, by the name under which apps know it: another way has other log-in rules.
    calls: [{service: 'postgres', port: 5432}],
    ...(postgres.port === undefined ? {} : {ports: [publishedAt(postgres.port)]}),
    env: {
      PGDATA: layout.data,
      POSTGRES_USER: 'postgres',
      POSTGRES_DB: postgres.database,
      POSTGRES_PASSWORD_FILE: `/run/secrets/${ADMIN_PASSWORD}`,
      POSTGRES_INITDB_ARGS: initdbArgs(postgres.version),
    },
    secrets: [ADMIN_PASSWORD, VERIFIERS],
    mounts: [
      {kind: 'volume', name: 'postgres-data', to: layout.volume, sizeMiB: DATA_MIB},
      {kind: 'config', from: 'deploy/postgres/config/server', to: '/etc/postgresql', reload: false},
      {kind: 'config', from: 'deploy/postgres/config/initdb', to: '/docker-entrypoint-initdb.d', reload: false},
      socketFolder,
    ],
    limits: {
      memoryMiB: postgres.limits.memory,
      cpus: postgres.limits.cpus,
      pids: postgres.maxConnections + SPARE_PIDS,
    },
    // Parallel queries share memory through /dev/shm, whose default of 64 MiB is soon full.
    shmMiB: Math.max(64, Math.floor(postgres.limits.memory / 4)),
    // A shutdown writes a checkpoint; killing it earlier means recovery at the next start.
    stopGraceS: 120,
    stopSignal: 'SIGINT',
    // Over TCP: during the first start the server listens on its socket only, so this isn't healthy too soon.
    healthcheck: {
      test: ['pg_isready', '-q', '-h', '127.0.0.1', '-U', 'postgres', '-d', postgres.database],
      intervalS: 5,
      timeoutS: 5,
      retries: 6,
      startPeriodS: 120,
    },
  }
}

const socketFolder: Mount = {kind: 'tmpfs', to: '/var/run/postgresql', sizeMiB: 8, mode: '3775', uid: 999}

/**
 * Sizes of tables need a lock on each: without an end to the wait, one locked table silences every metric of the server
 * just when they are needed. With it only the collector of tables fails. All ends lie below the scrape timeout of 10 s.
 */
const exporterSession = {
  sslmode: 'disable',
  application_name: 'postgres-exporter',
  connect_timeout: '5',
  lock_timeout: '1s',
  statement_timeout: '8s',
}

/** The exporter, which logs in with a role that can only read statistics. */
export function describeExporter(stack: Stack): ServiceSpec {
  return {
    name: 'postgres-exporter',
    image: 'postgres-exporter',
    command: [
      '--collector.database_wraparound',
      '--collector.long_running_transactions',
      '--collector.postmaster',
      '--collector.process_idle',
      '--collector.stat_checkpointer',
      '--collector.stat_statements',
      '--log.format=json',
    ],
    user: '65534:65534',
    networks: ['data', 'obs'],
    listens: [{name: 'metrics', port: 9187}],
    calls: [{service: 'postgres', port: 5432}],
    env: {
      DATA_SOURCE_URI: `postgres:5432/${stack.postgres.database}?${new URLSearchParams(exporterSession)}`,
      DATA_SOURCE_USER: roles.exporter.role,
      DATA_SOURCE_PASS_FILE: `/run/secrets/${passwordOf('exporter')}`,
    },
    secrets: [passwordOf('exporter')],
    limits: EXPORTER_LIMITS,
    lookupTimeoutS: 1,
    // Only that it answers: whether it reaches the database is asked by the semantic check, and by pg_up.
    healthcheck: {
      test: ['wget', '-q', '-O', '/dev/null', 'http://127.0.0.1:9187/'],
      intervalS: 5,
      timeoutS: 5,
      retries: 3,
      startPeriodS: 30,
    },
    after: ['postgres'],
  }
}

function publishedAt(host: number) {
  return {bind: '127.0.0.1', host, container: 5432, use: {en: 'PostgreSQL', zh: 'PostgreSQL'}}
}

/** From 18 on the image keeps the data in a folder per version and wants the volume one level higher. */
function layoutOf(version: string): {volume: string; data: string} {
  if (Number(version) >= 18) return {volume: '/var/lib/postgresql', data: `/var/lib/postgresql/${version}/docker`}
  return {volume: '/var/lib/postgresql/data', data: '/var/lib/postgresql/data/pgdata'}
}

/** Collation by PostgreSQL itself where it can: the C library's changes between images and would break indexes. */
function initdbArgs(version: string): string {
  const always = '--auth-host=scram-sha-256 --auth-local=peer --data-checksums --encoding=UTF8 --locale=C.UTF-8'
  return Number(version) >= 17 ? `${always} --locale-provider=builtin --builtin-locale=C.UTF-8` : always
}
