import type {Fixtures} from '../../fixture.js'

const updates = {security: [], all: 4, listsAgeDays: 1, reboot: false}
const host = {
  modes: [
    {path: '/etc/passwd', mode: 0o644, widest: 0o644},
    {path: '/etc/shadow', mode: 0o640, widest: 0o640},
  ],
  legacy: [],
  ssh: {rootLogin: 'no', password: 'no'},
  watched: ['/etc/passwd', '/etc/shadow'],
}
const seen = (own: object) => ({'security.host': {...host, ...own}})
const image = {image: 'postgres:18.6', critical: 0, high: 0, fixable: 0}

export const fixtures: Fixtures = {
  'sec.updates': [
    {when: 'none waits', facts: {'security.updates': updates}, expect: 'pass', says: /4 other/},
    {
      when: 'the lists are old',
      facts: {'security.updates': {...updates, listsAgeDays: 12}},
      expect: 'info',
      says: /12 days/,
    },
    {
      when: 'one waits',
      facts: {'security.updates': {...updates, security: ['openssl']}},
      expect: 'warn',
      says: /openssl/,
    },
    {when: 'one waits for a restart', facts: {'security.updates': {...updates, reboot: true}}, expect: 'warn'},
    {
      when: 'nobody looked for a month',
      facts: {'security.updates': {...updates, security: ['openssl'], listsAgeDays: 45}},
      expect: 'fail',
    },
  ],
  'sec.legacy-services': [
    {when: 'none listens', facts: seen({}), expect: 'pass'},
    {when: 'telnet listens', facts: seen({legacy: [23]}), expect: 'fail', says: /port 23/},
  ],
  'sec.audit': [
    {when: 'both are watched', facts: seen({}), expect: 'pass'},
    {
      when: 'shadow is not watched',
      facts: seen({watched: ['/etc/passwd']}),
      expect: 'warn',
      says: /no watch on \/etc\/shadow/,
    },
    {when: 'there is no auditd', facts: seen({watched: undefined}), expect: 'info'},
  ],
  'sec.file-modes': [
    {when: 'all are narrow', facts: seen({}), expect: 'pass'},
    {
      when: 'shadow is wider',
      facts: seen({modes: [{path: '/etc/shadow', mode: 0o644, widest: 0o640}]}),
      expect: 'warn',
      says: /0644, wider than 0640/,
    },
    {
      when: 'passwd can be written by all',
      facts: seen({modes: [{path: '/etc/passwd', mode: 0o666, widest: 0o644}]}),
      expect: 'fail',
      instance: '/etc/passwd',
    },
  ],
  'sec.ssh': [
    {when: 'keys only', facts: seen({}), expect: 'pass'},
    {when: 'passwords are taken', facts: seen({ssh: {rootLogin: 'no', password: 'yes'}}), expect: 'warn'},
    {when: 'root’s password is taken', facts: seen({ssh: {rootLogin: 'yes', password: 'yes'}}), expect: 'fail'},
    {when: 'there is none', facts: seen({ssh: undefined}), expect: 'skip'},
  ],
  'sec.image-vulns': [
    {when: 'none is known', facts: {'security.vulnerabilities': {images: [image]}}, expect: 'pass'},
    {
      when: 'one has no fix yet',
      facts: {'security.vulnerabilities': {images: [{...image, critical: 1}]}},
      expect: 'warn',
    },
    {
      when: 'one has a fix',
      facts: {'security.vulnerabilities': {images: [{...image, critical: 2, fixable: 1}]}},
      expect: 'fail',
      says: /2 critical \(1 with a fix\)/,
    },
  ],
}
