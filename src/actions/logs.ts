import {OpsError} from '../errors.js'
import {logsMessages as say} from '../messages/logs.js'
import type {Project} from '../project.js'
import {hideProjectSecrets} from '../runtime/hide-secrets.js'
import type {LogLine} from '../runtime/runtime.js'
import {loadStack} from '../spec/load-stack.js'
import {readTime} from './logs/read-time.js'
import {openRuntime} from './open-runtime.js'
import {pickServices} from './pick-services.js'

export interface LogOptions {
  readonly names: readonly string[]
  readonly follow: boolean
  readonly since?: string
  readonly grep?: string
  readonly tail?: number
  readonly signal: AbortSignal
}

/** The lines of the named components or services, redacted. */
export async function readLogs(project: Project, options: LogOptions): Promise<AsyncIterable<LogLine>> {
  const grep = options.grep === undefined ? undefined : parseGrep(options.grep)
  readTime('logs', 'since', options.since)
  const [{stack}] = await Promise.all([loadStack(project), hideProjectSecrets(project)])
  const {runtime} = await openRuntime(project, stack)
  return runtime.logs({
    services: pickServices(stack, options.names),
    follow: options.follow,
    signal: options.signal,
    ...(options.since === undefined ? {} : {since: options.since}),
    ...(options.tail === undefined ? {} : {tail: options.tail}),
    ...(grep ? {grep} : {}),
  })
}

function parseGrep(pattern: string): RegExp {
  try {
    return new RegExp(pattern)
  } catch (cause) {
    throw new OpsError({
      code: 'OPS_GREP_INVALID',
      kind: 'usage',
      message: say.badGrep(pattern),
      suggestions: [say.escapeIt],
      cause,
    })
  }
}
