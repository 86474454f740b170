import type {Fixtures} from '../../fixture.js'
import {service, services} from '../project/situations.js'

const quiet = {lines: 320, clients: []}
const client = {client: '203.0.113.7', suspectPerMinute: 240, refusedIn5m: 12, route: 'web'}
const logins = {source: 'journal', sshd: [], sudo: []}
const ufw = {kind: 'ufw', allowed: [22, 80, 443], dockerUser: 0, publicAddresses: 1}
const open = services(service('postgres', {ports: [{bind: '0.0.0.0', host: 5432, container: 5432}]}))
const closed = {service: 'prometheus', path: '/api/v1/status/config', status: 401, hsts: false, needsLogin: true}
const tls = {gateway: {tls: {mode: 'internal' as const}, routes: {web: {upstreams: ['web']}}}}

export const fixtures: Fixtures = {
  'sec.failed-logins': [
    {
      when: 'nobody failed',
      facts: {'security.logins': logins, 'security.requests': quiet},
      expect: 'pass',
      says: /none at journal, gateway/,
    },
    {
      when: 'an address fails at the gateway',
      facts: {'security.requests': {lines: 400, clients: [client]}},
      expect: 'warn',
      says: /203\.0\.113\.7: 12 failed log-ins at gateway/,
    },
    {
      when: 'an address guesses at sshd',
      facts: {'security.logins': {...logins, sshd: [{from: '198.51.100.9', in5m: 77}]}, 'security.requests': quiet},
      expect: 'fail',
      says: /77 failed log-ins at sshd/,
      instance: '198.51.100.9',
    },
    {when: 'nothing leaves a log', facts: {}, expect: 'skip'},
  ],
  'sec.suspicious-api': [
    {when: 'clients are calm', facts: {'security.requests': quiet}, expect: 'pass', says: /320 requests/},
    {
      when: 'one tries log-ins',
      facts: {'security.requests': {lines: 400, clients: [client]}},
      expect: 'warn',
      says: /240 suspicious requests/,
    },
    {
      when: 'one floods',
      facts: {'security.requests': {lines: 5000, clients: [{...client, suspectPerMinute: 1800}]}},
      stack: {gateway: {driver: 'nginx', routes: {web: {upstreams: ['web']}}}},
      expect: 'fail',
    },
  ],
  'sec.ufw-bypass': [
    {
      when: 'all that is published is allowed',
      facts: {'security.firewall': ufw, 'security.containers': services()},
      expect: 'pass',
    },
    {
      when: 'Docker opens what ufw shuts',
      facts: {'security.firewall': ufw, 'security.containers': open},
      expect: 'fail',
      says: /ufw denies 5432 \(postgres\)/,
    },
    {
      when: 'a person wrote rules for it',
      facts: {'security.firewall': {...ufw, dockerUser: 2}, 'security.containers': open},
      expect: 'pass',
      says: /2 rules/,
    },
    {when: 'there is no ufw', facts: {'security.firewall': {...ufw, kind: 'none'}}, expect: 'skip'},
  ],
  'sec.firewall': [
    {when: 'ufw is on', facts: {'security.firewall': ufw}, expect: 'pass', says: /ufw is on/},
    {
      when: 'it lets in more',
      facts: {'security.firewall': {...ufw, allowed: [22, 80, 3306]}},
      expect: 'warn',
      says: /3306/,
    },
    {when: 'a public host has none', facts: {'security.firewall': {...ufw, kind: 'none', allowed: []}}, expect: 'fail'},
    {
      when: 'a private host has none',
      facts: {'security.firewall': {kind: 'none', allowed: [], publicAddresses: 0}},
      expect: 'info',
    },
  ],
  'sec.privilege-events': [
    {when: 'nobody did', facts: {'security.logins': logins}, expect: 'pass'},
    {
      when: 'a known person did',
      facts: {'security.logins': {...logins, sudo: [{user: 'ann', count: 3}]}},
      expect: 'info',
      says: /ann \(3\)/,
    },
    {
      when: 'a new name appears',
      facts: {
        'security.logins': {
          ...logins,
          sudo: [
            {user: 'ann', count: 3},
            {user: 'mallory', count: 1},
          ],
        },
      },
      before: {agoS: 3600, facts: {'security.logins': {...logins, sudo: [{user: 'ann', count: 2}]}}},
      expect: 'warn',
      says: /new in sudo: mallory/,
    },
  ],
  'sec.auth-required': [
    {when: 'all refuse', facts: {'security.endpoints': {endpoints: [closed]}}, expect: 'pass'},
    {
      when: 'Prometheus answers strangers',
      facts: {'security.endpoints': {endpoints: [{...closed, status: 200}]}},
      expect: 'fail',
      says: /prometheus answers 200/,
      instance: 'prometheus',
    },
  ],
  'sec.tls-internal': [
    {
      when: 'TLS is on',
      facts: {
        'security.endpoints': {
          endpoints: [{service: 'gateway', path: '/', status: 200, hsts: true, needsLogin: false}],
        },
      },
      stack: tls,
      expect: 'pass',
    },
    {
      when: 'HSTS is not sent',
      facts: {
        'security.endpoints': {
          endpoints: [{service: 'gateway', path: '/', status: 200, hsts: false, needsLogin: false}],
        },
      },
      stack: tls,
      expect: 'info',
    },
    {when: 'http in production', facts: {}, expect: 'warn', says: /plain http/},
    {when: 'http on a public address', facts: {'security.firewall': ufw}, expect: 'fail'},
  ],
  'sec.audit-log-review': [
    {
      when: 'an event is an hour old',
      facts: {'security.audit-log': {table: 'public.audit_logs', newest: '2026-01-15T11:00:00Z'}},
      expect: 'pass',
      says: /1\.0 h/,
    },
    {
      when: 'the last event is old',
      facts: {'security.audit-log': {table: 'public.audit_logs', newest: '2026-01-12T11:00:00Z'}},
      expect: 'warn',
    },
    {when: 'the table is empty', facts: {'security.audit-log': {table: 'public.audit_logs'}}, expect: 'fail'},
    {when: 'there is no such table', facts: {'security.audit-log': {table: ''}}, expect: 'skip'},
  ],
}
