/** Tells whether the folder of a user's app is what its image was built from. */
import {createHash, type Hash} from 'node:crypto'
import {lstat, readdir, readFile, readlink} from 'node:fs/promises'
import {join} from 'node:path'

/** sha256 of a build context: names, permission bits and content of every file that can get into the image. */
export async function hashContext(folder: string, salt: string): Promise<string> {
  const hash = createHash('sha256').update(salt)
  await addFolder(hash, folder, '', await readIgnored(folder))
  return hash.digest('hex')
}

/**
 * Paths that .dockerignore leaves out by their plain names. Patterns are not followed: a file that a pattern would leave
 * out counts too, which at worst builds once too often. With an exception in the file nothing is left out.
 */
async function readIgnored(folder: string): Promise<ReadonlySet<string>> {
  const text = await readFile(join(folder, '.dockerignore'), 'utf8').catch(() => '')
  const lines = text.split('\n').map((line) => line.trim())
  if (lines.some((line) => line.startsWith('!'))) return new Set(['.git'])
  const names = lines.filter((line) => line !== '' && !line.startsWith('#') && !/[*?[\]\\]/.test(line))
  return new Set(['.git', ...names.map((name) => name.replace(/^\.?\//, '').replace(/\/$/, ''))])
}

async function addFolder(hash: Hash, root: string, path: string, ignored: ReadonlySet<string>): Promise<void> {
  for (const name of (await readdir(join(root, path))).toSorted()) {
    const below = path === '' ? name : `${path}/${name}`
    if (ignored.has(below)) continue
    const stat = await lstat(join(root, below))
    if (stat.isDirectory()) {
      await addFolder(hash, root, below, ignored)
    } else if (stat.isSymbolicLink()) {
      hash.update(`\0${below}\0link\0${await readlink(join(root, below))}`)
    } else if (stat.isFile()) {
      hash.update(`\0${below}\0${stat.mode & 0o777}\0${stat.size}\0`).update(await readFile(join(root, below)))
    }
  }
}
