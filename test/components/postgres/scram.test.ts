import {expect, test} from 'vitest'

import {deriveVerifiers} from '../../../src/components/postgres/roles.js'
import {fitsScramVerifier, toScramVerifier} from '../../../src/components/postgres/scram.js'

test('a verifier holds the keys of the exchange that RFC 7677 gives as its example', () => {
  // From the RFC: user "user", password "pencil", 4096 rounds, and the server's final message v=6rriTRBi23…
  const verifier = toScramVerifier('pencil', Buffer.from('W22ZaJ0SNY7soEsUEjb6gQ==', 'base64'), 4096)

  expect(verifier).toBe(
    'SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=',
  )
})

test('a verifier fits its password and no other', () => {
  const verifier = toScramVerifier('correct-horse-battery')

  expect(fitsScramVerifier(verifier, 'correct-horse-battery')).toBe(true)
  expect(fitsScramVerifier(verifier, 'correct-horse-batterx')).toBe(false)
  expect(fitsScramVerifier('md5abc', 'correct-horse-battery')).toBe(false)
})

test('two verifiers of one password differ, because each has its own salt', () => {
  expect(toScramVerifier('same-password')).not.toBe(toScramVerifier('same-password'))
})

test('the file of verifiers keeps the lines whose password stayed', () => {
  const value = (name: string) => `value-of-${name}`
  const before = deriveVerifiers(value, undefined)
  const after = deriveVerifiers((name) => (name.includes('backup') ? 'another' : value(name)), before)

  expect(deriveVerifiers(value, before)).toBe(before)
  const moved = after.split('\n').filter((line, index) => line !== before.split('\n')[index])
  expect(moved.map((line) => line.split(' ')[0])).toEqual(['backup'])
  expect(before).not.toContain('value-of')
})
