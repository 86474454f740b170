import {FIXTURE_NOW, type Fixture, type Fixtures} from '../../../doctor/fixture.js'

type Stack = NonNullable<Fixture['stack']>

const DAY = 86_400_000
const routes = {web: {hosts: ['shop.example.com'], upstreams: ['web']}}
const stack: Stack = {gateway: {tls: {mode: 'internal'}, routes}}
const ownFiles: Stack = {
  gateway: {tls: {mode: 'files', certificate: 'tls/chain.pem', key: 'tls/key.pem'}, routes},
}

const certificate = (change: Readonly<Record<string, unknown>> = {}) => ({
  'gateway.certificates': [
    {
      file: 'secrets/gateway-tls-certificate',
      subject: 'CN=shop.example.com',
      notBefore: FIXTURE_NOW - DAY,
      notAfter: FIXTURE_NOW + 396.5 * DAY,
      fingerprint: 'AA:BB',
      keyFits: true,
      ...change,
    },
  ],
})

const hands = (change: Readonly<Record<string, unknown>> = {}) => ({
  'gateway.handshake': {
    error: '',
    protocol: 'TLSv1.3',
    untrusted: '',
    names: ['DNS:shop.example.com', 'DNS:localhost', 'IP Address:127.0.0.1'],
    uncovered: [],
    fingerprint: 'AA:BB',
    notAfter: FIXTURE_NOW + 396.5 * DAY,
    takesOld: false,
    ...change,
  },
})

const plainHttp = (location: string) => ({
  'gateway.doors': {
    http: {url: 'http://127.0.0.1:24410/', status: location === '' ? 200 : 308, ms: 3, location, error: ''},
    open: [],
  },
})

export const fixtures: Fixtures = {
  'gw.tls': [
    {
      when: 'all is well',
      facts: {...hands(), ...certificate(), ...plainHttp('https://shop.example.com:24411/')},
      stack,
      expect: 'pass',
      says: /TLSv1\.3, DNS:shop\.example\.com/,
    },
    {when: 'http is served as well', facts: {...hands(), ...plainHttp('')}, stack, expect: 'warn', says: /plain http/},
    {when: 'TLS 1.1 is taken', facts: hands({takesOld: true}), stack, expect: 'warn'},
    {
      when: 'an older certificate is still served',
      facts: {...hands({fingerprint: 'CC:DD'}), ...certificate()},
      stack,
      expect: 'warn',
      says: /another certificate/,
    },
    {
      when: 'a person’s own authority signed it',
      facts: hands({untrusted: 'SELF_SIGNED_CERT_IN_CHAIN'}),
      stack: ownFiles,
      expect: 'warn',
    },
    {
      when: 'the name is another',
      facts: hands({names: ['DNS:old.example.com'], uncovered: ['shop.example.com']}),
      stack,
      expect: 'fail',
      says: /for DNS:old\.example\.com, not for shop\.example\.com/,
    },
    {when: 'the chain is broken', facts: hands({untrusted: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'}), stack, expect: 'fail'},
    {when: 'nobody shakes hands', facts: hands({error: 'ECONNRESET'}), stack, expect: 'fail', says: /ECONNRESET/},
    {when: 'there is no https', facts: {}, expect: 'skip'},
  ],
  'gw.cert-expiry': [
    {when: 'it lasts a year', facts: {...certificate(), ...hands()}, stack, expect: 'pass', says: /in 396 days/},
    {
      when: 'it ends in 20 days',
      facts: certificate({notAfter: FIXTURE_NOW + 20.5 * DAY}),
      stack,
      expect: 'warn',
      says: /in 20 days/,
    },
    {when: 'it ends in 5 days', facts: certificate({notAfter: FIXTURE_NOW + 5.5 * DAY}), stack, expect: 'fail'},
    {
      when: 'it ended 3 days ago',
      facts: certificate({notAfter: FIXTURE_NOW - 2.5 * DAY}),
      stack,
      expect: 'fail',
      says: /expired 3 days ago/,
    },
    {
      when: 'the one that is served ends soon',
      facts: {...certificate(), ...hands({notAfter: FIXTURE_NOW + 2.5 * DAY})},
      stack,
      expect: 'fail',
      says: /served expires in 2 days/,
    },
    {
      when: 'the key is another',
      facts: certificate({keyFits: false}),
      stack,
      expect: 'fail',
      says: /key does not belong/,
    },
    {when: 'the file holds none', facts: {'gateway.certificates': []}, stack, expect: 'fail'},
    {when: 'it begins tomorrow', facts: certificate({notBefore: FIXTURE_NOW + DAY}), stack, expect: 'fail'},
    {when: 'there is no https', facts: {}, expect: 'skip'},
  ],
}
