import type {Fixtures} from '../../../doctor/fixture.js'
import {changed, sickFacts, wellFacts, withSettings} from './recorded.js'

const HOUR = 3600
const prepared = {gid: 'transfer-1', database: 'app', role: 'app', ageS: 900}
const counted = (values: object) => changed(wellFacts, 'postgres.counters', values)
const first = (facts: Readonly<Record<string, unknown>>, name: string, change: object) =>
  changed<readonly object[]>(facts, name, ([one]) => [{...one, ...change}])
const table = (totalBytes: number) => first(wellFacts, 'postgres.tables', {totalBytes})

const rule = {
  file: 'customers.sql',
  title: 'Every order has a customer',
  severity: 'fail',
  remedy: '',
  rows: 0,
  error: '',
}
const keeps = {postgres: {retention: [{table: 'audit_logs', column: 'at', days: 90}]}}
const kept = (oldestDays: number) => ({'postgres.retention': [{table: 'audit_logs', days: 90, oldestDays, error: ''}]})

/** Sessions, tables and indexes. */
export const fixtures: Fixtures = {
  'pg.amcheck': [
    {when: 'all is whole', facts: {'postgres.damage': []}, expect: 'pass'},
    {
      when: 'an index misses a row',
      facts: {
        'postgres.damage': [
          {relation: 'app.public.fat_i', error: 'heap tuple (0,1) from table "fat" lacks matching index tuple'},
        ],
      },
      expect: 'fail',
      says: /fat_i: heap tuple/,
    },
  ],
  'pg.consistency-sql': [
    {when: 'there is no rule', facts: {'postgres.invariants': []}, expect: 'skip'},
    {when: 'it holds', facts: {'postgres.invariants': [rule]}, expect: 'pass'},
    {
      when: 'rows break it',
      facts: {'postgres.invariants': [{...rule, rows: 3}]},
      expect: 'fail',
      says: /has a customer: 3 rows/,
    },
    {
      when: 'a light one is broken',
      facts: {'postgres.invariants': [{...rule, severity: 'warn', rows: 1}]},
      expect: 'warn',
    },
    {
      when: 'it is no query',
      facts: {'postgres.invariants': [{...rule, rows: null, error: 'syntax error (42601)'}]},
      expect: 'warn',
      says: /42601/,
    },
  ],
  'pg.retention': [
    {when: 'no table is named', facts: kept(10), expect: 'skip'},
    {when: 'rows go in time', facts: kept(90), stack: keeps, expect: 'pass'},
    {
      when: 'they are late',
      facts: kept(120),
      stack: keeps,
      expect: 'warn',
      says: /keeps rows of 120 days \(limit 90\)/,
    },
    {when: 'nobody removes them', facts: kept(400), stack: keeps, expect: 'fail'},
  ],
  'pg.locks': [
    {when: 'nobody waits', facts: wellFacts, expect: 'pass'},
    {
      when: 'two wait behind a forgotten transaction',
      facts: sickFacts,
      expect: 'fail',
      says: /2 sessions wait up to 1 min \(orders\); root blocker pid \d+ \(app=worker, idle in transaction/,
    },
    {
      when: 'one has begun to wait',
      facts: first(sickFacts, 'postgres.lock-waits', {waitS: 12}),
      expect: 'warn',
      says: /^1 session waits/,
    },
    {when: 'one waits a moment', facts: first(sickFacts, 'postgres.lock-waits', {waitS: 1}), expect: 'pass'},
    {
      when: 'no session holds the lock',
      facts: first(sickFacts, 'postgres.lock-roots', {pid: 0, state: 'prepared', xactS: null}),
      expect: 'fail',
      says: /prepared transaction/,
    },
  ],
  'pg.lock-roots': [
    {when: 'nobody blocks', facts: wellFacts, expect: 'pass'},
    {
      when: 'one blocks',
      facts: sickFacts,
      expect: 'info',
      says: /last statement: UPDATE orders SET state = \? WHERE id = \?/,
    },
  ],
  'pg.idle-in-tx': [
    {when: 'none is open', facts: wellFacts, expect: 'pass'},
    {when: 'one holds up another', facts: sickFacts, expect: 'fail', says: /app=worker.*1 waiting for it/},
    {
      when: 'one is forgotten',
      facts: changed<readonly {app: string}[]>(sickFacts, 'postgres.idle-transactions', (all) =>
        all.filter(({app}) => app === 'forgotten'),
      ),
      expect: 'warn',
    },
  ],
  'pg.long-queries': [
    {when: 'all are young', facts: wellFacts, expect: 'pass'},
    {
      when: 'a report runs',
      facts: sickFacts,
      expect: 'warn',
      says: /waits for 1 min: UPDATE orders SET state = \?, note = \?/,
    },
    {
      when: 'one runs for an hour',
      facts: first(sickFacts, 'postgres.long-statements', {runS: 3700}),
      expect: 'fail',
      says: /1 h/,
    },
  ],
  'pg.prepared-xacts': [
    {when: 'there is none', facts: wellFacts, expect: 'pass'},
    {
      when: 'one is left',
      facts: {...wellFacts, 'postgres.prepared-transactions': [prepared]},
      expect: 'warn',
      says: /transfer-1/,
    },
    {
      when: 'one is old',
      facts: {...wellFacts, 'postgres.prepared-transactions': [{...prepared, ageS: 9000}]},
      expect: 'fail',
    },
  ],
  'pg.deadlocks': [
    {when: 'there was none', facts: wellFacts, expect: 'pass'},
    {when: 'there were some once', facts: counted({deadlocks: 3}), expect: 'unknown'},
    {
      when: 'there is no more',
      facts: counted({deadlocks: 3}),
      before: {agoS: HOUR, facts: counted({deadlocks: 3})},
      expect: 'pass',
    },
    {
      when: 'there is one more',
      facts: counted({deadlocks: 3}),
      before: {agoS: HOUR, facts: counted({deadlocks: 2})},
      expect: 'warn',
      says: /1 in 1 h/,
    },
    {
      when: 'they come fast',
      facts: counted({deadlocks: 99}),
      before: {agoS: 300, facts: counted({deadlocks: 2})},
      expect: 'fail',
    },
  ],
  'pg.missing-indexes': [
    {when: 'no table is large', facts: wellFacts, expect: 'pass'},
    {
      when: 'a large table is read whole',
      facts: sickFacts,
      expect: 'warn',
      instance: 'public.orders',
      says: /154 read it whole/,
    },
  ],
  'pg.dead-tuples': [
    {when: 'there are few', facts: wellFacts, expect: 'pass'},
    {
      when: 'nothing removes them',
      facts: sickFacts,
      expect: 'fail',
      says: /43 % of its rows are dead \(30,001\), last vacuum never/,
    },
    {
      when: 'there are some',
      facts: first(sickFacts, 'postgres.vacuum', {rows: 90_000, deadRows: 12_000}),
      expect: 'warn',
    },
  ],
  'pg.vacuum-stale': [
    {when: 'autovacuum works', facts: wellFacts, expect: 'pass'},
    {when: 'a table switched it off', facts: sickFacts, expect: 'warn', says: /autovacuum is off for it/},
    {when: 'the server switched it off', facts: withSettings(wellFacts, {autovacuum: 'off'}), expect: 'fail'},
  ],
  'pg.wraparound': [
    {when: 'ids are plenty', facts: wellFacts, expect: 'pass'},
    {
      when: 'half are used',
      facts: first(wellFacts, 'postgres.transaction-age', {xidAge: 1.2e9}),
      expect: 'warn',
      says: /56 %/,
    },
    {when: 'they run out', facts: first(wellFacts, 'postgres.transaction-age', {xidAge: 1.9e9}), expect: 'fail'},
  ],
  'pg.sequences': [
    {when: 'none is used', facts: wellFacts, expect: 'pass'},
    {when: 'an integer column runs out', facts: sickFacts, expect: 'fail', says: /orders\.id, int4\) has used 93 %/},
    {when: 'one is far on', facts: first(sickFacts, 'postgres.sequences', {used: 0.8}), expect: 'warn'},
  ],
  'pg.table-growth': [
    {when: 'this is the first look', facts: wellFacts, expect: 'info', says: /largest: opsctl/},
    {
      when: 'a table doubled in a week',
      facts: table(800 * 1024 ** 2),
      before: {agoS: 7 * 24 * HOUR, facts: table(400 * 1024 ** 2)},
      expect: 'warn',
      says: /grew from 400 MiB to 800 MiB in 7 d/,
    },
  ],
  'pg.invalid-indexes': [
    {when: 'all are valid', facts: wellFacts, expect: 'pass'},
    {when: 'an index could not be built', facts: sickFacts, expect: 'warn', instance: 'public.orders_customer_once'},
  ],
  'pg.unused-indexes': [
    {when: 'statistics are young', facts: wellFacts, expect: 'skip'},
    {when: 'all are small', facts: counted({since: '2026-01-01T00:00:00+00:00'}), expect: 'pass'},
    {
      when: 'a large one is never read',
      facts: {
        ...counted({since: '2026-01-01T00:00:00+00:00'}),
        'postgres.indexes': [
          {
            schema: 'public',
            table: 'orders',
            index: 'orders_note',
            bytes: 90e6,
            scans: 3,
            isUnique: false,
            isValid: true,
          },
        ],
      },
      expect: 'warn',
      says: /orders_note on orders: 85.8 MiB, 3 scans in 15 days/,
    },
  ],
  'pg.duplicate-indexes': [
    {when: 'there is none', facts: wellFacts, expect: 'pass'},
    {when: 'one begins another', facts: sickFacts, expect: 'warn', says: /covered by orders_customer_state/},
  ],
  'pg.cache-hit': [
    {when: 'little was read', facts: wellFacts, expect: 'skip'},
    {
      when: 'nearly all is in memory',
      facts: {...wellFacts, 'postgres.buffer-cache': {hit: 618_600, read: 497}},
      expect: 'pass',
      says: /99.91 %/,
    },
    {when: 'some is not', facts: {...wellFacts, 'postgres.buffer-cache': {hit: 480_000, read: 20_000}}, expect: 'warn'},
    {
      when: 'lately much is not',
      facts: {...wellFacts, 'postgres.buffer-cache': {hit: 1_080_000, read: 60_000}},
      before: {agoS: HOUR, facts: {...wellFacts, 'postgres.buffer-cache': {hit: 1_000_000, read: 1000}}},
      expect: 'fail',
      says: /of 139,000 blocks/,
    },
  ],
  'pg.temp-files': [
    {when: 'none was written', facts: wellFacts, expect: 'pass'},
    {when: 'this is the first look', facts: counted({tempBytes: 5e9}), expect: 'unknown'},
    {
      when: 'a few were',
      facts: counted({tempBytes: 5e9}),
      before: {agoS: HOUR, facts: counted({tempBytes: 4.9e9})},
      expect: 'pass',
    },
    {
      when: 'many were',
      facts: counted({tempBytes: 5e9}),
      before: {agoS: HOUR, facts: counted({tempBytes: 3e9})},
      expect: 'warn',
    },
    {
      when: 'no sort fits',
      facts: counted({tempBytes: 9e10}),
      before: {agoS: HOUR, facts: counted({tempBytes: 3e9})},
      expect: 'fail',
    },
  ],
  'pg.rollback-ratio': [
    {when: 'little was done', facts: wellFacts, expect: 'skip'},
    {when: 'all are committed', facts: counted({commits: 8000}), expect: 'pass'},
    {when: 'some are not', facts: counted({commits: 8000, rollbacks: 400}), expect: 'warn', says: /4.8 %/},
    {when: 'many are not', facts: counted({commits: 8000, rollbacks: 2000}), expect: 'fail'},
  ],
}
