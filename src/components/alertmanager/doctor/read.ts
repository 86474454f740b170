/** Reads what Alertmanager and amtool answer. Pure. */
import type {z} from 'zod'

import type {configFact, silencesFact} from './facts.js'

type Silences = z.infer<typeof silencesFact.schema>
type Config = z.infer<typeof configFact.schema>

/** Parts the outputs of the commands that are run in one go. */
export const CUT = '---- opsctl ----'

/** Old keys, in whose place `matchers` came. */
const DEPRECATED = ['match', 'match_re', 'source_match', 'source_match_re', 'target_match', 'target_match_re'] as const

/** The outputs of amtool check-config, of its route test, and the names of deprecated keys. */
export function readConfig(
  exitCode: number,
  stdout: string,
): Pick<Config, 'exitCode' | 'problems' | 'deprecated' | 'critical'> {
  const [checked = '', routed = '', keys = ''] = stdout.split(CUT)
  return {
    exitCode,
    problems: checked
      .split('\n')
      .map((line) => line.replace(/^Checking '[^']*'\s*(FAILED: )?/, '').trim())
      .filter((line) => line !== '' && !/^(SUCCESS|Found:|- |amtool: error: failed to validate)/.test(line)),
    deprecated: DEPRECATED.filter((key) => new RegExp(`^\\s*(- )?${key}:`, 'm').test(keys)),
    critical: routed
      .split(/[\n,]/)
      .map((name) => name.trim())
      .filter((name) => /^[\w.-]+$/.test(name)),
  }
}

/** As /api/v2/silences tells them. */
export interface SilenceBody {
  readonly id: string
  readonly endsAt: string
  readonly status: {readonly state: string}
  readonly matchers: readonly {
    readonly name: string
    readonly value: string
    readonly isRegex: boolean
    readonly isEqual?: boolean
  }[]
}

/** The silences that hold now. */
export function readSilences(body: readonly SilenceBody[]): Silences {
  return body
    .filter(({status}) => status.state === 'active')
    .map(({id, endsAt, matchers}) => ({
      id,
      endsAt: Date.parse(endsAt),
      matchers: matchers.map(
        ({name, value, isRegex, isEqual = true}) =>
          `${name}${isEqual ? '=' : '!'}${isRegex ? '~' : isEqual ? '' : '='}"${value}"`,
      ),
      wide: matchers.every(({name, value, isRegex, isEqual = true}) => {
        const takesAll = isEqual && isRegex && /^\.[*+]$/.test(value)
        return (
          takesAll || (name === 'severity' && isEqual && (value === 'critical' || (isRegex && /critical/.test(value))))
        )
      }),
    }))
}

/** The error of each receiver in lines like `msg="Notify attempt failed, …" … receiver=ops … err="Post …: dial tcp …"`. */
export function readRefusals(lines: readonly string[]): Record<string, string> {
  const refusals: Record<string, string> = {}
  for (const line of lines) {
    const said = / err="((?:[^"\\]|\\.)*)"/.exec(line)?.[1]?.replaceAll(/\\(.)/g, '$1')
    // Once it has given up, the receiver is named within the error.
    const [head = '', named] = /^([\w.-]+)\/\w+\[\d+\]: (?:notify retry canceled [^:]*: )?/.exec(said ?? '') ?? []
    const receiver = named ?? / receiver=([\w.-]+)/.exec(line)?.[1]
    if (said === undefined || receiver === undefined) continue
    // The address may be a secret, and says nothing that its owner does not know.
    refusals[receiver] = said
      .slice(head.length)
      .replace(/^(Post|Get) "[^"]*": /, '')
      .slice(0, 300)
  }

  return refusals
}

/** What makes a name a sample: domains that RFC 2606 keeps free, and what manuals write. */
const SAMPLE_HOST =
  /(^|[@./])(example|test|invalid|localhost|yourdomain|your-domain|mydomain|domain)\.(com|org|net|cn|io)\b|\.(example|test|invalid)\b/i
const SAMPLE_WORDS =
  /YOUR|CHANGE[-_ ]?ME|XXXX|\/T0{8}|<[a-z-]+>|webhook\.site|hooks\.slack\.com\/services\/(T\.|\.\.\.)/i

/** Whether a value is one that was copied from a manual. */
export function isSample(value: string): boolean {
  return SAMPLE_HOST.test(value) || SAMPLE_WORDS.test(value)
}
