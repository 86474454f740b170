import {randomBytes} from 'node:crypto'
import fc from 'fast-check'
import {expect, test} from 'vitest'

import {createRedactor} from '../../../src/doctor/bundle/redactor.js'
import {formsOf, valuesOf} from '../../../src/doctor/bundle/secret-forms.js'

const key = randomBytes(32)
const SECRET = 'pa+ss/w"ö rd&7xK'
const redactorOf = (...values: string[]) =>
  createRedactor({key, secrets: values.map((value, index) => ({name: `secret-${index}`, value}))})

const encodings: readonly (readonly [string, (value: string) => string])[] = [
  ['as it is', (value) => value],
  ['URL-encoded', encodeURIComponent],
  ['in a form', (value) => new URLSearchParams({a: value}).toString().slice(2)],
  ['base64', (value) => Buffer.from(value).toString('base64')],
  ['base64 after a user name', (value) => Buffer.from(`user:${value}`).toString('base64')],
  ['base64 with more on both sides', (value) => Buffer.from(`ab:${value}:more`).toString('base64')],
  ['base64 for URLs', (value) => Buffer.from(value).toString('base64url')],
  ['in JSON', (value) => JSON.stringify({value})],
  ['in JSON in JSON', (value) => JSON.stringify(JSON.stringify({value}))],
  ['in hexadecimal', (value) => Buffer.from(value).toString('hex')],
  ['in a quoted word of a shell', (value) => `'${value.replaceAll("'", String.raw`'\''`)}'`],
  ['in HTML', (value) => value.replaceAll('&', '&amp;').replaceAll('"', '&quot;')],
]

test.each(encodings)('a known secret is found %s', (_, encode) => {
  const redactor = redactorOf(SECRET)
  const text = `before ${encode(SECRET)} after`
  expect(redactor.leaks(text)).toEqual(['secret-0'])

  const clean = redactor.redact('a.log', text)
  expect(redactor.leaks(clean)).toEqual([])
  expect(clean).toMatch(/before .*SECRET_[0-9a-f]{6}.* after/)
})

test('no part of a drawn secret is left, whatever it is and wherever it stands', () => {
  const drawn = fc
    .string({minLength: 8, maxLength: 40, unit: 'grapheme-ascii'})
    .filter((value) => value.trim().length >= 8)
  fc.assert(
    fc.property(drawn, fc.string({maxLength: 3}), fc.constantFrom(...encodings), (value, beside, [, encode]) => {
      const redactor = redactorOf(value)
      expect(redactor.leaks(redactor.redact('f', `${beside}${encode(value)}${beside}`))).toEqual([])
    }),
    {numRuns: 300, seed: 7},
  )
})

test('the same value has the same token in every file, and another one with another key', () => {
  const redactor = redactorOf(SECRET)
  const [one, two] = [redactor.redact('a', SECRET), redactor.redact('b', `x ${SECRET}`)]
  expect(two).toBe(`x ${one}`)
  expect(createRedactor({key: randomBytes(32), secrets: [{name: 's', value: SECRET}]}).redact('a', SECRET)).not.toBe(
    one,
  )
})

test('a secret that is part of a longer one leaves nothing of the longer one behind', () => {
  const redactor = redactorOf('hunter22', 'hunter22-and-more')
  expect(redactor.redact('a', 'x hunter22-and-more y')).toMatch(/^x SECRET_[0-9a-f]{6} y$/)
})

test.each([
  ['Authorization: Bearer abcdef0123456789', 'abcdef0123456789'],
  ['postgres://app:topsecret@db:5432/shop', 'topsecret'],
  ['{"api_key": "k-123456"}', 'k-123456'],
  [String.raw`{\"apiKey\":\"k-123456\"}`, 'k-123456'],
  ['DB_PASSWORD=verysecret', 'verysecret'],
  ['-----BEGIN PRIVATE KEY-----\nMIIEvQIBADAN\n-----END PRIVATE KEY-----', 'MIIEvQIBADAN'],
  ['AKIAIOSFODNN7EXAMPLE', 'AKIAIOSFODNN7EXAMPLE'],
  ['Cookie: session=abc123def', 'abc123def'],
])('what only looks like a secret goes as well: %s', (text, secret) => {
  const redactor = redactorOf()
  const clean = redactor.redact('a', text)
  expect(clean).not.toContain(secret)
  expect(redactor.counts()).toEqual({a: {pattern: expect.any(Number)}})
})

test('the address that a password stood in can still be read', () => {
  expect(redactorOf().redact('a', 'postgres://app:topsecret@db:5432/shop')).toMatch(
    /^postgres:\/\/app:VALUE_[0-9a-f]{6}@db:5432\/shop$/,
  )
})

test('redacting twice changes nothing more', () => {
  const redactor = redactorOf(SECRET)
  const once = redactor.redact(
    'a',
    `password=${SECRET} Authorization: Basic ${Buffer.from(`u:${SECRET}`).toString('base64')}`,
  )
  expect(redactor.redact('a', once)).toBe(once)
})

test('statements in a database’s log keep their tables and lose the values of rows', () => {
  const redactor = redactorOf()
  const lines = [
    "LOG:  duration: 812.1 ms  statement: SELECT * FROM orders WHERE email = 'a@b.c' AND total > 100",
    'ERROR:  duplicate key value violates unique constraint "users_email_key"',
    'DETAIL:  Key (email)=(jane@example.org) already exists.',
    "STATEMENT:  ALTER ROLE app PASSWORD 'hunter2'",
    'GET /orders/123 200',
  ]
  expect(redactor.redact('postgres.log', lines.join('\n')).split('\n')).toEqual([
    'LOG:  duration: 812.1 ms  statement: SELECT * FROM orders WHERE email = ? AND total > ?',
    lines[1],
    'DETAIL:  Key (email)=(?) already exists.',
    'STATEMENT:  ALTER ROLE app PASSWORD ?',
    lines[4],
  ])
})

test('addresses and names of machines stay, unless they are asked to go', () => {
  const text = 'node-7 10.1.2.3 to 10.1.2.4 by 127.0.0.1'
  expect(redactorOf().redact('a', text)).toBe(text)

  const strict = createRedactor({key, secrets: [], also: new Set(['ip', 'host']), hosts: ['node-7']})
  const clean = strict.redact('a', text)
  expect(clean).toMatch(/^HOST_[0-9a-f]{6} (IP_[0-9a-f]{6}) to (?!\1)IP_[0-9a-f]{6} by 127\.0\.0\.1$/)
})

test('a short value is no word to look for everywhere', () => {
  expect(formsOf('abc')).toEqual([])
})

test('of a file with many lines only what looks drawn is secret', () => {
  const acl = 'user default off\nuser app on #5e884898da28047151d0e56f8dc6292773603d0d6aabbdd62a11ef721d1542d8 ~app:*\n'
  expect(valuesOf(acl)).toContain('5e884898da28047151d0e56f8dc6292773603d0d6aabbdd62a11ef721d1542d8')
  expect(valuesOf(acl)).not.toContain('default')
  expect(valuesOf('one-line-password\n')).toEqual(['one-line-password'])
  expect(valuesOf('-----BEGIN CERTIFICATE-----\nMIIBszCCAVmgAwIBAgIUQ1\n-----END CERTIFICATE-----\n')).toEqual([])
})

test('a key of a configuration that is called secrets is no secret', () => {
  const compose =
    'services:\n  web:\n    secrets:\n      - source: web-password\nsecrets:\n  web-password:\n    file: ../secrets/web-password\n'
  expect(redactorOf().redact('compose.yaml', compose)).toBe(compose)
})

test('a document keeps its form: keys that sound like secrets do not cost what stands beside them', () => {
  const redactor = redactorOf(SECRET)
  const facts = {
    password: 'scram-sha-256',
    token: 3,
    note: `it is ${SECRET}`,
    list: ['DB_PASSWORD=hunter2', true, null],
  }
  expect(redactor.redactDocument('facts.json', facts)).toEqual({
    password: 'scram-sha-256',
    token: 3,
    note: expect.stringMatching(/^it is SECRET_[0-9a-f]{6}$/),
    list: [expect.stringMatching(/^DB_PASSWORD=VALUE_[0-9a-f]{6}$/), true, null],
  })
})
