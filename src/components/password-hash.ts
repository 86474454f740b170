/** Hashes of passwords for the servers that hold no password themselves. Any room may import it. */

const BCRYPT = /\$2[aby]\$\d\d\$[./A-Za-z0-9]{53}/g

/** Every bcrypt hash in a file, in its order. */
export function findHashes(text: string | undefined): readonly string[] {
  return text?.match(BCRYPT) ?? []
}

/** A bcrypt hash of the password: the previous one while it fits, because a new salt would change the file and recreate its readers for nothing. */
export async function hashPassword(password: string, previous: string | undefined, cost: number): Promise<string> {
  const {compare, hash} = await import('bcryptjs')
  return previous !== undefined && (await compare(password, previous)) ? previous : hash(password, cost)
}

/** The web configuration of Prometheus and its relatives with one user. */
export async function webConfig(user: string, password: string, previous: string | undefined): Promise<string> {
  const hash = await hashPassword(password, findHashes(previous)[0], 10)
  return `basic_auth_users:\n  ${user}: ${hash}\n`
}
