/** The docker command line, for everything that changes something. One function per verb; argv holds no secret. */
import type {ExecOptions} from '../components/component.js'
import {capture, type RunOptions, type RunResult, run} from './run.js'

/** The Compose files of one project, as the command line wants them. */
export interface ComposeFiles {
  readonly name: string
  /** Working directory: where the person's own relative paths start. */
  readonly directory: string
  readonly files: readonly string[]
  readonly env: Readonly<Record<string, string>>
}

type Control = Pick<RunOptions, 'signal' | 'onLine' | 'timeoutMs'>

const QUICK_MS = 30_000
const HOUR_MS = 3_600_000

function composeArgv(compose: ComposeFiles, verb: readonly string[]): readonly string[] {
  const files = compose.files.flatMap((file) => ['-f', file])
  const where = ['--project-name', compose.name, '--project-directory', compose.directory]
  return ['compose', ...where, '--progress', 'plain', ...files, ...verb]
}

/** Runs a verb of compose that changes something, together with the programs it starts. */
function change(compose: ComposeFiles, verb: readonly string[], control: Control): Promise<RunResult> {
  return capture('docker', composeArgv(compose, verb), {
    cwd: compose.directory,
    env: compose.env,
    timeoutMs: HOUR_MS,
    group: true,
    ...control,
  })
}

/** The merged, resolved model of the files, as JSON. */
export async function composeModel(compose: ComposeFiles, control: Control = {}): Promise<string> {
  return run('docker', ...modelCall(compose, control))
}

/** The same with what compose warns of, or why it refuses the files. */
export async function tryComposeModel(compose: ComposeFiles, control: Control = {}): Promise<RunResult> {
  return capture('docker', ...modelCall(compose, control))
}

function modelCall(compose: ComposeFiles, control: Control): [readonly string[], RunOptions] {
  const options = {cwd: compose.directory, env: compose.env, timeoutMs: QUICK_MS, ...control}
  return [composeArgv(compose, ['config', '--format', 'json']), options]
}

/** The hash that compose gives each service of a model: it recreates a container whose label differs. */
export async function composeHashes(
  name: string,
  modelJson: string,
  directory: string,
): Promise<ReadonlyMap<string, string>> {
  const argv = ['compose', '--project-name', name, '-f', '-', 'config', '--hash', '*']
  const printed = await run('docker', argv, {cwd: directory, stdin: modelJson, timeoutMs: QUICK_MS})
  return new Map(
    printed
      .trim()
      .split('\n')
      .map((line) => line.split(' ') as [string, string]),
  )
}

/** Creates, recreates and starts what differs, then waits for every healthcheck. Never answers yes to a question of compose. */
export function composeUp(
  compose: ComposeFiles,
  options: Control & {readonly waitS: number; readonly services?: readonly string[]},
): Promise<RunResult> {
  const {waitS, services = [], ...control} = options
  const verb = ['up', '--detach', '--wait', '--wait-timeout', String(waitS), '--remove-orphans']
  // Images are there by now; compose must neither download nor build behind the person's back.
  const offline = ['--pull', 'never', '--no-build']
  return change(compose, [...verb, ...offline, ...services], {...control, timeoutMs: (waitS + 120) * 1000})
}

/** Removes the containers and networks of the project. Never a volume. */
export function composeDown(name: string, control: Control): Promise<RunResult> {
  return capture('docker', ['compose', '--project-name', name, '--progress', 'plain', 'down', '--remove-orphans'], {
    // Compose looks for a compose.yaml in the working folder and above it: there must be none.
    cwd: '/',
    timeoutMs: HOUR_MS,
    group: true,
    ...control,
  })
}

/** Restarts services in place: same containers, same configuration. */
export function composeRestart(
  compose: ComposeFiles,
  services: readonly string[],
  control: Control,
): Promise<RunResult> {
  return change(compose, ['restart', ...services], control)
}

/** Runs a program in a container; the exit code is the answer. */
export function dockerExec(
  container: string,
  argv: readonly string[],
  {user: wanted, ...control}: ExecOptions = {},
): Promise<RunResult> {
  const user = wanted === undefined ? [] : ['--user', wanted]
  const open = control.stdin === undefined ? [] : ['--interactive']
  return capture('docker', ['exec', ...open, ...user, container, ...argv], {timeoutMs: QUICK_MS, ...control})
}

/** Sends a signal to the main process of a container. */
export async function dockerKill(container: string, signal: string): Promise<void> {
  await run('docker', ['kill', '--signal', signal, container], {timeoutMs: QUICK_MS})
}

/** Runs a throw-away container without network; the exit code is the answer. */
export function dockerRunOnce(argv: readonly string[], control: Control = {}): Promise<RunResult> {
  return capture('docker', ['run', '--rm', '--network', 'none', '--pull', 'never', ...argv], {
    timeoutMs: 60_000,
    group: true,
    ...control,
  })
}

/** Removes volumes with everything in them; those that are gone already don’t matter. */
export async function dockerRemoveVolumes(names: readonly string[]): Promise<RunResult> {
  return capture('docker', ['volume', 'rm', '--force', ...names], {timeoutMs: HOUR_MS})
}
