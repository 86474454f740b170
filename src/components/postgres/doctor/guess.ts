/** Tells passwords that anyone would try first. Verifiers are looked at here and go no further. */
import {createHash} from 'node:crypto'
import {setImmediate} from 'node:timers/promises'

import type {Stack} from '../../component.js'
import {fitsScramVerifier} from '../scram.js'
import type {Answers} from './session.js'

/** Those of manuals, images and examples; each costs a few milliseconds to try. */
const COMMON = ['postgres', 'password', 'admin', 'root', 'secret', '123456', 'changeme', 'change_me', 'test', 'example']

/** What a role's password is, without the password. */
export type PasswordKind = 'none' | 'scram' | 'md5' | 'guessed'

/** The answer on roles with the kind of each password in place of its verifier. */
export async function hideVerifiers(answers: Answers, name: string, stack: Stack): Promise<Answers> {
  const answer = answers[name]
  if (answer === undefined || !('value' in answer) || !Array.isArray(answer.value)) return answers
  const value: unknown[] = []
  for (const row of answer.value as readonly {readonly role: string; readonly password: string}[]) {
    value.push({...row, password: kindOf(row.role, row.password, stack)})
    // The collectors of other rooms share this thread.
    await setImmediate()
  }

  return {...answers, [name]: {value}}
}

function kindOf(role: string, verifier: string, {project, postgres}: Stack): PasswordKind {
  if (verifier === '') return 'none'
  const guesses = new Set([role, project, postgres.database, ...COMMON])
  const isMd5 = verifier.startsWith('md5')
  const fits = (guess: string) =>
    isMd5
      ? verifier === `md5${createHash('md5').update(`${guess}${role}`).digest('hex')}`
      : fitsScramVerifier(verifier, guess)
  if ([...guesses].some(fits)) return 'guessed'
  return isMd5 ? 'md5' : 'scram'
}
