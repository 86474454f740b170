/** SCRAM-SHA-256 verifiers (RFC 5803) made here, so that a server is never sent a password in clear. */
import {createHash, createHmac, pbkdf2Sync, randomBytes} from 'node:crypto'

const ITERATIONS = 4096
const SALT_BYTES = 16
const VERIFIER = /^SCRAM-SHA-256\$(\d+):([A-Za-z0-9+/=]+)\$[A-Za-z0-9+/=]+:[A-Za-z0-9+/=]+$/

/** The verifier PostgreSQL stores for a password. Passwords here are ASCII, which SASLprep leaves as it is. */
export function toScramVerifier(password: string, salt = randomBytes(SALT_BYTES), iterations = ITERATIONS): string {
  const salted = pbkdf2Sync(password, salt, iterations, 32, 'sha256')
  const stored = createHash('sha256').update(hmac(salted, 'Client Key')).digest('base64')
  const server = hmac(salted, 'Server Key').toString('base64')
  return `SCRAM-SHA-256$${iterations}:${salt.toString('base64')}$${stored}:${server}`
}

/** Whether a verifier was made from a password. */
export function fitsScramVerifier(verifier: string, password: string): boolean {
  const [, iterations, salt] = VERIFIER.exec(verifier) ?? []
  if (iterations === undefined || salt === undefined) return false
  return toScramVerifier(password, Buffer.from(salt, 'base64'), Number(iterations)) === verifier
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}
