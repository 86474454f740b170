/** Why a service is down, and what to do about it: from its exit code, the engine's words and its last lines. Pure. */
import {causeMessages as say} from '../messages/causes.js'
import type {Text} from '../text.js'
import type {ServiceState} from './runtime.js'

export interface Cause {
  readonly cause: Text
  readonly fix: Text
}

type Where = Pick<ServiceState, 'service' | 'component'>

interface Pattern {
  readonly seen: RegExp
  readonly explain: (where: Where, match: RegExpExecArray) => Cause
}

/** Sentences of servers whose meaning is certain, the most telling first. */
const patterns: readonly Pattern[] = [
  {
    seen: /port is already allocated|address already in use|bind: address already|Bind for (\S+) failed/i,
    explain: () => ({cause: say.portTaken, fix: say.portTakenFix}),
  },
  {seen: /no space left on device|disk is full|ENOSPC/i, explain: () => ({cause: say.diskFull, fix: say.diskFullFix})},
  {
    seen: /database files are incompatible with server|Can't handle RDB format version/i,
    explain: ({component}) => ({cause: say.dataVersion(component), fix: say.dataVersionFix(component)}),
  },
  {
    seen: /password authentication failed|WRONGPASS|NOAUTH|invalid username-password pair/i,
    explain: ({service}) => ({cause: say.wrongPassword(service), fix: say.wrongPasswordFix}),
  },
  {
    seen: /out of memory|cannot allocate memory|OOM command not allowed|JavaScript heap out of memory/i,
    explain: ({component}) => ({cause: say.outOfMemory, fix: say.moreMemory(component)}),
  },
  {
    seen: /exec format error/i,
    explain: () => ({cause: say.wrongArchitecture, fix: say.wrongArchitectureFix}),
  },
  {
    seen: /read-only file system/i,
    explain: ({service}) => ({cause: say.readOnly(service), fix: say.readOnlyFix}),
  },
  {
    seen: /permission denied|EACCES|operation not permitted/i,
    explain: ({service}) => ({cause: say.noPermission(service), fix: say.noPermissionFix(service)}),
  },
  {
    seen: /could not translate host name|no such host|name or service not known|ENOTFOUND|EAI_AGAIN/i,
    explain: () => ({cause: say.unknownHost, fix: say.unknownHostFix}),
  },
  {
    seen: /ECONNREFUSED|connection refused/i,
    explain: ({service}) => ({cause: say.refused(service), fix: say.seeStatus}),
  },
  {
    seen: /bad directive|syntax error|parse error|error loading config|unknown directive|\[emerg\]|\[ALERT\]|FATAL CONFIG/i,
    explain: ({component}) => ({cause: say.badConfig(component), fix: say.badConfigFix(component)}),
  },
]

/** The likeliest cause; undefined when nothing that is known for certain explains it. */
export function findCause(state: ServiceState, lines: readonly string[]): Cause | undefined {
  if (state.state === 'missing') return {cause: say.missing(state.service), fix: say.runUp}
  // A cluster knows more of its pods than their last lines say, but for the lines of a program that ends by itself.
  if (state.cause && state.exitCode === undefined) return state.cause
  if (state.oomKilled) return {cause: say.oomKilled, fix: say.moreMemory(state.component)}
  const engine = findPattern(state, state.error ?? '')
  if (engine) return engine
  const printed = findPattern(state, lines.slice(-50).join('\n'))
  if (printed) return printed
  return state.cause ?? byExitCode(state) ?? byHealth(state)
}

function findPattern(where: Where, text: string): Cause | undefined {
  for (const {seen, explain} of patterns) {
    const match = seen.exec(text)
    if (match) return explain(where, match)
  }

  return undefined
}

function byExitCode(state: ServiceState): Cause | undefined {
  const logs = say.seeLogs(state.service)
  switch (state.exitCode) {
    case 126:
      return {cause: say.notExecutable, fix: logs}
    case 127:
      return {cause: say.notFound, fix: logs}
    case 137:
      return {cause: say.killed, fix: say.runUp}
    case 139:
      return {cause: say.crashed, fix: logs}
    case 143:
    case 0:
      return state.state === 'exited' ? {cause: say.stopped, fix: say.runUp} : undefined
    default:
      return state.exitCode === undefined ? undefined : {cause: say.ended(state.exitCode), fix: logs}
  }
}

function byHealth(state: ServiceState): Cause | undefined {
  if (state.health !== 'unhealthy' && state.health !== 'starting') return undefined
  const output = state.healthOutput?.split('\n').at(-1)?.trim()
  if (output) return {cause: say.healthSays(output), fix: say.seeLogs(state.service)}
  return {cause: state.health === 'starting' ? say.stillStarting : say.unhealthy, fix: say.seeLogs(state.service)}
}
