import {OpsError} from '../../errors.js'
import {logsMessages as say} from '../../messages/logs.js'
import {parseSince} from '../../runtime/compose-logs.js'
import {nowMs} from '../../system/clock.js'
import {verbatim} from '../../text.js'

/** Epoch milliseconds of what a flag of `command` was given: a span back from now, or an ISO time. Throws OPS_SINCE_INVALID or OPS_UNTIL_INVALID. */
export function readTime(command: string, flag: 'since' | 'until', written: string | undefined): number | undefined {
  if (written === undefined) return undefined
  const seconds = parseSince(written, nowMs())
  if (seconds !== undefined) return seconds * 1000
  throw new OpsError({
    code: flag === 'since' ? 'OPS_SINCE_INVALID' : 'OPS_UNTIL_INVALID',
    kind: 'usage',
    message: say.badTime(flag, written),
    suggestions: [verbatim(`opsctl ${command} --${flag} 10m`)],
  })
}
