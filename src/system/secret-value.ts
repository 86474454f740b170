/** What a secret's value is like: how one is drawn, which are too weak, what an editor adds to it. */
import {randomBytes} from 'node:crypto'

import {secretMessages as messages} from '../messages/secrets.js'
import type {Text} from '../text.js'

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
const LENGTH = 43
const LEAST_LENGTH = 16
const GUESSABLE =
  /^(changeme|change[-_]?it|postgres(ql)?|redis|admin(istrator)?|root|password|passw0rd|secret|default|example|letmein|qwerty|welcome|your[-_]?(strong[-_]?)?password|test|12345678)[-_!@#$.\d]*$/i

/** Draws 256 bits as letters and digits only, which are safe in every config language. */
export function drawSecret(): string {
  let drawn = ''
  while (drawn.length < LENGTH) {
    for (const byte of randomBytes(LENGTH)) {
      // 248 is the largest multiple of 62 in a byte: taking more would favour the first letters.
      if (byte < 248 && drawn.length < LENGTH) drawn += ALPHABET[byte % ALPHABET.length]
    }
  }

  return drawn
}

/** Says why a value a person typed must not be used. Undefined when it may. */
export function findWeakness(value: string, names: readonly string[]): Text | undefined {
  if (value === '') return messages.empty
  if (/[\r\n]/.test(value)) return messages.multiline
  if (GUESSABLE.test(value) || names.some((name) => name.toLowerCase() === value.toLowerCase())) {
    return messages.guessable
  }

  if (!/^[\x21-\x7e]+$/.test(value)) return messages.unprintable
  if (value.length < LEAST_LENGTH) return messages.short(LEAST_LENGTH)
  return new Set(value).size < 6 ? messages.guessable : undefined
}

/** Drops what editors add around a secret: a byte order mark, and line ends after it. */
export function normalizeSecret(written: string): string {
  return written.replace(/^\uFEFF/, '').replace(/[\r\n]+$/, '')
}
