/** Verbs of apt and dpkg. Nothing here changes the package sources of the host. */
import {existsSync} from 'node:fs'
import {mkdir, mkdtemp, readdir, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'

import {pickMirror, readAptSources} from './apt-sources.js'
import type {HostOs} from './host-os.js'
import {capture, type RunOptions, run} from './run.js'

type Options = Pick<RunOptions, 'signal' | 'onLine'>

const MINUTE_MS = 60_000
const QUIET = {DEBIAN_FRONTEND: 'noninteractive', APT_LISTCHANGES_FRONTEND: 'none', LC_ALL: 'C.UTF-8'}
// Another apt may be at work, as on a machine that has just started: wait for it.
const PATIENT = ['-o', 'DPkg::Lock::Timeout=300', '-o', 'Acquire::Retries=3']

// biome-ignore lint/suspicious/noTemplateCurlyInString: the placeholders are dpkg-query's own
const PACKAGE_ROW = '${Package} ${db:Status-Status} ${Version}\\n'

/** Versions of packages that are installed; the others are left out. */
export async function installedPackages(names: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const {stdout} = await capture('dpkg-query', ['-W', '-f', PACKAGE_ROW, ...names])
  const rows = stdout.split('\n').map((line) => line.split(' '))
  return new Map(
    rows.flatMap(([name, status, version]) => (name && version && status === 'installed' ? [[name, version]] : [])),
  )
}

/** Reads the package lists again. */
export async function updateLists(options: Options = {}): Promise<void> {
  await run('apt-get', [...PATIENT, 'update'], {...options, env: QUIET, timeoutMs: 10 * MINUTE_MS})
}

/** The version of a package that the host's own sources offer; undefined when they have none. */
export async function offeredVersion(name: string): Promise<string | undefined> {
  const {stdout} = await capture('apt-cache', ['policy', name], {env: QUIET})
  const version = /^\s*Candidate:\s*(\S+)/m.exec(stdout)?.[1]
  return version === '(none)' ? undefined : version
}

/** Installs packages of the host's own release. Configuration files a person changed stay as they are. */
export async function installPackages(names: readonly string[], options: Options = {}): Promise<void> {
  const keep = ['-o', 'Dpkg::Options::=--force-confdef', '-o', 'Dpkg::Options::=--force-confold']
  await run('apt-get', [...PATIENT, ...keep, 'install', '--yes', '--no-install-recommends', ...names], {
    ...options,
    env: QUIET,
    timeoutMs: 20 * MINUTE_MS,
  })
}

/**
 * Installs single packages of another suite of the same archive. A private apt configuration with lists of its own is
 * used, so that the host never sees the other suite and will not upgrade into it.
 */
export async function installFromSuite(
  suite: string,
  names: readonly string[],
  os: HostOs,
  options: Options = {},
): Promise<void> {
  const mirror = await hostMirror(os)
  if (mirror === undefined) throw new Error('the package sources of this host name no mirror of its release')
  const folder = await mkdtemp(join(tmpdir(), 'opsctl-apt-'))
  try {
    const config = await writePrivateApt(folder, suite, mirror)
    const env = {...QUIET, APT_CONFIG: config}
    await run('apt-get', ['update'], {...options, env, timeoutMs: 10 * MINUTE_MS})
    await run('apt-get', ['download', ...names], {...options, cwd: folder, env, timeoutMs: 10 * MINUTE_MS})
    const debs = (await readdir(folder)).filter((file) => file.endsWith('.deb')).map((file) => join(folder, file))
    // apt resolves what they depend on from the host's own release, and refuses when it can't.
    await installPackages(debs, options)
  } finally {
    await rm(folder, {recursive: true, force: true})
  }
}

/** The mirror that the host itself uses for its release. */
export async function hostMirror(os: HostOs): Promise<string | undefined> {
  return os.codename === undefined ? undefined : pickMirror(await readAptSources(), os.codename)
}

/** Keyring of the archive, where the distribution puts it. */
function archiveKeyring(): string | undefined {
  return ['/usr/share/keyrings/debian-archive-keyring.gpg', '/usr/share/keyrings/debian-archive-keyring.pgp'].find(
    (path) => existsSync(path),
  )
}

async function writePrivateApt(folder: string, suite: string, mirror: string): Promise<string> {
  const keyring = archiveKeyring()
  for (const part of ['lists/partial', 'archives/partial', 'empty']) await mkdir(join(folder, part), {recursive: true})
  await writeFile(
    join(folder, 'sources.list'),
    `deb ${keyring ? `[signed-by=${keyring}] ` : ''}${mirror} ${suite} main\n`,
  )
  // The download sandbox user of apt must be able to write here.
  const config = join(folder, 'apt.conf')
  const lines = [
    `Dir::Etc::sourcelist "${folder}/sources.list";`,
    `Dir::Etc::sourceparts "${folder}/empty";`,
    `Dir::State::lists "${folder}/lists";`,
    `Dir::Cache "${folder}";`,
    `Dir::Cache::archives "${folder}/archives";`,
    'APT::Sandbox::User "root";',
    'Acquire::Check-Valid-Until "false";',
    'Acquire::Retries "3";',
    'Acquire::Languages "none";',
  ]
  await writeFile(config, `${lines.join('\n')}\n`)
  return config
}
