/** Why a service is down, and what to do about it: from its exit code, the engine's words and its last lines. Pure. */
import {causeMessages as say} from '../messages/causes.js'
import type {Text} from '../text.js'
import type {ServiceState} from './runtime.js'

export interface Cause {
  /** What kind it is, for whoever looks further: `port-taken`, `disk-full`, … Absent where only the cluster named it. */
  readonly kind?: string
  readonly cause: Text
  readonly fix: Text
}

type Where = Pick<ServiceState, 'service' | 'component'>

interface Pattern {
  readonly kind: string
  readonly seen: RegExp
  readonly explain: (where: Where, match: RegExpExecArray) => Cause
}

/** Sentences of servers whose meaning is certain, the most telling first. */
const patterns: readonly Pattern[] = [
  {
    kind: 'port-taken',
    seen: /port is already allocated|address already in use|bind: address already|Bind for (\S+) failed/i,
    explain: () => ({cause: say.portTaken, fix: say.portTakenFix}),
  },
  {
    kind: 'disk-full',
    seen: /no space left on device|disk is full|ENOSPC/i,
    explain: () => ({cause: say.diskFull, fix: say.diskFullFix}),
  },
  {
    kind: 'data-version',
    seen: /database files are incompatible with server|Can't handle RDB format version/i,
    explain: ({component}) => ({cause: say.dataVersion(component), fix: say.dataVersionFix(component)}),
  },
  {
    kind: 'wrong-password',
    seen: /password authentication failed|WRONGPASS|NOAUTH|invalid username-password pair/i,
    explain: ({service}) => ({cause: say.wrongPassword(service), fix: say.wrongPasswordFix}),
  },
  {
    kind: 'out-of-memory',
    seen: /out of memory|cannot allocate memory|OOM command not allowed|JavaScript heap out of memory/i,
    explain: ({component}) => ({cause: say.outOfMemory, fix: say.moreMemory(component)}),
  },
  {
    kind: 'architecture',
    seen: /exec format error/i,
    explain: () => ({cause: say.wrongArchitecture, fix: say.wrongArchitectureFix}),
  },
  {
    kind: 'read-only',
    seen: /read-only file system/i,
    explain: ({service}) => ({cause: say.readOnly(service), fix: say.readOnlyFix}),
  },
  {
    kind: 'permission',
    seen: /permission denied|EACCES|operation not permitted/i,
    explain: ({service}) => ({cause: say.noPermission(service), fix: say.noPermissionFix(service)}),
  },
  {
    kind: 'unknown-host',
    seen: /could not translate host name|no such host|name or service not known|ENOTFOUND|EAI_AGAIN/i,
    explain: () => ({cause: say.unknownHost, fix: say.unknownHostFix}),
  },
  {
    kind: 'refused',
    seen: /ECONNREFUSED|connection refused/i,
    explain: ({service}) => ({cause: say.refused(service), fix: say.seeStatus}),
  },
  {
    kind: 'config',
    seen: /bad directive|syntax error|parse error|error loading config|loading configuration file failed|unknown directive|unrecognized configuration parameter|Unresolved Configuration|configuration file .+ contains errors|\[emerg\]|\[ALERT\]|FATAL CONFIG/i,
    explain: ({component}) => ({cause: say.badConfig(component), fix: say.badConfigFix(component)}),
  },
]

/** The likeliest cause; undefined when nothing that is known for certain explains it. */
export function findCause(state: ServiceState, lines: readonly string[]): Cause | undefined {
  if (state.state === 'missing') return {kind: 'missing', cause: say.missing(state.service), fix: say.runUp}
  // A cluster knows more of its pods than their last lines say, but for the lines of a program that ends by itself.
  if (state.cause && state.exitCode === undefined) return state.cause
  if (state.oomKilled) return {kind: 'oom-killed', cause: say.oomKilled, fix: say.moreMemory(state.component)}
  const engine = findPattern(state, state.error ?? '')
  if (engine) return engine
  const printed = findPattern(state, lines.slice(-50).join('\n'))
  if (printed) return printed
  return state.cause ?? byExitCode(state) ?? byHealth(state)
}

function findPattern(where: Where, text: string): Cause | undefined {
  for (const {kind, seen, explain} of patterns) {
    const match = seen.exec(text)
    if (match) return {kind, ...explain(where, match)}
  }

  return undefined
}

function byExitCode(state: ServiceState): Cause | undefined {
  const logs = say.seeLogs(state.service)
  switch (state.exitCode) {
    case 126:
      return {kind: 'not-executable', cause: say.notExecutable, fix: logs}
    case 127:
      return {kind: 'not-found', cause: say.notFound, fix: logs}
    case 137:
      return {kind: 'killed', cause: say.killed, fix: say.runUp}
    case 139:
      return {kind: 'crashed', cause: say.crashed, fix: logs}
    case 143:
    case 0:
      return state.state === 'exited' ? {kind: 'stopped', cause: say.stopped, fix: say.runUp} : undefined
    default:
      return state.exitCode === undefined ? undefined : {kind: 'ended', cause: say.ended(state.exitCode), fix: logs}
  }
}

function byHealth(state: ServiceState): Cause | undefined {
  if (state.health !== 'unhealthy' && state.health !== 'starting') return undefined
  const output = state.healthOutput?.split('\n').at(-1)?.trim()
  if (output) return {kind: 'health', cause: say.healthSays(output), fix: say.seeLogs(state.service)}
  return {
    kind: 'health',
    cause: state.health === 'starting' ? say.stillStarting : say.unhealthy,
    fix: say.seeLogs(state.service),
  }
}
