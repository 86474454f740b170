/** Keeps a command from changing production by mistake: a context that looks like it must be named once more. */
import {OpsError} from '../errors.js'
import {clusterGuardMessages as say} from '../messages/cluster-guard.js'
import type {ClusterTarget} from '../runtime/cluster-target.js'
import {kubectl} from '../system/kubectl.js'

/** Tells the person what is about to be changed, and returns the name that is given for confirmation. */
export type ConfirmContext = (context: string) => Promise<string>

/** A word of a name, not a part of one: `eu-prod-1` and `production`, not `product`. */
const PRODUCTION = /(^|[^a-z])(prod|prd|live|production)([^a-z]|$)/i

/** Whether a name of a context or a cluster looks like production. */
export function looksLikeProduction(name: string): boolean {
  return PRODUCTION.test(name)
}

/** Throws OPS_CONTEXT_UNCONFIRMED, with nothing changed, when production is not named, or nobody can name it. Compose has no context. */
export async function guardContext(
  target: ClusterTarget | undefined,
  confirm: ConfirmContext = async () => '',
): Promise<void> {
  if (!target || !(await isProduction(target))) return
  const given = await confirm(target.context)
  if (given === target.context) return
  throw new OpsError({
    code: 'OPS_CONTEXT_UNCONFIRMED',
    kind: 'usage',
    message: given === '' ? say.unconfirmed(target.context) : say.wrongContext(target.context, given),
    suggestions: [say.addFlags(target.context)],
  })
}

async function isProduction(target: ClusterTarget): Promise<boolean> {
  if (looksLikeProduction(target.context)) return true
  const result = await kubectl(target, ['config', 'view', '--minify', '-o', 'jsonpath={.contexts[0].context.cluster}'])
  return looksLikeProduction(result.stdout)
}
