/** One process in the container of the gateway: its own binary on its files, and a knock at every upstream. */
import type {z} from 'zod'

import type {CollectContext} from '../../../doctor/collect.js'
import {CannotSee} from '../../../doctor/facts.js'
import {OpsError} from '../../../errors.js'
import type {Access} from '../../component.js'
import {drivers} from '../drivers.js'
import {planRoutes} from '../route-plan.js'
import type {configTest, upstreams} from './facts.js'

/** A binary that reads its configuration anew takes a while on a busy machine. */
export const INSIDE_MS = 8000

type ConfigTest = z.infer<typeof configTest.schema>
type Upstreams = z.infer<typeof upstreams.schema>

export interface Inside {
  readonly configTest: ConfigTest
  readonly upstreams: Upstreams
}

/** Both image sources of a driver have either bash or the tools of busybox. */
const SCRIPT = `
try() {
  if command -v bash >/dev/null; then timeout 2 bash -c "exec 3<>/dev/tcp/$1/$2" 2>&1; else nc -z -w 2 "$1" "$2" 2>&1; fi
}
knock() {
  words=$(try "$3" "$2"); code=$?
  case "$code $words" in 0*) result=ok ;; *efused*) result=refused ;; 124*|143*|*timed*) result=timeout ;; *) result=unreachable ;; esac
  echo "opsctl-knock $1 $2 $3 $result"
}
visit() {
  # 1: it does not know that table. A name that leads nowhere is another code, and is not looked up twice.
  lines=$(timeout 2 getent ahostsv4 "$1" 2>/dev/null); [ $? -ne 1 ] || lines=$(timeout 2 getent hosts "$1")
  found=$(echo "$lines" | awk 'NF {print $1}' | sort -u)
  [ -n "$found" ] || echo "opsctl-knock $1 $2 - unresolved"
  for address in $found; do knock "$1" "$2" "$address" & done
  wait
}
for target in $0; do visit "\${target%:*}" "\${target##*:}" & done
"$@" 2>&1; code=$?
wait
echo "opsctl-exit $code"`

/** Two facts come from one look; the door to the stack is the same for both. */
const looks = new WeakMap<Access, Promise<Inside>>()

/** Looks once in a run. */
export function lookInside(context: CollectContext): Promise<Inside> {
  const known = looks.get(context.access)
  if (known) return known
  const look = lookIn(context)
  looks.set(context.access, look)
  return look
}

async function lookIn({access, stack}: CollectContext): Promise<Inside> {
  const plan = planRoutes(stack)
  const targets = new Set(plan.routes.flatMap((route) => route.targets.map(({host, port}) => `${host}:${port}`)))
  const argv = ['sh', '-c', SCRIPT, [...targets].join(' '), ...drivers[stack.gateway.driver].validate(plan)]
  try {
    const {stdout, stderr} = await access.instance('gateway').exec(argv, {timeoutMs: 2 * INSIDE_MS})
    return readInside(`${stdout}\n${stderr}`)
  } catch (error) {
    throw error instanceof OpsError ? new CannotSee('unreachable', error.text) : error
  }
}

/** Lines of knocks and the exit code among what the binary printed. */
export function readInside(printed: string): Inside {
  const lines = printed.split('\n')
  const exit = lines.find((line) => line.startsWith('opsctl-exit '))
  if (!exit) {
    const why = lines.find((line) => line.trim() !== '') ?? ''
    throw new CannotSee('unreachable', {en: `the container runs nothing: ${why}`, zh: `无法在容器中执行：${why}`})
  }

  const own = lines.filter((line) => !line.startsWith('opsctl-'))
  return {
    configTest: {exitCode: Number(exit.split(' ')[1]), output: own.join('\n').trim().slice(-4000)},
    upstreams: lines.filter((line) => line.startsWith('opsctl-knock ')).map(readKnock),
  }
}

function readKnock(line: string): Upstreams[number] {
  const [, host = '', port, address = '', result] = line.split(' ')
  return {
    host,
    port: Number(port),
    address: address === '-' ? '' : address,
    result: result as Upstreams[number]['result'],
  }
}
