/** Looks at the Docker Engine: one question to its command line for most of it. */
import {existsSync} from 'node:fs'
import {readFile} from 'node:fs/promises'

import {isBounded} from '../../../checks/host/log-rotation.js'
import {readDocker} from '../../../system/docker-engine.js'
import {measureDisk} from '../../../system/docker-facts.js'
import {findProgram} from '../../../system/host-os.js'
import {DAEMON_FILE} from '../../../system/host-state.js'
import {listPids, readProcess, readText} from '../../../system/proc-files.js'
import {type Collector, defineCollector} from '../../collect.js'
import {CannotSee} from '../../facts.js'
import {daemonFileFact, diskFact, doorsFact, engineFact, groupFact} from './facts.js'
import {sight} from './sight.js'

const isFor = () => true

const engine = defineCollector({
  key: engineFact,
  isFor,
  async collect() {
    const [{state, details}, composeV1] = await Promise.all([readDocker(), findProgram('docker-compose')])
    const hasCgroups = process.platform !== 'linux' || existsSync('/sys/fs/cgroup')
    const said = details && {
      ...details,
      securityOptions: [...details.securityOptions],
      warnings: [...details.warnings],
    }
    return {state, ...(said ? {details: said} : {}), hasCgroups, hasComposeV1: composeV1 !== undefined}
  },
})

const disk = defineCollector({key: diskFact, isFor, collect: () => sight(measureDisk())})

const daemonFile = defineCollector({
  key: daemonFileFact,
  isFor,
  async collect() {
    const text = await readFile(DAEMON_FILE, 'utf8').catch((error: NodeJS.ErrnoException) => error.code ?? 'EACCES')
    if (text === 'ENOENT') return {...noOptions, state: 'absent' as const}
    if (/^E[A-Z]+$/.test(text)) return {...noOptions, state: 'unreadable' as const}
    return parseDaemonFile(text)
  },
})

const noOptions = {path: DAEMON_FILE, options: [], storageOptions: [], hosts: [], tlsVerify: false, logsEnd: false}

/** What the file says, as far as it matters; its values may hold passwords of proxies and stay where they are. */
export function parseDaemonFile(text: string): typeof daemonFileFact.schema._output {
  try {
    const options = JSON.parse(text.trim() || '{}') as Record<string, unknown>
    const log = {
      driver: String(options['log-driver'] ?? 'json-file'),
      options: (options['log-opts'] ?? {}) as Record<string, string>,
    }
    return {
      path: DAEMON_FILE,
      state: 'ok',
      options: Object.keys(options),
      storageOptions: wordsOf(options['storage-opts']).map((word) => word.split('=', 1)[0] ?? ''),
      hosts: wordsOf(options.hosts),
      tlsVerify: options.tlsverify === true,
      ...(typeof options['live-restore'] === 'boolean' ? {liveRestore: options['live-restore']} : {}),
      logsEnd: isBounded(log),
    }
  } catch (error) {
    return {...noOptions, state: 'broken', error: error instanceof Error ? error.message : String(error)}
  }
}

function wordsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : []
}

/** The ports that stand for the engine’s own interface, without and with TLS. */
const KNOWN_PORTS = [2375, 2376]

const doors = defineCollector({
  key: doorsFact,
  isFor,
  async collect() {
    if (!existsSync('/proc/net/tcp')) {
      throw new CannotSee('no-data', {en: 'this system does not show who listens', zh: '本系统不提供监听信息'})
    }
    const argv = daemonArgv()
    const named = argv.flatMap((word) => portOf(word) ?? [])
    const listening = ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((table) => listeners(readText(table)))
    const wanted = new Set([...KNOWN_PORTS, ...named])
    const open = listening.filter(({port}) => wanted.has(port))
    const ports = [...new Map(open.toSorted(byReach).map((one) => [one.port, one])).values()]
    return {ports, tlsVerify: argv.some((word) => /^--tlsverify(=true)?$/.test(word))}
  },
})

function byReach(a: {readonly everywhere: boolean}, b: {readonly everywhere: boolean}): number {
  return Number(a.everywhere) - Number(b.everywhere)
}

function daemonArgv(): readonly string[] {
  const pid = listPids('/proc').find((one) => readProcess('/proc', one).name === 'dockerd')
  return pid === undefined ? [] : readText(`/proc/${pid}/cmdline`).split('\0')
}

function portOf(word: string): number | undefined {
  const port = /^(?:-H=?|--host=)?tcp:\/\/.*:(\d+)$/.exec(word)?.[1]
  return port === undefined ? undefined : Number(port)
}

/** Listening ports in the text of /proc/net/tcp; an address of zeros, or of IPv6 zeros, is every address. */
export function listeners(table: string): readonly {readonly port: number; readonly everywhere: boolean}[] {
  return table.split('\n').flatMap((line) => {
    const [, local = '', , state] = line.trim().split(/\s+/)
    const [address = '', port = ''] = local.split(':')
    return state === '0A' ? [{port: Number.parseInt(port, 16), everywhere: /^0+$/.test(address)}] : []
  })
}

const group = defineCollector({
  key: groupFact,
  isFor,
  deep: true,
  async collect() {
    const line = (await readFile('/etc/group', 'utf8').catch(() => '')).match(/^docker:[^:]*:[^:]*:(.*)$/m)
    return {exists: line !== null, members: (line?.[1] ?? '').split(',').filter(Boolean)}
  },
})

export const dockerCollectors: readonly Collector[] = [engine, disk, daemonFile, doors, group]
