/** Why an upgrade failed, what became of the former revision, and what to do. Pure. */
import {OpsError} from '../../errors.js'
import {clusterMessages as say} from '../../messages/cluster.js'
import type {Revision} from '../../system/helm-cli.js'
import {redact} from '../../system/redact.js'
import type {Text} from '../../text.js'
import {verbatim} from '../../text.js'
import type {ClusterTarget} from '../cluster-target.js'
import {deployedRevision, pendingRevision, stuckFix, stuckWords} from './helm-risks.js'
import type {PodCause} from './pod-causes.js'
import {refusalCause, refusedObject} from './refusals.js'

export interface UpFailureFacts {
  readonly target: ClusterTarget
  /** What helm printed; empty when opsctl ended the waiting. */
  readonly printed: string
  readonly timeoutS: number
  /** What stood still before it was taken back. */
  readonly causes: readonly PodCause[]
  /** Services whose pods were not ready, as far as no cause names them. */
  readonly waiting: readonly string[]
  readonly before: readonly Revision[]
  readonly after: readonly Revision[]
}

interface Told {
  readonly object: string
  readonly cause: Text
  readonly fix: Text
}

const DETAIL_LINES = 12
/** Lines that the library of Kubernetes writes for its own developers. */
const LOG_LINE = /^[IWE]\d{4} \d\d:/

/** The error with one problem per cause. */
export function upFailure(facts: UpFailureFacts): OpsError {
  const refused = helmCauses(facts)
  // Where Helm was refused something, pods that are merely on their way are not to blame.
  const told = [...refused, ...facts.causes.filter(({isFinal}) => isFinal || refused.length === 0)]
  const [first] = told
  const {what, fix} = aftermath(facts)
  const fixes = uniqueTexts([...told.map((one) => one.fix), ...fix, verbatim('opsctl up')])
  const [way = verbatim('opsctl status'), ...ways] = fixes
  const lines = redact(facts.printed)
    .trim()
    .split('\n')
    .filter((line) => !LOG_LINE.test(line))
  const detail = lines.slice(-DETAIL_LINES).join('\n')
  return new OpsError({
    code: 'OPS_UP_FAILED',
    kind: 'external',
    message: first
      ? say.upFailedFor(first.object, first.cause, what)
      : say.upFailed(facts.waiting.join(', '), facts.timeoutS, what),
    problems: told.map(({object, cause}) => ({file: object, message: cause})),
    suggestions: [way, ...ways],
    ...(detail === '' ? {} : {detail}),
  })
}

/** What Helm's own words say; a mere time-out says nothing that the pods don't say better. */
function helmCauses({printed}: UpFailureFacts): readonly Told[] {
  const hook =
    /(?:pre|post)-(?:install|upgrade) hooks? failed|hook(?:s)? failed: (?:.*?)(?:resource )?([A-Za-z]+\/\S+)/.exec(
      printed,
    )
  if (hook && !/violates|exceeded quota|denied the request/.test(printed))
    return [{object: hook[1] ?? 'Job', cause: say.hookFailed, fix: say.hookFailedFix}]
  if (/another operation \(install\/upgrade\/rollback\) is in progress/.test(printed))
    return [{object: 'helm', cause: say.otherHelm, fix: verbatim('opsctl plan')}]
  const owned = /(\w+) "([^"]+)" in namespace "([^"]*)" exists and cannot be imported/.exec(printed)
  if (owned) {
    const [, kind = '', name = '', namespace = ''] = owned
    return [
      {
        object: `${kind}/${name}`,
        cause: say.notOurs,
        fix: say.notOursFix(`kubectl --namespace ${namespace} get ${kind.toLowerCase()} ${name} --show-labels`),
      },
    ]
  }
  const conflict = /conflict(?:s)? with "([^"]+)"[^:]*:\s*([\s\S]*)/.exec(printed)
  const object = refusedObject(printed) ?? 'helm'
  if (conflict)
    return [
      {
        object,
        cause: say.ownedField(conflict[1] ?? '', fieldsOf(conflict[2] ?? '')),
        fix: say.ownedFieldFix,
      },
    ]
  const refusal = refusalCause(printed)
  if (!refusal) return []
  return [{object, ...refusal}]
}

/** Helm says the same again for every try. */
function fieldsOf(said: string): string {
  const [first = ''] = said.split(/ && |: conflict occurred/)
  return first.replaceAll(/\s+/g, ' ').trim()
}

/** What runs now. */
function aftermath({target, before, after}: UpFailureFacts): {readonly what: Text; readonly fix: readonly Text[]} {
  const stuck = pendingRevision(after)
  if (stuck) return {what: stuckWords(stuck, target), fix: [stuckFix(after, target)]}
  const former = deployedRevision(before)
  if (!former) return {what: after.length === 0 ? say.firstRemoved : say.firstLeft, fix: []}
  const now = after.at(-1)
  return {
    what: now?.status === 'deployed' ? say.formerRuns(former.revision) : say.formerUnknown(now?.revision ?? 0),
    fix: [],
  }
}

function uniqueTexts(texts: readonly Text[]): readonly Text[] {
  return [...new Map(texts.map((text) => [text.en, text])).values()]
}
