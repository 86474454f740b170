/** What the API server says when it refuses an object, in words. Pure. */
import {clusterCauses as say} from '../../messages/cluster-causes.js'
import {redact} from '../../system/redact.js'
import type {Cause} from '../causes.js'

interface Pattern {
  readonly seen: RegExp
  readonly explain: (groups: readonly string[]) => Cause
}

/** The most telling first. */
const patterns: readonly Pattern[] = [
  {
    seen: /violates PodSecurity "([^"]+)":\s*([\s\S]+)/,
    explain: ([policy = '', fields = '']) => ({
      cause: say.podSecurity(policy, redact(oneLine(fields))),
      fix: say.podSecurityFix,
    }),
  },
  {
    seen: /exceeded quota: ([^,]+), requested: (.+?), used: (.+?), limited: ([^\n]+)/,
    explain: ([quota = '', requested = '', used = '', limited = '']) => ({
      cause: say.quota(quota, requested, used, limited.trim()),
      fix: say.quotaFix,
    }),
  },
  {
    seen: /failed quota: ([^:]+): must specify ([^\n]+)/,
    explain: ([quota = '', missing = '']) => ({cause: say.quotaWants(quota, missing), fix: say.limitsFix}),
  },
  {
    seen: /admission webhook "([^"]+)" denied the request:?\s*([\s\S]*)/,
    explain: ([webhook = '', why = '']) => ({
      cause: say.policyRefused(webhook, redact(oneLine(why))),
      fix: say.policyFix(webhook),
    }),
  },
  {
    seen: /ValidatingAdmissionPolicy '([^']+)'[^:]*denied request: ([^\n]+)/,
    explain: ([policy = '', why = '']) => ({
      cause: say.policyRefused(policy, redact(why)),
      fix: say.policyFix(policy),
    }),
  },
  {
    seen: /\[?((?:maximum|minimum) [^\n]*? (?:per|for) [^\n]*)/,
    explain: ([limit = '']) => ({cause: say.limitRange(oneLine(limit)), fix: say.limitsFix}),
  },
  {
    seen: /no PriorityClass with name (\S+) was found/,
    explain: ([name = '']) => ({cause: say.noPriorityClass(name), fix: say.noPriorityClassFix}),
  },
  {
    seen: /serviceaccount "([^"]+)" not found/,
    explain: ([name = '']) => ({cause: say.objectMissing('ServiceAccount', name), fix: say.runUp}),
  },
  {
    seen: /User "[^"]*" cannot (\S+) resource "([^"]*)"[\s\S]*?(?:in the namespace "([^"]*)"|at the cluster scope)/,
    explain: ([verb = '', resource = '', namespace]) => ({
      cause: say.noRight(verb, resource, namespace),
      fix: say.noRightFix,
    }),
  },
  {
    seen: /namespaces? "([^"]+)" (?:is being terminated|because it is being terminated)|in namespace (\S+) because it is being terminated/,
    explain: ([name = '', other = '']) => ({cause: say.terminating(name || other), fix: say.terminatingFix}),
  },
  {
    seen: /(\S+) "([^"]+)" is invalid: ([\s\S]+?)(?: && |\n|$)/,
    explain: ([kind = '', name = '', why = '']) => ({
      cause: say.invalid(`${kind.split('.')[0]}/${name}`, redact(oneLine(why))),
      fix: say.invalidFix,
    }),
  },
]

/** The cause in a message of the API server; undefined when it is none that is known for certain. */
export function refusalCause(message: string): Cause | undefined {
  for (const {seen, explain} of patterns) {
    const match = seen.exec(message)
    if (match) return explain(match.slice(1))
  }
  return undefined
}

/** The object that a line of Helm's error is about, as `StatefulSet/postgres`. */
export function refusedObject(message: string): string | undefined {
  const named =
    /(?:cannot patch|failed to create resource|unable to (?:create|update)[^"]*?) "?([^"\s]+)"? with kind (\w+)/.exec(
      message,
    )
  if (named) return `${named[2]}/${named[1]}`
  const applied =
    /(?:conflict occurred while applying object|server-side apply failed for object) (\S+) ([^\s,]+)(?:, Kind=(\w+))?/.exec(
      message,
    )
  if (applied) return `${applied[3] ?? applied[2]?.split('=').at(-1)}/${applied[1]?.split('/').at(-1)}`
  const quoted = /(\w+)(?:\.\S+)? "([^"]+)" is (?:invalid|forbidden)/.exec(message)
  return quoted ? `${quoted[1]}/${quoted[2]}` : undefined
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim()
}
