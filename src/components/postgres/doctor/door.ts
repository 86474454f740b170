/** Comes as an app would: is anyone there, is the password taken, is a place left. */
import {z} from 'zod'

import {CannotSee, defineFact} from '../../../doctor/facts.js'
import type {Access} from '../../component.js'
import {passwordOf, roles} from '../roles.js'

/** Why a log-in was refused. */
export const refusals = ['password', 'database', 'role', 'rules', 'slots', 'starting', 'network', 'other'] as const
export type Refusal = (typeof refusals)[number]

/** What happened at the door. */
export const door = defineFact(
  'postgres.door',
  z.object({
    /** As pg_isready says: the server refuses for now when it starts, recovers or stops. */
    isReady: z.enum(['accepts', 'rejects', 'silent', 'unknown']),
    role: z.string(),
    /** Null when the log-in worked. */
    refusal: z.enum(refusals).nullable(),
    /** What the server or the client said to it. */
    said: z.string(),
    /** Milliseconds from the start of the client to its first answer; null where the image has no such clock. */
    loginMs: z.number().nullable(),
    /** Where the data folder is mounted, from PGDATA up; `/` is the container itself. */
    dataMount: z.string(),
  }),
)

/** A log-in over the network, twice again when it was slow: once may be chance. `read` takes one line and leaves no argument. */
const SCRIPT = `role=$0 database=$1 slow=$2
IFS= read -r PGPASSWORD; export PGPASSWORD PGCONNECT_TIMEOUT=2 PGAPPNAME=opsctl
try() {
  from=$(date +%s%N)
  said=$(psql -X -q -A -t -w -h postgres -U "$role" -d "$database" -c 'SELECT 1' 2>&1 </dev/null); code=$?
  to=$(date +%s%N)
  case $from in *N*) ms=;; *) ms=$(( (to - from) / 1000000 ));; esac
}
pg_isready -q -t 2 -h 127.0.0.1; echo "ready $?"
try; least=$ms
for again in 1 2; do
  [ "$code" != 0 ] || [ "\${least:-0}" -lt "$slow" ] || { try; [ "$ms" -lt "$least" ] && least=$ms; }
done
echo "login $code $least"
cut -d' ' -f2 /proc/self/mounts | while read -r at; do case $PGDATA/ in "\${at%/}"/*) echo "mount $at";; esac; done
printf '%s\\n' "$said"`
/** Milliseconds from which a log-in is tried again. */
const SLOW_MS = 500

/** Knocks. Throws CannotSee when no command can be run beside the server. */
export async function knock(access: Access): Promise<z.infer<typeof door.schema>> {
  const password = await access.secret(passwordOf('app'))
  const {role} = roles.app
  const argv = ['sh', '-c', SCRIPT, role, access.stack.postgres.database, `${SLOW_MS}`]
  const result = await access
    .instance('postgres')
    .exec(argv, {stdin: `${password}\n`, timeoutMs: 8000})
    .catch((error: unknown) => {
      throw silent(error instanceof Error ? error.message : String(error))
    })
  if (!result.stdout.startsWith('ready ')) throw silent(result.stderr.trim().split('\n').at(-1) ?? '')
  return parseDoor(role, result.stdout)
}

/** What the script printed. */
export function parseDoor(role: string, printed: string): z.infer<typeof door.schema> {
  const [, ready = ''] = /^ready (\d+)$/m.exec(printed) ?? []
  const [, code = '', ms = ''] = /^login (\d+) (\d*)$/m.exec(printed) ?? []
  const mounts = [...printed.matchAll(/^mount (.+)$/gm)].map(([, at]) => at ?? '')
  const said = printed.split('\n').filter((line) => !/^(ready|login|mount) /.test(line))
  const states = {'0': 'accepts', '1': 'rejects', '2': 'silent'} as const
  return {
    isReady: states[ready as keyof typeof states] ?? 'unknown',
    role,
    refusal: code === '0' ? null : refusalOf(said.join(' ')),
    said: code === '0' ? '' : lastWords(said),
    loginMs: ms === '' ? null : Number(ms),
    dataMount: mounts.toSorted((a, b) => b.length - a.length)[0] ?? '/',
  }
}

/** The server speaks English: lc_messages is C. */
function refusalOf(said: string): Refusal {
  const known: readonly (readonly [RegExp, Refusal])[] = [
    [/remaining connection slots are reserved|too many clients already|too many connections for/, 'slots'],
    [/password authentication failed|no password supplied/, 'password'],
    [/database ".*" does not exist|permission denied for database|not currently accepting connections/, 'database'],
    [/role ".*" (does not exist|is not permitted to log in)/, 'role'],
    [/no pg_hba\.conf entry|pg_hba\.conf rejects|Peer authentication failed/, 'rules'],
    [/the database system is (starting|shutting|not yet|in recovery)/, 'starting'],
    [/could not (translate|connect)|Connection refused|timeout expired|No route|Network is unreachable/, 'network'],
  ]
  return known.find(([pattern]) => pattern.test(said))?.[1] ?? 'other'
}

function lastWords(lines: readonly string[]): string {
  const line = lines.filter((one) => one.trim() !== '').at(-1) ?? ''
  return line
    .replace(/^psql: error: /, '')
    .replace(/^.*?FATAL: +/, '')
    .trim()
    .slice(0, 200)
}

function silent(why: string): CannotSee {
  return new CannotSee('unreachable', {
    en: `no command can be run in the container of PostgreSQL: ${why}`,
    zh: `无法在 PostgreSQL 的容器中执行命令：${why}`,
  })
}
