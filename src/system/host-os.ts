/** What this machine is. */
import {existsSync} from 'node:fs'
import {access, constants, readFile} from 'node:fs/promises'
import {totalmem} from 'node:os'
import {delimiter, join} from 'node:path'

export interface HostOs {
  /** ID of os-release, as in `debian`, `ubuntu`, `alpine`; the platform where there is no such file. */
  readonly id: string
  readonly codename: string | undefined
  readonly name: string
  /** Whether packages come by apt and dpkg. */
  readonly isDebianLike: boolean
  readonly isRoot: boolean
}

/** Parses /etc/os-release. */
export function parseOsRelease(text: string): Omit<HostOs, 'isRoot'> {
  const field = (name: string) => new RegExp(`^${name}="?([^"\\n]*)"?$`, 'm').exec(text)?.[1]
  const id = field('ID') ?? 'linux'
  const family = [id, ...(field('ID_LIKE') ?? '').split(' ')]
  return {
    id,
    codename: field('VERSION_CODENAME'),
    name: field('PRETTY_NAME') ?? id,
    isDebianLike: family.includes('debian') || family.includes('ubuntu'),
  }
}

/** Reads what this machine is. */
export async function readHostOs(): Promise<HostOs> {
  const text = existsSync('/etc/os-release') ? await readFile('/etc/os-release', 'utf8') : `ID=${process.platform}\n`
  return {...parseOsRelease(text), isRoot: process.getuid?.() === 0}
}

/** The full path of a program, or undefined. The folders of administration tools count even when PATH leaves them out. */
export async function findProgram(name: string): Promise<string | undefined> {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/local/sbin', '/usr/sbin', '/sbin']
  for (const folder of folders) {
    if (folder === '') continue
    const path = join(folder, name)
    const isThere = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    )
    if (isThere) return path
  }
  return undefined
}

/** Memory of this machine in MiB. */
export function hostMemoryMiB(): number {
  return Math.floor(totalmem() / 1024 ** 2)
}
