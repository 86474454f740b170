/**
 * Runs SQL in the database's container. Passwords and statements go by stdin: argv is visible to the whole host.
 * Sessions are named opsctl, so that one that isn't can be told from them.
 */
import type {Access, ExecResult} from '../component.js'

/** The superuser, reachable from inside the container only. */
export const ADMIN = 'postgres'

const TIMEOUT_MS = 15_000
const FLAGS = '-X -q -A -t -v ON_ERROR_STOP=1'

/** As a role over TCP through the service's own address, as an app would come. */
export function queryAs(
  access: Access,
  login: {readonly role: string; readonly password: string; readonly host?: string},
  sql: string,
): Promise<ExecResult> {
  // `read` takes one line and leaves the rest of stdin to psql.
  const script = `IFS= read -r PGPASSWORD; export PGPASSWORD PGCONNECT_TIMEOUT=5 PGAPPNAME=opsctl; exec psql ${FLAGS} -w -h "$2" -U "$0" -d "$1"`
  const argv = ['sh', '-c', script, login.role, access.stack.postgres.database, login.host ?? 'postgres']
  return access.instance('postgres').exec(argv, {stdin: `${login.password}\n${sql}\n`, timeoutMs: TIMEOUT_MS})
}

/** As the superuser through the socket, where the server trusts its own operating system user. */
export function queryAsAdmin(access: Access, sql: string, timeoutMs = TIMEOUT_MS): Promise<ExecResult> {
  const argv = ['sh', '-c', `export PGAPPNAME=opsctl; exec psql ${FLAGS} -w -U "$0" -d postgres`, ADMIN]
  return access.instance('postgres').exec(argv, {stdin: `${sql}\n`, timeoutMs})
}
