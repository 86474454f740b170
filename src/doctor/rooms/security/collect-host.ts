/** Looks at this host as somebody does who hardens it. Slow, so only with --deep. */
import {stat} from 'node:fs/promises'

import {listImages} from '../../../images/list-images.js'
import {readIfThere} from '../../../system/files.js'
import {findProgram} from '../../../system/host-os.js'
import {parseListeners} from '../../../system/listeners.js'
import {capture} from '../../../system/run.js'
import {defineCollector} from '../../collect.js'
import {CannotSee} from '../../facts.js'
import {tool} from './collect-traffic.js'
import {hostFact, updatesFact, vulnerabilitiesFact} from './facts.js'

const DAY_MS = 86_400_000
const APT_MS = 30_000
const SCAN_MS = 120_000

export const updatesCollector = defineCollector({
  key: updatesFact,
  deep: true,
  timeoutMs: APT_MS + 5000,
  isFor: () => true,
  async collect({signal}) {
    if ((await findProgram('apt-get')) === undefined) {
      throw new CannotSee('version', {en: 'this host has no apt', zh: '本机没有 apt'})
    }
    const argv = ['-s', '-o', 'Debug::NoLocking=true', 'upgrade']
    const {stdout} = await capture('apt-get', argv, {timeoutMs: APT_MS, signal, env: {LC_ALL: 'C'}})
    const lists = await stat('/var/lib/apt/lists').catch(() => undefined)
    const reboot = (await readIfThere('/var/run/reboot-required')) !== undefined
    const age = lists === undefined ? {} : {listsAgeDays: Math.floor((Date.now() - lists.mtimeMs) / DAY_MS)}
    return {...readUpgrades(stdout), ...age, reboot}
  },
})

/** What `apt-get -s upgrade` would install. */
export function readUpgrades(printed: string): {readonly security: string[]; readonly all: number} {
  const lines = printed.split('\n').filter((line) => line.startsWith('Inst '))
  const names = lines.filter((line) => /Security|-security/i.test(line)).map((line) => line.split(' ')[1] ?? '')
  return {security: names, all: lines.length}
}

/** Files with the widest modes that hardening guides allow. */
const MODES = [
  ['/etc/ssh/sshd_config', 0o644],
  ['/etc/passwd', 0o644],
  ['/etc/group', 0o644],
  ['/etc/shadow', 0o640],
  ['/etc/gshadow', 0o640],
  ['/etc/crontab', 0o644],
  ['/etc/sudoers', 0o440],
  ['/etc/docker/daemon.json', 0o644],
] as const

/** ftp, telnet, rexec, rlogin, rsh, finger, tftp. */
const LEGACY = [21, 23, 512, 513, 514, 79, 69]

export const hostCollector = defineCollector({
  key: hostFact,
  deep: true,
  isFor: () => true,
  async collect({signal}) {
    const [tables, ssh, rules] = await Promise.all([
      Promise.all(['/proc/net/tcp', '/proc/net/tcp6'].map((path) => readIfThere(path))),
      readSsh(signal),
      tool('auditctl', ['-l'], signal),
    ])
    const modes = await Promise.all(
      MODES.map(async ([path, widest]) => {
        const found = await stat(path).catch(() => undefined)
        return found ? [{path, mode: found.mode & 0o777, widest}] : []
      }),
    )
    return {
      modes: modes.flat(),
      legacy: LEGACY.filter((port) => tables.some((table) => parseListeners(table ?? '', port).length > 0)),
      ...(ssh ? {ssh} : {}),
      ...(rules?.exitCode === 0 ? {watched: readWatches(rules.stdout)} : {}),
    }
  },
})

/** Paths of `auditctl -l`, as in `-w /etc/shadow -p wa -k shadow_changes`. */
export function readWatches(printed: string): string[] {
  return printed.split('\n').flatMap((line) => /^-w (\S+)/.exec(line)?.[1] ?? [])
}

async function readSsh(signal: AbortSignal) {
  const printed = await tool('sshd', ['-T'], signal)
  if (printed?.exitCode === 0) return readSshSettings(printed.stdout)
  const written = await readIfThere('/etc/ssh/sshd_config').catch(() => undefined)
  return written === undefined ? undefined : readSshSettings(written)
}

/** Settings of sshd, or its own where none is written. */
export function readSshSettings(text: string): {readonly rootLogin: string; readonly password: string} {
  const setting = (name: string, usual: string) =>
    (new RegExp(`^\\s*${name}\\s+(\\S+)`, 'im').exec(text)?.[1] ?? usual).toLowerCase()
  return {
    rootLogin: setting('PermitRootLogin', 'prohibit-password'),
    password: setting('PasswordAuthentication', 'yes'),
  }
}

interface TrivyReport {
  readonly Results?: readonly {
    readonly Vulnerabilities?: readonly {readonly Severity: string; readonly FixedVersion?: string}[] | null
  }[]
}

export const vulnerabilitiesCollector = defineCollector({
  key: vulnerabilitiesFact,
  deep: true,
  timeoutMs: SCAN_MS,
  isFor: ({target}) => target === 'compose',
  async collect({stack, offline, signal}) {
    if ((await findProgram('trivy')) === undefined) {
      throw new CannotSee('version', {en: 'no scanner here: install trivy', zh: '本机没有扫描器：请安装 trivy'})
    }
    const images = []
    for (const {reference} of listImages(stack)) {
      const skip = offline ? ['--skip-db-update', '--offline-scan'] : []
      const argv = ['image', '--quiet', '--format', 'json', '--severity', 'CRITICAL,HIGH', ...skip, reference]
      const {exitCode, stdout} = await capture('trivy', argv, {timeoutMs: SCAN_MS, signal})
      if (exitCode === 0) images.push({image: reference, ...countVulnerabilities(JSON.parse(stdout))})
    }
    return {images}
  },
})

/** Counts of what `trivy image --format json` found. */
export function countVulnerabilities({Results}: TrivyReport) {
  const all = (Results ?? []).flatMap(({Vulnerabilities}) => Vulnerabilities ?? [])
  const critical = all.filter(({Severity}) => Severity === 'CRITICAL')
  return {
    critical: critical.length,
    high: all.length - critical.length,
    fixable: critical.filter(({FixedVersion}) => FixedVersion !== undefined && FixedVersion !== '').length,
  }
}
