/** Starts the Docker daemon under whatever manages services here, or without anything that does. */
import {readFile, rm} from 'node:fs/promises'

import {OpsError} from '../errors.js'
import {hostMessages as say} from '../messages/host.js'
import {monotonicMs, sleep} from './clock.js'
import {readDockerState} from './docker-engine.js'
import {findProgram} from './host-os.js'
import type {InitSystem} from './host-state.js'
import {capture, interrupted, type RunOptions} from './run.js'

type Options = Pick<RunOptions, 'signal' | 'onLine'>

export const DAEMON_LOG = '/var/log/opsctl-dockerd.log'

const PID_FILE = '/run/opsctl-dockerd.pid'
const START_TIMEOUT_MS = 90_000
const POLL_MS = 500
/** A daemon that is alive has written its process id by then. */
const SETTLE_MS = 5000
const SERVICE_PATIENCE_MS = 30_000

/** Process id files that a daemon which was cut off leaves behind; a new one refuses to start, or waits for a stranger. */
const LEFTOVERS = [
  {file: '/var/run/docker.pid', program: 'dockerd'},
  {file: '/var/run/docker/containerd/containerd.pid', program: 'containerd'},
] as const

/** Starts the daemon and waits until it answers. A daemon that is starting already is only waited for. */
export async function startDaemon(init: InitSystem, options: Options = {}): Promise<void> {
  const isStarting = await isDaemonAlive()
  if (!isStarting) {
    await removeLeftovers()
    await startService(init, options)
  }
  const patience = init === 'none' || isStarting ? START_TIMEOUT_MS : SERVICE_PATIENCE_MS
  if (await waitForEngine(patience, options.signal)) return
  // A service that was told to start and is not there: a policy may forbid starts, as in an image. Start it directly.
  if (init !== 'none' && !(await isDaemonAlive())) {
    await startInBackground(options)
    if (await waitForEngine(START_TIMEOUT_MS, options.signal)) return
  }
  throw await notStarted()
}

/** Waits until the engine answers; false when it did not in time, or when the daemon has ended. */
async function waitForEngine(timeoutMs: number, signal?: AbortSignal): Promise<boolean> {
  const start = monotonicMs()
  while (monotonicMs() - start < timeoutMs) {
    if (signal?.aborted) throw interrupted()
    if ((await readDockerState()).reach === 'ok') return true
    if (monotonicMs() - start > SETTLE_MS && !(await isDaemonAlive())) return false
    await sleep(POLL_MS, signal)
  }
  return false
}

async function startService(init: InitSystem, options: Options): Promise<void> {
  if (init === 'none') return startInBackground(options)
  const argv = {
    systemd: ['systemctl', ['enable', '--now', 'docker.service']],
    openrc: ['rc-service', ['docker', 'start']],
    sysv: ['service', ['docker', 'start']],
  } as const
  const [command, words] = argv[init]
  // What it says of success does not count: only an engine that answers does.
  await capture(command, words, {...options, timeoutMs: START_TIMEOUT_MS})
  if (init === 'openrc') await capture('rc-update', ['add', 'docker', 'default'], options)
}

async function startInBackground(options: Options): Promise<void> {
  const argv = ['--start', '--oknodo', '--background', '--make-pidfile', '--pidfile', PID_FILE, '--output', DAEMON_LOG]
  const dockerd = (await findProgram('dockerd')) ?? '/usr/sbin/dockerd'
  await capture('start-stop-daemon', [...argv, '--exec', dockerd], {...options, timeoutMs: 30_000})
}

async function isDaemonAlive(): Promise<boolean> {
  return (await programOf('/var/run/docker.pid')) === 'dockerd' || (await programOf(PID_FILE)) === 'dockerd'
}

async function removeLeftovers(): Promise<void> {
  for (const {file, program} of LEFTOVERS) {
    const running = await programOf(file)
    if (running !== program) await rm(file, {force: true})
  }
}

/** Name of the process whose id is in a file; undefined when there is none. */
async function programOf(pidFile: string): Promise<string | undefined> {
  const pid = (await readFile(pidFile, 'utf8').catch(() => '')).trim()
  if (!/^\d+$/.test(pid)) return undefined
  return (await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => undefined))?.trim()
}

async function notStarted(): Promise<OpsError> {
  const log = await readFile(DAEMON_LOG, 'utf8').catch(() => '')
  return new OpsError({
    code: 'OPS_DOCKER_START_FAILED',
    kind: 'environment',
    message: say.notStarted,
    suggestions: [say.readLog(DAEMON_LOG)],
    ...(log === '' ? {} : {detail: log.trimEnd().split('\n').slice(-20).join('\n')}),
  })
}
