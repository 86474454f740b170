/** Talks to Redis inside its container. The password and the commands go by stdin: argv is visible to the whole host. */
import type {Access, ExecResult} from '../component.js'

const TIMEOUT_MS = 10_000

/** Runs commands, one per line, as a user; each answer is a line of stdout. Exit code 1 when the log-in fails. */
export function sendAs(
  access: Access,
  login: {readonly user: string; readonly password: string},
  commands: readonly string[],
): Promise<ExecResult> {
  // `read` takes one line and leaves the rest of stdin to redis-cli, which reads the password from its environment.
  const script = `IFS= read -r REDISCLI_AUTH; export REDISCLI_AUTH; exec redis-cli -e --no-raw -h redis --user "$0"`
  const stdin = `${[login.password, ...commands].join('\n')}\n`
  return access.instance('redis').exec(['sh', '-c', script, login.user], {stdin, timeoutMs: TIMEOUT_MS})
}

/** What a command answered with an error, as Redis puts it; empty when none did. */
export function errorOf(answer: ExecResult): string {
  const lines = `${answer.stdout}\n${answer.stderr}`.split('\n')
  const refused = lines.find((line) =>
    /^\(error\)|AUTH failed|WRONGPASS|NOAUTH|NOPERM|Could not connect|^ERR /.test(line),
  )
  if (refused !== undefined) return refused.replace(/^\(error\) /, '').slice(0, 300)
  return answer.exitCode === 0 ? '' : `exit code ${answer.exitCode} ${answer.stderr.trim().slice(0, 200)}`
}
