import {describe, expect, test} from 'vitest'

import {MASKED, maskPatterns} from '../../src/spec/mask-patterns.js'

const mask = (line: string) =>
  maskPatterns.reduce((text, {pattern}) => text.replaceAll(new RegExp(pattern, 'g'), `$1${MASKED}`), line)

describe('a secret in a line is hidden, and the rest of the line stays', () => {
  test.each([
    ['login with password=hunter2 ok', 'login with password=[masked] ok'],
    ['{"user":"a","password":"hun ter2"}', '{"user":"a","password":"[masked]"}'],
    ['{"db_password": "s3cret","n":1}', '{"db_password": "[masked]","n":1}'],
    ['GET /cb?access_token=abc123&x=1', 'GET /cb?access_token=[masked]&x=1'],
    ['apiKey: 8f7e6d', 'apiKey: [masked]'],
    ['Authorization: Bearer abc.def-ghi', 'Authorization: Bearer [masked]'],
    ['{"authorization":["Basic dXNlcjpwdw=="]}', '{"authorization":["Basic [masked]"]}'],
    ['sent bearer 0123456789abcdef to it', 'sent bearer [masked] to it'],
    ['Set-Cookie: sid=abc; Path=/', 'Set-Cookie: [masked]'],
    ['Cookie: a=1; theme=dark; session=s3cret', 'Cookie: [masked]'],
    ['jwt eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.s1gn here', 'jwt [masked] here'],
    ['connects to postgres://app:s3cr%40et@db:5432/app', 'connects to postgres://app:[masked]db:5432/app'],
    ['key AKIAABCDEFGHIJKLMNOP used', 'key [masked] used'],
    ['-----BEGIN RSA PRIVATE KEY-----\nMIIE\nabcd==\n-----END', '-----BEGIN RSA PRIVATE KEY-----[masked]-----END'],
  ])('%j', (line, stored) => {
    expect(mask(line)).toBe(stored)
  })

  test.each([
    'GET http://web:8080/a/b@c 200',
    '{"passwords_checked":12,"tokens":{"used":3}}',
    'the password is wrong',
    'tokenizer loaded, secretary notified',
    'time="2026-11-21T12:00:00Z" level=info msg="token bucket full"',
  ])('%j has none', (line) => {
    expect(mask(line)).toBe(line)
  })
})

test.each(['x', 'eyJ', 'token ', '://a', 'Cookie: a; ', 'bearer ', '-----BEGIN '])(
  'a megabyte of %j is looked through at once',
  (text) => {
    const line = text.repeat(2 ** 20 / text.length)
    const start = performance.now()
    mask(line)
    expect(performance.now() - start).toBeLessThan(2000)
  },
)
