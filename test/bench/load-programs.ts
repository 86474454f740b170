/** Programs that load tests are compared with, taken from the packages of the host's own release where they are missing. */
import {installPackages, updateLists} from '../../src/system/apt.js'
import {findProgram, readHostOs} from '../../src/system/host-os.js'

/** Program → package of Debian. */
const PACKAGES = {
  wrk: 'wrk',
  nginx: 'nginx-light',
  openssl: 'openssl',
  taskset: 'util-linux',
  'redis-server': 'redis-server',
  'redis-benchmark': 'redis-tools',
} as const

export type PeerProgram = keyof typeof PACKAGES

/** Paths of the programs, or one line that says what is missing. Nothing that comes with a package is left running. */
export async function findPeers<Name extends PeerProgram>(
  names: readonly Name[],
): Promise<Readonly<Record<Name, string>> | string> {
  const absent = await listAbsent(names)
  if (absent.length > 0) {
    const packages = absent.map((name) => PACKAGES[name])
    const os = await readHostOs()
    if (!os.isDebianLike || !os.isRoot) return `${absent.join(', ')} missing: apt install ${packages.join(' ')}`
    await updateLists()
    await installPackages(packages)
  }
  const paths = await Promise.all(names.map(async (name) => [name, await findProgram(name)] as const))
  return Object.fromEntries(paths) as Readonly<Record<Name, string>>
}

async function listAbsent<Name extends PeerProgram>(names: readonly Name[]): Promise<readonly Name[]> {
  const found = await Promise.all(names.map((name) => findProgram(name)))
  return names.filter((_, index) => found[index] === undefined)
}
