/** The token of Kibana's service account, in the two forms that Kibana and Elasticsearch read. */
import {createHash, pbkdf2, randomBytes, timingSafeEqual} from 'node:crypto'
import {promisify} from 'node:util'

/** The account that Elasticsearch keeps for Kibana, and opsctl's token of it. */
const NAME = 'elastic/kibana/opsctl'

/** What every token of a service account begins with. */
const PREFIX = [0, 1, 0, 1]

const ITERATIONS = 10_000
const BYTES = 32
const HASH = /\{PBKDF2_STRETCH\}10000\$([A-Za-z0-9+/=]{44})\$([A-Za-z0-9+/=]{44})$/m

/** What Kibana sends. */
export function formatToken(secret: string, name = NAME): string {
  return Buffer.concat([Buffer.from(PREFIX), Buffer.from(`${name}:${secret}`)])
    .toString('base64')
    .replace(/=+$/, '')
}

/** The file that Elasticsearch knows the token by; the previous one while it fits. */
export async function formatServiceTokens(secret: string, previous: string | undefined, name = NAME): Promise<string> {
  if (previous?.startsWith(`${name}:`) && (await isHashOf(secret, previous))) return previous
  const salt = randomBytes(BYTES)
  const hash = await stretch(secret, salt)
  return `${name}:{PBKDF2_STRETCH}${ITERATIONS}$${salt.toString('base64')}$${hash.toString('base64')}\n`
}

async function isHashOf(secret: string, line: string): Promise<boolean> {
  const [, salt, hash] = HASH.exec(line.trimEnd()) ?? []
  if (salt === undefined || hash === undefined) return false
  const known = Buffer.from(hash, 'base64')
  return known.length === BYTES && timingSafeEqual(known, await stretch(secret, Buffer.from(salt, 'base64')))
}

/** Elasticsearch hashes the secret once before it stretches the hash's hexadecimal digits. */
function stretch(secret: string, salt: Buffer): Promise<Buffer> {
  const digits = createHash('sha512').update(secret).digest('hex')
  return promisify(pbkdf2)(digits, salt, ITERATIONS, BYTES, 'sha512')
}
