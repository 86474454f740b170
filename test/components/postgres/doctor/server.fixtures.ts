import type {Fixtures} from '../../../doctor/fixture.js'
import {changed, fullFacts, refusedFacts, sickFacts, slowFacts, wellFacts, withSettings} from './recorded.js'

const full = {...wellFacts, ...fullFacts}
const refused = {...wellFacts, ...refusedFacts}
const replica = {name: 'replica-1', client: '10.0.0.7', state: 'streaming', lagBytes: 4096, lagS: 0.2}
const archives = withSettings(wellFacts, {archive_mode: 'on'})

/** Whether it answers, lets in, has room, is safe and has copies. */
export const fixtures: Fixtures = {
  'pg.up': [
    {when: 'it answers', facts: wellFacts, expect: 'pass', says: /log-in takes/},
    {when: 'an app is refused for want of a slot', facts: full, expect: 'pass', says: /accepts connections$/},
    {
      when: 'log-ins are slow',
      facts: changed(wellFacts, 'postgres.door', {loginMs: 2400}),
      expect: 'warn',
      says: /2.4 s/,
    },
    {
      when: 'it recovers',
      facts: changed(wellFacts, 'postgres.door', {isReady: 'rejects'}),
      expect: 'fail',
      says: /recovers/,
    },
    {
      when: 'nothing answers',
      facts: changed(wellFacts, 'postgres.door', {isReady: 'silent'}),
      expect: 'fail',
      says: /5432/,
    },
  ],
  'pg.slots-exhausted': [
    {when: 'there is room', facts: wellFacts, expect: 'pass'},
    {
      when: 'an app took every slot',
      facts: full,
      expect: 'fail',
      says: /no connection slot is left, 14 sessions of 20; most by app=web/,
    },
  ],
  'pg.auth': [
    {when: 'the password fits', facts: wellFacts, expect: 'pass'},
    {when: 'the role has another password', facts: refused, expect: 'fail', says: /created with another one/},
    {
      when: 'the name of the server leads nowhere',
      facts: changed(refused, 'postgres.door', {refusal: 'network'}),
      expect: 'fail',
      says: /network/,
    },
  ],
  'pg.connections': [
    {when: 'few are used', facts: wellFacts, expect: 'pass', observed: {percent: 7}},
    {
      when: 'most are used',
      facts: changed(wellFacts, 'postgres.connections', {used: 12}),
      expect: 'warn',
      says: /86 %/,
    },
    {when: 'all are used', facts: full, expect: 'fail', says: /14 of 14 used .*web \(app\) 8/},
  ],
  'pg.exporter': [
    {when: 'it reaches the server', facts: wellFacts, expect: 'pass'},
    {when: 'a query fails', facts: changed(wellFacts, 'postgres.exporter-state', {hasError: true}), expect: 'warn'},
    {
      when: 'its password is refused',
      facts: changed(wellFacts, 'postgres.exporter-state', {
        isUp: false,
        refusal: 'pq: password authentication failed for user ',
      }),
      expect: 'fail',
      says: /password authentication failed/,
    },
    {
      when: 'it does not say',
      facts: changed(wellFacts, 'postgres.exporter-state', {isUp: null}),
      expect: 'fail',
      says: /absent/,
    },
  ],
  'pg.volume-path': [
    {when: 'a volume is there', facts: wellFacts, expect: 'pass', says: /volume at \/var\/lib\/postgresql/},
    {
      when: 'the volume is where older images want it',
      facts: changed(wellFacts, 'postgres.plan', {volume: '/var/lib/postgresql/data'}),
      expect: 'fail',
      says: /18\/docker, the volume is at/,
    },
    {
      when: 'nothing is mounted',
      facts: changed(wellFacts, 'postgres.door', {dataMount: '/'}),
      expect: 'fail',
      says: /in the container itself/,
    },
  ],
  'pg.hba': [
    {when: 'rules and passwords are good', facts: wellFacts, expect: 'pass'},
    {when: 'a role has a password from a manual', facts: sickFacts, expect: 'fail', instance: 'role reporting'},
    {
      when: 'a rule trusts the network',
      facts: changed<readonly object[]>(wellFacts, 'postgres.login-rules', (rules) => [
        ...rules,
        {
          line: 20,
          type: 'host',
          databases: ['all'],
          roles: ['all'],
          address: 'all',
          mask: null,
          method: 'trust',
          error: null,
        },
      ]),
      expect: 'fail',
      instance: 'line 20',
      says: /host all all all trust/,
    },
    {
      when: 'a rule takes MD5',
      facts: changed<readonly object[]>(wellFacts, 'postgres.login-rules', (rules) => [
        ...rules,
        {
          line: 20,
          type: 'host',
          databases: ['all'],
          roles: ['all'],
          address: 'samenet',
          mask: null,
          method: 'md5',
          error: null,
        },
      ]),
      expect: 'warn',
    },
  ],
  'pg.superuser-app': [
    {when: 'roles have what they need', facts: wellFacts, expect: 'pass'},
    {when: 'the app may make roles', facts: sickFacts, expect: 'warn', instance: 'role app'},
  ],
  'pg.checksum-failures': [
    {when: 'all is whole', facts: wellFacts, expect: 'pass'},
    {
      when: 'a page fails its checksum',
      facts: changed(wellFacts, 'postgres.counters', {checksumFailures: 2}),
      expect: 'fail',
      says: /2 checksum/,
    },
    {
      when: 'the log speaks of a page',
      facts: {
        ...wellFacts,
        'postgres.damage-in-logs': [{sign: 'invalid page', lines: 3, lastAt: '2026-01-15 10:00:00'}],
      },
      expect: 'fail',
      says: /invalid page, 3 lines/,
    },
  ],
  'pg.slots-inactive': [
    {when: 'there is none', facts: wellFacts, expect: 'pass'},
    {when: 'a replica is gone', facts: sickFacts, expect: 'warn', instance: 'old_replica', says: /18.8 MiB/},
    {
      when: 'it kept much',
      facts: changed<readonly object[]>(sickFacts, 'postgres.slots', ([slot]) => [
        {...slot, retainedBytes: 6 * 1024 ** 3},
      ]),
      expect: 'fail',
    },
  ],
  'pg.replication-lag': [
    {when: 'there is no replica', facts: wellFacts, expect: 'skip'},
    {when: 'a replica follows', facts: {...wellFacts, 'postgres.replicas': [replica]}, expect: 'pass'},
    {when: 'one is behind', facts: {...wellFacts, 'postgres.replicas': [{...replica, lagS: 9}]}, expect: 'warn'},
    {
      when: 'one is far behind',
      facts: {...wellFacts, 'postgres.replicas': [{...replica, lagS: 120}]},
      expect: 'fail',
      says: /2 min/,
    },
  ],
  'pg.archiver': [
    {when: 'nothing is archived', facts: wellFacts, expect: 'skip'},
    {when: 'archiving is on', facts: archives, expect: 'pass'},
    {
      when: 'the last one failed',
      facts: changed(archives, 'postgres.archiver', {failed: 4, lastFailedAt: '2026-01-15T11:00:00+00:00'}),
      expect: 'fail',
      says: /never worked/,
    },
  ],
  'pg.memory-budget': [
    {when: 'settings are derived', facts: wellFacts, expect: 'pass', says: /56 %/},
    {when: 'it is tight', facts: changed(wellFacts, 'postgres.plan', {memoryBytes: 170 * 1024 ** 2}), expect: 'warn'},
    {
      when: 'nothing runs yet and sorts may take all',
      facts: {'postgres.plan': {...(wellFacts['postgres.plan'] as object), workMemBytes: 64 * 1024 ** 2}},
      expect: 'fail',
      says: /432 MiB of 256 MiB/,
    },
  ],
  'pg.shared-buffers': [
    {when: 'it has a quarter', facts: wellFacts, expect: 'pass'},
    {when: 'it has most', facts: changed(wellFacts, 'postgres.plan', {memoryBytes: 100 * 1024 ** 2}), expect: 'warn'},
    {when: 'it has little', facts: changed(wellFacts, 'postgres.plan', {memoryBytes: 1024 ** 3}), expect: 'warn'},
  ],
  'pg.durability': [
    {when: 'all is on', facts: wellFacts, expect: 'pass'},
    {when: 'fsync was switched off', facts: sickFacts, expect: 'fail', instance: 'fsync'},
    {when: 'commits do not wait', facts: withSettings(wellFacts, {synchronous_commit: 'off'}), expect: 'warn'},
  ],
  'pg.pending-restart': [
    {when: 'nothing waits', facts: wellFacts, expect: 'pass'},
    {when: 'a size waits', facts: sickFacts, expect: 'warn', says: /shared_buffers/},
    {
      when: 'a line is refused',
      facts: changed(wellFacts, 'postgres.setting-problems', {
        refused: [
          {file: '/etc/postgresql/postgresql.conf', line: 90, name: 'work_mem', error: 'setting could not be applied'},
        ],
      }),
      expect: 'fail',
      says: /line 90/,
    },
  ],
  'pg.checkpoints': [
    {when: 'there were few', facts: wellFacts, expect: 'skip'},
    {
      when: 'the clock decides',
      facts: changed(wellFacts, 'postgres.checkpoints', {timed: 95, forced: 5}),
      expect: 'pass',
    },
    {
      when: 'half are forced',
      facts: changed(wellFacts, 'postgres.checkpoints', {timed: 50, forced: 50}),
      expect: 'warn',
    },
    {
      when: 'most are forced',
      facts: changed(wellFacts, 'postgres.checkpoints', {timed: 5, forced: 95}),
      expect: 'fail',
    },
  ],
  'pg.version': [
    {when: 'it is new', facts: wellFacts, expect: 'pass'},
    {
      when: 'it ends this year',
      facts: changed(wellFacts, 'postgres.server', {version: '14.20', versionNumber: 140020}),
      expect: 'warn',
    },
    {
      when: 'it has ended',
      facts: changed(wellFacts, 'postgres.server', {version: '13.23', versionNumber: 130023}),
      expect: 'fail',
    },
  ],
  'pg.pss': [
    {when: 'it is there', facts: wellFacts, expect: 'pass'},
    {when: 'it was dropped', facts: refused, expect: 'warn', says: /not created/},
    {
      when: 'it is not loaded',
      facts: changed(wellFacts, 'postgres.statement-extension', {loaded: false}),
      expect: 'warn',
      says: /shared_preload/,
    },
  ],
  'pg.pss-version': [
    {when: 'both are new', facts: wellFacts, expect: 'pass'},
    {when: 'it was left behind', facts: full, expect: 'warn', says: /1\.7, the server offers 1\.12/},
    {when: 'it is not there', facts: refused, expect: 'skip'},
  ],
  'pg.slow-queries': [
    {when: 'nothing ran often', facts: wellFacts, expect: 'pass'},
    {
      when: 'one takes a quarter of a second',
      facts: {...wellFacts, ...slowFacts},
      expect: 'warn',
      says: /270 ms × 22.*SELECT pg_sleep\(\?\)/,
    },
    {
      when: 'one takes seconds',
      facts: changed<readonly object[]>({...wellFacts, ...slowFacts}, 'postgres.slow-statements', ([one]) => [
        {...one, meanMs: 2400},
      ]),
      expect: 'fail',
    },
    {when: 'nobody counts', facts: refused, expect: 'skip', says: /pg\.pss/},
  ],
  'pg.slow-log': [
    {when: 'it is on', facts: wellFacts, expect: 'pass', says: /500ms/},
    {when: 'it was switched off', facts: sickFacts, expect: 'warn', says: /no statement is logged/},
    {
      when: 'waits for locks are not',
      facts: withSettings(wellFacts, {log_lock_waits: 'off'}),
      expect: 'warn',
      says: /log_lock_waits/,
    },
  ],
}
