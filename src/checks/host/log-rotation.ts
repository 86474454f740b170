/** Whether the logs of containers can fill this machine's disk: those of the stack, and those that anyone else starts. */
import {readFile} from 'node:fs/promises'

import {preflightMessages as say} from '../../messages/preflight.js'
import {listContainers} from '../../system/docker-api.js'
import {DAEMON_FILE} from '../../system/host-state.js'
import {type CheckResult, pass, skip, type Verdict, warn} from '../check.js'

export interface LogRotationFacts {
  /** Containers of the project whose log grows without end. */
  readonly endless: readonly string[]
  /** Containers of the project. */
  readonly containers: number
  /** Whether a container for which nobody said anything gets a log that ends; undefined when the daemon is elsewhere. */
  readonly daemonDefault: boolean | undefined
}

export interface LogConfig {
  readonly driver: string
  readonly options: Readonly<Record<string, string>>
}

/** Drivers that keep lines in files of their own without an end; the others rotate, send on, or keep nothing. */
const GROWING = 'json-file'

/** Whether a log comes to an end by itself. */
export function isBounded({driver, options}: LogConfig): boolean {
  return driver !== GROWING || (options['max-size'] ?? '-1') !== '-1'
}

/** Judges the containers first: they are the stack's own. */
export function judgeLogRotation({endless, containers, daemonDefault}: LogRotationFacts): Verdict {
  if (endless.length > 0) return warn(say.logsEndless(endless.join(', ')), say.recreateThem)
  if (daemonDefault === false) return warn(say.daemonLogsEndless, say.setDaemonLogs(DAEMON_FILE))
  return pass(say.logsRotated(containers))
}

/** Asks the engine for the project's containers, and reads the daemon's file where the daemon is this machine's. */
export async function checkLogRotation(project: string, isUp: boolean, isLocal: boolean): Promise<CheckResult> {
  const common = {id: 'docker.log-rotation', title: say.logRotationTitle}
  if (!isUp) return {...common, verdict: skip(say.noDocker), facts: {}}
  const containers = await listContainers(project)
  const facts = {
    endless: containers.filter(({logging}) => !isBounded(logging)).map(({name}) => name),
    containers: containers.length,
    daemonDefault: isLocal ? parseDaemonDefault(await readFile(DAEMON_FILE, 'utf8').catch(() => undefined)) : undefined,
  }
  return {...common, verdict: judgeLogRotation(facts), facts: {...facts}}
}

/** What daemon.json says of a log by default; a file that is no JSON has stopped the daemon long before. */
export function parseDaemonDefault(text: string | undefined): boolean {
  try {
    const {'log-driver': driver = GROWING, 'log-opts': options = {}} = JSON.parse(text ?? '{}') as {
      'log-driver'?: string
      'log-opts'?: Record<string, string>
    }
    return isBounded({driver, options})
  } catch {
    return false
  }
}
