/** Docker's command line, for the containers of one project. Secrets go by stdin: argv is visible to the whole host. */
import {spawn} from 'node:child_process'

const TIMEOUT_MS = 60_000

/** Docker as faults use it. */
export interface Docker {
  /** Name of a container of the project. */
  readonly container: (service: string, index?: number) => string
  /** Runs one command line and returns its stdout; throws with its stderr. */
  readonly docker: (...argv: readonly string[]) => Promise<string>
  /** The same, with a text for its stdin. */
  readonly pipe: (argv: readonly string[], stdin: string) => Promise<string>
  /** Starts a program in a container and leaves it there. */
  readonly leave: (service: string, argv: readonly string[]) => Promise<string>
}

/** The containers of a project. */
export function dockerOf(project: string): Docker {
  const container = (service: string, index = 1) => `${project}-${service}-${index}`
  return {
    container,
    docker: (...argv) => run(argv, ''),
    pipe: run,
    leave: (service, argv) => run(['exec', '-d', container(service), ...argv], ''),
  }
}

function run(argv: readonly string[], stdin: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn('docker', argv, {stdio: ['pipe', 'pipe', 'pipe'], timeout: TIMEOUT_MS})
    let stdout = ''
    let stderr = ''
    child.stdout.on('data', (chunk) => {
      stdout += chunk
    })
    child.stderr.on('data', (chunk) => {
      stderr += chunk
    })
    child.on('error', reject)
    child.on('close', (code) => {
      if (code === 0) resolve(stdout.trim())
      else reject(new Error(`docker ${argv.slice(0, 4).join(' ')} ended with ${code}: ${stderr.trim().slice(0, 400)}`))
    })
    child.stdin.on('error', () => undefined)
    child.stdin.end(stdin)
  })
}
