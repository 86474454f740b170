import type {Fixture, Fixtures} from '../../fixture.js'

/** A dump of a day, made at two in the morning. */
function dump(day: number, own: Readonly<Record<string, unknown>> = {}) {
  const date = `2026-01-${String(day).padStart(2, '0')}`
  return {
    file: `postgres-${date}.dump`,
    kind: 'postgres',
    at: `${date}T02:00:00.000Z`,
    bytes: 14_000_000,
    mode: 0o600,
    format: 'pg-custom',
    named: 'pg-custom',
    wasRead: true,
    checksum: 'match',
    inCatalog: true,
    ...own,
  }
}

const rdb = {
  ...dump(15),
  file: 'redis-2026-01-15.rdb',
  kind: 'redis',
  format: 'rdb',
  named: 'rdb',
  bytes: 90_000,
}
const week = [15, 14, 13, 12, 11, 10, 9].map((day) => dump(day))
const base = {folder: {there: true, mode: 0o700, isRemote: false}, partial: [], freeBytes: 50e9}
const kept = (backups: readonly unknown[], own: Readonly<Record<string, unknown>> = {}): Fixture['facts'] => ({
  'backup.files': {...base, backups, ...own},
})
const nothing = kept([], {folder: {there: false, mode: 0, isRemote: false}})
const well: Fixture = {when: 'a week of dumps is there', facts: kept([...week, rdb]), expect: 'pass'}
const unset: Fixture = {when: 'nobody set it up', facts: nothing, expect: 'info', says: /none is set up/}
const off: Fixture = {when: 'nobody set it up', facts: nothing, expect: 'skip'}
const wanted = {backup: {enabled: true}}

export const fixtures: Fixtures = {
  'backup.fresh': [
    {...well, says: /10 h old/},
    unset,
    {when: 'last night there was none', facts: kept(week.slice(1)), expect: 'warn', says: /34 h old/},
    {when: 'the last is of Monday', facts: kept(week.slice(3)), expect: 'fail'},
    {
      when: 'it is set up, and there is none',
      facts: nothing,
      stack: wanted,
      expect: 'fail',
      says: /no backup of the database/,
    },
    {when: 'the last one is empty', facts: kept([dump(15, {bytes: 0, format: 'empty'})]), expect: 'fail'},
  ],
  'backup.schedule': [
    {
      when: 'a crontab starts them',
      facts: {...well.facts, 'backup.schedule': {entries: [{where: '/etc/cron.d/shop', failed: false}]}},
      expect: 'pass',
    },
    {...off, facts: {...nothing, 'backup.schedule': {entries: []}}},
    {
      when: 'the last run failed',
      facts: {...well.facts, 'backup.schedule': {entries: [{where: 'shop-backup.service', failed: true}]}},
      expect: 'warn',
      says: /shop-backup\.service failed/,
    },
    {when: 'somebody makes them by hand', facts: {...well.facts, 'backup.schedule': {entries: []}}, expect: 'warn'},
    {
      when: 'nobody makes them any more',
      facts: {...kept(week.slice(4)), 'backup.schedule': {entries: []}},
      expect: 'fail',
    },
  ],
  'backup.size': [
    well,
    off,
    {
      when: 'the newest is a tenth',
      facts: kept([dump(15, {bytes: 1_400_000}), ...week.slice(1)]),
      expect: 'warn',
      says: /1\.3 MiB, usual are 13\.4 MiB/,
    },
    {
      when: 'the newest is empty',
      facts: kept([dump(15, {bytes: 0}), ...week.slice(1)]),
      expect: 'fail',
      says: /is empty/,
    },
    {
      when: 'pg_dump failed, and gzip wrote its 20 bytes',
      facts: kept([dump(15, {bytes: 20, format: 'gzip'})]),
      expect: 'fail',
      says: /20 bytes/,
    },
  ],
  'backup.readable': [
    {...well, says: /2 read to the end/},
    off,
    {
      when: 'a custom-format dump is named .sql.gz',
      facts: kept([dump(15, {file: 'newapi_backup_1.sql.gz', named: 'gzip'})]),
      expect: 'warn',
      says: /custom-format dump, not what its name says/,
    },
    {
      when: 'the file was cut off',
      facts: kept([dump(15, {format: 'gzip', named: 'gzip', broken: 'unexpected end of file'})]),
      expect: 'fail',
      says: /unexpected end of file/,
    },
    {
      when: 'the dump holds noise',
      facts: kept([dump(15, {format: 'unknown'})]),
      expect: 'fail',
      says: /is no pg-custom/,
    },
  ],
  'backup.retention': [
    well,
    off,
    {
      when: 'old ones stay',
      facts: kept([...week, dump(1, {file: 'old.dump', at: '2025-11-01T02:00:00Z'})]),
      expect: 'warn',
      says: /1 backups are older/,
    },
    {
      when: 'one of this week is gone',
      facts: kept(week.filter(({file}) => !file.includes('-12'))),
      before: {agoS: 3600, facts: kept(week)},
      expect: 'fail',
      says: /postgres-2026-01-12\.dump went before its time/,
    },
  ],
  'backup.space': [
    well,
    off,
    {when: 'there is room for one', facts: kept(week, {freeBytes: 20e6}), expect: 'warn'},
    {when: 'there is no room', facts: kept(week, {freeBytes: 5e6}), expect: 'fail', says: /4\.8 MiB free/},
  ],
  'backup.encrypted': [
    well,
    off,
    {
      when: 'they lie in clear on a shared disk',
      facts: kept(week, {folder: {there: true, mode: 0o700, isRemote: true}}),
      expect: 'warn',
    },
    {
      when: 'everybody can read one',
      facts: kept([dump(15, {mode: 0o644}), ...week.slice(1)], {folder: {there: true, mode: 0o755, isRemote: false}}),
      expect: 'fail',
      says: /mode 0644: every user/,
    },
    {
      when: 'it can be read, but is encrypted',
      facts: kept([dump(15, {mode: 0o644, format: 'age', named: 'age'})], {
        folder: {there: true, mode: 0o755, isRemote: false},
      }),
      expect: 'pass',
    },
  ],
  'backup.checksum': [
    {...well, says: /8 compared/},
    off,
    {
      when: 'no sum was written',
      facts: kept([dump(15, {checksum: 'none'})]),
      expect: 'info',
      says: /no backup has a sum/,
    },
    {
      when: 'a bit turned over',
      facts: kept([dump(15, {checksum: 'mismatch'})]),
      expect: 'fail',
      says: /changed after it was written/,
    },
  ],
  'backup.restore-test': [
    {
      when: 'it was tried last week',
      facts: kept(week, {restoreTest: {at: '2026-01-08T03:00:00Z', ok: true}}),
      expect: 'pass',
      says: /7 days ago/,
    },
    off,
    {when: 'never, while developing', facts: kept(week), stack: {environment: 'development'}, expect: 'info'},
    {
      when: 'it was tried in autumn',
      facts: kept(week, {restoreTest: {at: '2025-10-01T03:00:00Z', ok: true}}),
      expect: 'warn',
    },
    {
      when: 'it failed',
      facts: kept(week, {restoreTest: {at: '2026-01-08T03:00:00Z', ok: false}}),
      expect: 'fail',
      says: /2026-01-08 failed/,
    },
    {when: 'never, in production', facts: kept(week), expect: 'fail', says: /ever restored/},
  ],
  'backup.pattern': [
    well,
    off,
    {
      when: 'no name says what it is',
      facts: kept([dump(15, {file: 'monday', kind: 'unknown', format: 'unknown'})]),
      expect: 'fail',
      says: /none of monday/,
    },
  ],
  'backup.offsite': [
    {
      when: 'backups lie on another machine',
      facts: kept(week, {folder: {there: true, mode: 0o700, isRemote: true}}),
      expect: 'pass',
    },
    off,
    {when: 'none is named while developing', facts: kept(week), stack: {environment: 'development'}, expect: 'info'},
    {
      when: 'the copy is two days old',
      facts: kept(week, {offsite: {place: '/mnt/nas', newest: '2026-01-13T12:00:00Z', isAsked: true}}),
      expect: 'warn',
      says: /48 h old/,
    },
    {when: 'none is named in production', facts: kept(week), expect: 'fail'},
    {when: 'it is an address', facts: kept(week, {offsite: {place: 's3://shop', isAsked: false}}), expect: 'unknown'},
  ],
  'backup.redis': [
    {...well, says: /redis-2026-01-15\.rdb is 10 h old/},
    off,
    {when: 'only the database is kept', facts: kept(week), expect: 'warn', says: /no snapshot of Redis/},
    {
      when: 'it was cut off',
      facts: kept([{...rdb, broken: 'it ends before its end mark'}]),
      expect: 'fail',
      says: /no whole snapshot/,
    },
    {when: 'Redis is a cache', facts: {}, stack: {redis: {role: 'cache'}}, expect: 'skip'},
  ],
  'backup.dr': [
    {
      when: 'the site answers',
      facts: {'backup.standby': {status: 200}},
      stack: {backup: {standby: 'https://standby.test/health'}},
      expect: 'pass',
    },
    {
      when: 'it does not',
      facts: {'backup.standby': {status: 0}},
      stack: {backup: {standby: 'https://standby.test/health'}},
      expect: 'fail',
      says: /does not answer/,
    },
    {when: 'none is named', facts: {}, expect: 'skip'},
  ],
}
