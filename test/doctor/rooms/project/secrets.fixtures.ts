import type {Fixtures} from '../../fixture.js'
import {secret, secrets} from './situations.js'

const none = {count: 0, found: []}
const reference = {name: 'DB_PASSWORD', file: 'overlay/compose.override.yaml', line: 7, state: 'unset', isSecret: true}
const key = {path: 'tls/shop.key', mode: 0o600, isKey: true, tracked: false}
const keySecret = (own: object) => secret('gateway-tls-key', {origin: 'file', source: {...key, ...own}})

export const fixtures: Fixtures = {
  'config.env-perms': [
    {when: 'the folder is closed', facts: {'project.secrets': secrets()}, expect: 'pass', says: /0700/},
    {
      when: 'the folder is open to everybody',
      facts: {'project.secrets': secrets(undefined, {folder: {state: 'there', mode: 0o755, ignored: true}})},
      expect: 'fail',
      says: /mode 0755: every user/,
      observed: {path: 'secrets', wanted: 0o700},
    },
    {
      when: 'the folder is open to the group',
      facts: {'project.secrets': secrets(undefined, {folder: {state: 'there', mode: 0o750, ignored: true}})},
      expect: 'warn',
      says: /the group/,
    },
    {
      when: 'git tracks a secret',
      facts: {'project.secrets': secrets(undefined, {tracked: ['secrets/postgres-app-password']})},
      expect: 'fail',
      says: /git tracks secrets\/postgres-app-password/,
      instance: 'git',
    },
    {
      when: 'others may write a secret',
      facts: {'project.secrets': secrets([secret('redis-app-password', {mode: 0o666})])},
      expect: 'warn',
      says: /others could replace it/,
      observed: {wanted: 0o644},
    },
    {
      when: 'the TLS key can be read by all',
      facts: {'project.secrets': secrets([keySecret({mode: 0o644})])},
      expect: 'fail',
      says: /private key tls\/shop\.key has mode 0644: every user/,
      observed: {wanted: 0o600},
    },
    {
      when: 'git tracks the TLS key',
      facts: {'project.secrets': secrets([keySecret({tracked: true})])},
      expect: 'fail',
      says: /git tracks the private key/,
    },
  ],
  'config.env-complete': [
    {when: 'all are there', facts: {'project.secrets': secrets(), 'project.references': none}, expect: 'pass'},
    {
      when: 'the project is new',
      facts: {'project.secrets': secrets([secret('a', {state: 'missing', known: false})])},
      expect: 'info',
      says: /1 secrets are drawn by the next opsctl up/,
    },
    {
      when: 'a secret was deleted',
      facts: {'project.secrets': secrets([secret('postgres-app-password', {state: 'missing'})])},
      expect: 'fail',
      says: /secrets\/postgres-app-password is missing/,
      instance: 'postgres-app-password',
    },
    {
      when: 'a receiver’s address was never set',
      facts: {'project.secrets': secrets([secret('chat-url', {origin: 'given', state: 'missing', known: false})])},
      expect: 'fail',
      says: /chat-url is missing/,
    },
    {
      when: 'a secret is empty',
      facts: {'project.secrets': secrets([secret('redis-app-password', {state: 'empty', length: 0})])},
      expect: 'fail',
      says: /is empty/,
    },
    {
      when: 'the own Compose file needs a variable that nobody set',
      facts: {'project.secrets': secrets(), 'project.references': {count: 1, found: [reference]}},
      expect: 'fail',
      says: /compose\.override\.yaml:7 needs DB_PASSWORD, which is not set/,
    },
    {
      when: 'the own Compose file has a default for a secret',
      facts: {
        'project.secrets': secrets(),
        'project.references': {count: 1, found: [{...reference, state: 'default'}]},
      },
      expect: 'warn',
      says: /takes the default .* for the secret DB_PASSWORD/,
    },
  ],
  'config.placeholder-secrets': [
    {when: 'all were drawn', facts: {'project.secrets': secrets()}, expect: 'pass'},
    {
      when: 'a sample runs in production',
      facts: {'project.secrets': secrets([secret('postgres-app-password', {sample: true, length: 20})])},
      expect: 'fail',
      says: /sample value/,
      instance: 'postgres-app-password',
    },
    {
      when: 'a sample is used while developing',
      facts: {'project.secrets': secrets([secret('postgres-app-password', {sample: true})])},
      stack: {environment: 'development'},
      expect: 'warn',
    },
  ],
  'config.secret-strength': [
    {when: 'all are long', facts: {'project.secrets': secrets()}, expect: 'pass', says: /2 secrets/},
    {
      when: 'one has six characters',
      facts: {'project.secrets': secrets([secret('redis-app-password', {length: 6, bits: 31})])},
      expect: 'fail',
      says: /6 characters, worth 31 bits/,
    },
    {
      when: 'one is of ten digits',
      facts: {'project.secrets': secrets([secret('redis-app-password', {length: 10, bits: 33})])},
      expect: 'warn',
    },
    {
      when: 'two are the same',
      facts: {'project.secrets': secrets([secret('a', {twin: 0}), secret('b', {twin: 0}), secret('c')])},
      expect: 'warn',
      says: /^a, b have the same value/,
      instance: 'b',
    },
  ],
  'config.secret-age': [
    {when: 'the oldest is five days old', facts: {'project.secrets': secrets()}, expect: 'pass', says: /5 days/},
    {
      when: 'one was drawn last year',
      facts: {'project.secrets': secrets([secret('a', {changedAt: '2025-03-01T00:00:00Z'}), secret('b')])},
      expect: 'warn',
      says: /^a: not renewed for up to 320 days/,
    },
  ],
}
