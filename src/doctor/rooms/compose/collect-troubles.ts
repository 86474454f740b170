/** Looks closer where something is not well: why it ended, what it can reach, where its data lies. */
import {readFile, stat} from 'node:fs/promises'

import {loadApplied} from '../../../runtime/applied.js'
import {findCause} from '../../../runtime/causes.js'
import type {ServiceState} from '../../../runtime/runtime.js'
import {MASKED, maskPatterns} from '../../../spec/mask-patterns.js'
import type {Stack} from '../../../spec/stack.js'
import {containerLines} from '../../../system/docker-api.js'
import {listVolumeNames} from '../../../system/docker-facts.js'
import {readText} from '../../../system/proc-files.js'
import {redact} from '../../../system/redact.js'
import {type CollectContext, defineCollector} from '../../collect.js'
import {sight} from '../docker/sight.js'
import {type Container, causesFact, containersFact, type Expected, reachFact, volumesFact} from './facts.js'

const isFor = (stack: Stack) => stack.target === 'compose'
const LINES = 50
const MOST_LINE = 200

export const causes = defineCollector({
  key: causesFact,
  isFor,
  async collect(context) {
    const {containers} = await context.fact(containersFact)
    const found = await Promise.all(containers.filter(isUnwell).map(toState).map(explain))
    return {causes: found.filter((one) => one !== undefined)}
  },
})

function isUnwell({state, health, error, restarts}: Container): boolean {
  if (state === 'running') return health === 'unhealthy' || restarts > 0
  return state !== 'paused' && (state !== 'created' || error !== '')
}

/** What the causes are found by. */
function toState({service, component, name, id, state, health, ...one}: Container): ServiceState {
  const hasEnded = state === 'exited' || state === 'dead' || state === 'restarting'
  return {
    service,
    component,
    name,
    id,
    state: state as ServiceState['state'],
    health,
    restarts: one.restarts,
    image: one.image,
    ports: [],
    ...(hasEnded ? {exitCode: one.exitCode, oomKilled: one.oomKilled} : {}),
    ...(one.healthOutput === '' ? {} : {healthOutput: one.healthOutput}),
    ...(one.error === '' ? {} : {error: one.error}),
  }
}

/** A container that was told to end says nothing of a cause in its last lines: they are of its ordinary life. */
const TOLD_TO_END = [0, 130, 137, 143]

async function explain(state: ServiceState) {
  const wasTold = state.state === 'exited' && TOLD_TO_END.includes(state.exitCode ?? -1) && !state.oomKilled
  const lines = wasTold ? [] : await lastLines(state.id)
  const found = findCause(state, lines)
  if (!found) return undefined
  const line = tellingLine(lines)
  return {
    service: state.service,
    name: state.name,
    kind: found.kind ?? 'other',
    cause: found.cause,
    fix: found.fix,
    ...(line === undefined ? {} : {line}),
  }
}

async function lastLines(id: string): Promise<readonly string[]> {
  const lines: string[] = []
  try {
    for await (const line of containerLines(id, {follow: false, tail: LINES})) lines.push(redact(line))
  } catch {
    // A log that can't be read leaves the exit code to speak.
  }
  return lines
}

const TELLING =
  /error|fatal|panic|emerg|alert\b|denied|refused|invalid|cannot|can't|unable|failed|no space|exception|>>>/i

/** The last line that sounds like a reason, without secrets. */
export function tellingLine(lines: readonly string[]): string | undefined {
  const spoken = lines.filter((line) => line.trim() !== '')
  const line = spoken.findLast((one) => TELLING.test(one)) ?? spoken.at(-1)
  if (line === undefined) return undefined
  const masked = maskPatterns.reduce(
    (text, {pattern}) => text.replaceAll(new RegExp(pattern, 'g'), `$1${MASKED}`),
    line,
  )
  return masked.length > MOST_LINE ? `${masked.slice(0, MOST_LINE)}…` : masked
}

export const reach = defineCollector({
  key: reachFact,
  isFor,
  async collect(context) {
    const {expected, containers} = await context.fact(containersFact)
    const running = new Set(containers.filter(({state}) => state === 'running').map(({service}) => service))
    const clients = expected.filter(({service, calls}) => running.has(service) && calls.length > 0)
    const answers = await Promise.all(clients.map((client) => tryCalls(context, client)))
    return {
      tries: answers.flatMap((answer) => answer ?? []),
      blind: clients.filter((_, index) => answers[index] === undefined).map(({service}) => service),
    }
  },
})

/**
 * Resolves and connects, each within two seconds, with what an image has: the resolver’s tool, and bash or netcat. Prints
 * `<service> <port> <result> <nanoseconds>`.
 */
const TRY = `
now() { date +%s%N 2>/dev/null || echo 0; }
connect() {
  if command -v bash >/dev/null 2>&1; then timeout 2 bash -c 'exec 3<>"/dev/tcp/$0/$1"' "$1" "$2" 2>/dev/null
  else timeout 2 nc -z "$1" "$2" 2>/dev/null; fi
}
for pair in "$@"; do
  host=\${pair%:*}; port=\${pair##*:}; start=$(now)
  if command -v getent >/dev/null 2>&1 && ! timeout 2 getent hosts "$host" >/dev/null; then result=no-name
  else connect "$host" "$port"; code=$?
    case $code in 0) result=ok ;; 124|143) result=timeout ;; *) result=refused ;; esac
  fi
  echo "$host $port $result $start $(now)"
done`

async function tryCalls({access}: CollectContext, {service, calls}: Expected) {
  const pairs = calls.map((call) => `${call.service}:${call.port}`)
  const answer = await access
    .instance(service)
    .exec(['sh', '-c', TRY, 'reach', ...pairs], {timeoutMs: 4500})
    .catch(() => undefined)
  if (answer?.exitCode !== 0) return undefined
  return parseTries(service, answer.stdout)
}

/** Reads what the script printed; a clock without nanoseconds measures nothing. */
export function parseTries(from: string, printed: string) {
  return printed.split('\n').flatMap((line) => {
    const [to, port, result, start, end] = line.trim().split(' ')
    if (to === undefined || (result !== 'ok' && result !== 'no-name' && result !== 'refused' && result !== 'timeout'))
      return []
    const ns = Number(end) - Number(start)
    return [
      {from, to, port: Number(port), result, ms: Number.isFinite(ns) ? Math.max(0, Math.round(ns / 1e6)) : 0},
    ] as const
  })
}

export const volumes = defineCollector({
  key: volumesFact,
  isFor,
  async collect(context) {
    const {containers} = await context.fact(containersFact)
    const running = containers.filter(({state, pid}) => state === 'running' && pid > 0)
    const [existing, applied, folders, remote] = await Promise.all([
      sight(listVolumeNames()),
      loadApplied(context.project),
      Promise.all(running.map(foldersOf)),
      remoteFolders(running),
    ])
    return {existing: [...existing], applied: [...(applied?.volumes ?? [])], folders: folders.flat(), remote}
  },
})

/** Owners of the folders that a container may write to, seen from this host where that is allowed. */
async function foldersOf({service, pid, mounts}: Container) {
  const user = userOf(readText(`/proc/${pid}/status`))
  if (!user) return []
  const writable = mounts.filter(({type, writable: w, name}) => type === 'volume' && w && name !== undefined)
  const folders = await Promise.all(
    writable.map(async ({name = '', source, target}) => {
      const found = await stat(source).catch(() => undefined)
      return found && {service, name, target, user, uid: found.uid, gid: found.gid, mode: found.mode & 0o7777}
    }),
  )
  return folders.filter((folder) => folder !== undefined)
}

/** User and groups of a process, from its status. */
export function userOf(status: string): {uid: number; gids: number[]} | undefined {
  const ids = (key: string) =>
    (new RegExp(`^${key}:\\s*(.*)$`, 'm').exec(status)?.[1] ?? '').split(/\s+/).filter(Boolean)
  const [, uid] = ids('Uid')
  const [, gid] = ids('Gid')
  if (uid === undefined || gid === undefined) return undefined
  return {uid: Number(uid), gids: [...new Set([gid, ...ids('Groups')].map(Number))]}
}

const ON_NETWORK = /^(nfs4?|cifs|smb3?|smbfs|9p|fuse\.(sshfs|s3fs|glusterfs|rclone)|ceph|glusterfs|afs)$/

/** Writable folders of the host that are mounted into containers and lie on a network file system. */
async function remoteFolders(running: readonly Container[]) {
  const binds = running.flatMap(({service, mounts}) =>
    mounts.filter(({type, writable}) => type === 'bind' && writable).map(({source}) => ({service, source})),
  )
  if (binds.length === 0) return []
  const table = await readFile('/proc/self/mounts', 'utf8').catch(() => '')
  const places = table.split('\n').map((line) => line.split(' '))
  return binds.flatMap(({service, source}) => {
    const [, , fsType = ''] = places
      .filter(([, place = '']) => place !== '' && `${source}/`.startsWith(place === '/' ? '/' : `${place}/`))
      .reduce((best, one) => ((one[1]?.length ?? 0) > (best[1]?.length ?? 0) ? one : best), [] as string[])
    return ON_NETWORK.test(fsType) ? [{service, source, fsType}] : []
  })
}
