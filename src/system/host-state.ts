/** Everything about this machine that decides what `host prepare` has to do. Reads only. */
import {existsSync} from 'node:fs'
import {access, constants, readdir, readFile} from 'node:fs/promises'

import {installedPackages} from './apt.js'
import {type DockerState, readDockerState} from './docker-engine.js'
import {findProgram, type HostOs, readHostOs} from './host-os.js'

export type InitSystem = 'systemd' | 'openrc' | 'sysv' | 'none'

export interface HostState {
  readonly os: HostOs
  readonly docker: DockerState
  readonly init: InitSystem
  /** Versions of the packages that matter, as far as they are installed. */
  readonly packages: Readonly<Record<string, string>>
  readonly hasDaemon: boolean
  readonly hasMmdebstrap: boolean
  readonly hasDaemonJson: boolean
  readonly hasCgroups: boolean
  readonly hasApparmor: boolean
  /** Kernel settings as they are now; undefined where the kernel has no such setting. */
  readonly sysctls: Readonly<Record<string, number | undefined>>
  readonly canSetSysctls: boolean
  readonly sysctlFile: string | undefined
}

export const SYSCTL_FILE = '/etc/sysctl.d/60-opsctl.conf'
export const DAEMON_FILE = '/etc/docker/daemon.json'

const PACKAGES = [
  'docker.io',
  'docker-ce',
  'docker-cli',
  'iptables',
  'docker-compose',
  'docker-compose-v2',
  'docker-compose-plugin',
  'docker-buildx',
  'docker-buildx-plugin',
  'mmdebstrap',
  'debian-archive-keyring',
]

/** Reads the state of this machine, with the kernel settings of these names. */
export async function readHostState(sysctls: readonly string[]): Promise<HostState> {
  const os = await readHostOs()
  const [docker, packages, daemon, mmdebstrap, sysctlFile] = await Promise.all([
    readDockerState(),
    os.isDebianLike ? installedPackages(PACKAGES) : new Map<string, string>(),
    findProgram('dockerd'),
    findProgram('mmdebstrap'),
    readFile(SYSCTL_FILE, 'utf8').catch(() => undefined),
  ])
  const values = await Promise.all(sysctls.map(async (name) => [name, await readSysctl(name)] as const))
  return {
    os,
    docker,
    init: await readInit(),
    packages: Object.fromEntries(packages),
    hasDaemon: daemon !== undefined,
    hasMmdebstrap: mmdebstrap !== undefined,
    hasDaemonJson: existsSync(DAEMON_FILE),
    hasCgroups: await hasEntries('/sys/fs/cgroup'),
    hasApparmor: existsSync('/sys/module/apparmor'),
    sysctls: Object.fromEntries(values),
    canSetSysctls: await canSet(sysctls),
    sysctlFile,
  }
}

/** The path of a kernel setting, as in `vm.overcommit_memory`. */
export function sysctlPath(name: string): string {
  return `/proc/sys/${name.replaceAll('.', '/')}`
}

async function readSysctl(name: string): Promise<number | undefined> {
  const text = await readFile(sysctlPath(name), 'utf8').catch(() => undefined)
  return text === undefined ? undefined : Number.parseInt(text, 10)
}

async function canSet(sysctls: readonly string[]): Promise<boolean> {
  const checks = sysctls.map((name) => access(sysctlPath(name), constants.W_OK))
  return (await Promise.allSettled(checks)).some((check) => check.status === 'fulfilled')
}

async function hasEntries(folder: string): Promise<boolean> {
  return readdir(folder).then(
    (entries) => entries.length > 0,
    () => false,
  )
}

/** Which program manages services. A machine may have the files of one that does not run, as a container image does. */
async function readInit(): Promise<InitSystem> {
  if (existsSync('/run/systemd/system')) return 'systemd'
  if (existsSync('/run/openrc/softlevel')) return 'openrc'
  const first = await readFile('/proc/1/comm', 'utf8').catch(() => '')
  return first.trim() === 'init' && existsSync('/etc/init.d') ? 'sysv' : 'none'
}
