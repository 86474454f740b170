import {describe, expect, test} from 'vitest'

import {parseAmcheck, parseInvariant} from '../../../../src/components/postgres/doctor/collect-deep.js'
import {parseDoor} from '../../../../src/components/postgres/doctor/door.js'
import {normaliseSql} from '../../../../src/components/postgres/doctor/normalise.js'
import {parseAnswers} from '../../../../src/components/postgres/doctor/session.js'

describe('a statement as a fact holds it', () => {
  test.each([
    ["UPDATE orders SET note = 'secret person 7' WHERE id = 5", 'UPDATE orders SET note = ? WHERE id = ?'],
    ["SELECT E'it\\'s', $$a 'b$$, $1, \"col1\" -- me@example.com", 'SELECT ?, …, "col1"'],
    ["SELECT * FROM t2 WHERE a IN (1, 2, 3) AND b = 'cut o", 'SELECT * FROM t2 WHERE a IN (?, …) AND b = ?'],
    ["ALTER ROLE app PASSWORD 'x' /* y */", 'ALTER ROLE app PASSWORD ?'],
  ])('%s', (sql, plain) => expect(normaliseSql(sql)).toBe(plain))

  test('is cut at 200 characters', () => expect(normaliseSql(`SELECT ${'a, '.repeat(100)}b`)).toHaveLength(200))
})

test('one question that fails takes no other with it', () => {
  const printed =
    '@postgres.a\n[{"x": 1}]\n@postgres.b\nERROR:  nope\n! 42703 column "nope" does not exist\n@postgres.c\nnull\n'
  expect(parseAnswers(printed)).toEqual({
    'postgres.a': {value: [{x: 1}]},
    'postgres.b': {sqlState: '42703', message: 'column "nope" does not exist'},
    'postgres.c': {value: null},
  })
})

const refusal = (said: string) =>
  parseDoor(
    'app',
    `ready 0\nlogin 2 31\nmount /\nmount /var/lib/postgresql\npsql: error: connection to server at "postgres" failed: FATAL:  ${said}\n`,
  )

test.each([
  ['password authentication failed for user "app"', 'password'],
  [
    'remaining connection slots are reserved for roles with privileges of the "pg_use_reserved_connections" role',
    'slots',
  ],
  ['sorry, too many clients already', 'slots'],
  ['database "app" does not exist', 'database'],
  ['role "app" is not permitted to log in', 'role'],
  ['the database system is starting up', 'starting'],
])('at the door, “%s” means %s', (said, meaning) => {
  expect(refusal(said)).toMatchObject({refusal: meaning, said, dataMount: '/var/lib/postgresql', loginMs: 31})
})

test('a rule is one query', () => {
  expect(parseInvariant('a.sql', '-- title: T\n-- severity: warn\nSELECT 1;')).toMatchObject({
    title: 'T',
    severity: 'warn',
    error: '',
  })
  expect(parseInvariant('a.sql', 'SELECT 1; DROP TABLE t').error).not.toBe('')
  expect(parseInvariant('a.sql', '\\! id').error).not.toBe('')
})

test('what amcheck says is told by relation', () => {
  const printed =
    'btree index "app.public.fat_i":\n    ERROR:  item order invariant violated for index "fat_i"\n    DETAIL:  …\n'
  expect(parseAmcheck(printed)).toEqual([
    {relation: 'app.public.fat_i', error: 'item order invariant violated for index "fat_i"'},
  ])
})
