/** A store that runs as a process of the tests: started, waited for, and ended with everything it started. */
import {type ChildProcess, spawn} from 'node:child_process'
import {closeSync, openSync, readFileSync} from 'node:fs'
import {setTimeout as sleep} from 'node:timers/promises'

/** A running store. `signal` is for tests that kill or pause it; `stop` ends it, however it is. */
export interface RunningStore {
  readonly url: string
  readonly pid: number
  readonly logFile: string
  signal(name: NodeJS.Signals): void
  stop(): Promise<void>
}

/** What is started, and how it is known to be up. */
export interface StoreStart {
  readonly command: string
  readonly argv: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly url: string
  readonly logFile: string
  /** Resolves to true once the store answers. */
  isUp(): Promise<boolean>
}

const UP_TIMEOUT_MS = 180_000
const STOP_TIMEOUT_MS = 10_000

/** Starts a store and waits until it answers. Throws with its last lines when it ends or takes too long. */
export async function startStore(start: StoreStart): Promise<RunningStore> {
  const log = openSync(start.logFile, 'a')
  // A test run that is killed must not leave a store behind.
  const argv = ['--pdeathsig', 'KILL', start.command, ...start.argv]
  const child = spawn('setpriv', argv, {stdio: ['ignore', log, log], env: start.env, detached: true})
  closeSync(log)
  const store = asRunning(child, start)
  const deadline = Date.now() + UP_TIMEOUT_MS
  while (!(await start.isUp().catch(() => false))) {
    if (child.exitCode !== null || Date.now() > deadline) {
      await store.stop()
      throw new Error(`${start.command} did not come up:\n${lastLines(start.logFile)}`)
    }
    await sleep(250)
  }
  return store
}

function asRunning(child: ChildProcess, start: StoreStart): RunningStore {
  const pid = child.pid ?? 0
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve())
    child.once('error', () => resolve())
  })
  const signal = (name: NodeJS.Signals) => {
    try {
      // The leader of the group is perhaps a wrapper: its children must hear it too.
      if (pid > 0) process.kill(-pid, name)
    } catch {
      // It has ended already.
    }
  }
  const stop = async () => {
    signal('SIGTERM')
    signal('SIGCONT')
    const timer = setTimeout(() => signal('SIGKILL'), STOP_TIMEOUT_MS)
    await ended
    clearTimeout(timer)
  }
  return {url: start.url, pid, logFile: start.logFile, signal, stop}
}

function lastLines(file: string): string {
  return readFileSync(file, 'utf8').split('\n').slice(-30).join('\n')
}
