/** Asks for the name of what is about to be lost or changed. The only prompts of the running stack. */
import {OpsError} from '../errors.js'
import {clusterGuardMessages} from '../messages/cluster-guard.js'
import {destroyMessages as say} from '../messages/destroy.js'
import type {Lang, Text} from '../text.js'
import {verbatim} from '../text.js'

export interface ConfirmOptions {
  readonly lang: Lang
  readonly yes: boolean
  /** Name given as a flag. */
  readonly name: string | undefined
  readonly canAsk: boolean
}

/** The name the person gives. Without a terminal and without both flags it is a usage error naming them. */
export async function askProjectName(project: string, options: ConfirmOptions): Promise<string> {
  if (options.yes) return options.name ?? ''
  if (!options.canAsk) throw needsName(project)
  return typed(say.typeName(project), options.lang)
}

/** The same for a context that looks like production. A name that was given needs no `--yes`: it says more. */
export async function askContextName(context: string, options: ConfirmOptions): Promise<string> {
  if (options.yes || options.name !== undefined) return options.name ?? ''
  if (!options.canAsk) throw needsContext(context)
  return typed(clusterGuardMessages.typeContext(context), options.lang)
}

/** One of the contexts of the kubeconfig, where opsctl.yaml and the flags name none. */
export async function chooseContext(names: readonly string[], lang: Lang): Promise<string> {
  const {terminalPrompts} = await import('./prompts.js')
  const {select} = await terminalPrompts(lang)
  const choices = names.map((name) => ({name, value: name}))
  return select({message: clusterGuardMessages.whichContext[lang], choices})
}

async function typed(message: Text, lang: Lang): Promise<string> {
  const {terminalPrompts} = await import('./prompts.js')
  const {input} = await terminalPrompts(lang)
  return (await input({message: message[lang]})).trim()
}

function needsName(project: string): OpsError {
  return new OpsError({
    code: 'OPS_DESTROY_UNCONFIRMED',
    kind: 'usage',
    message: say.needsName(project),
    suggestions: [verbatim(`opsctl destroy --yes --project ${project}`)],
  })
}

function needsContext(context: string): OpsError {
  return new OpsError({
    code: 'OPS_CONTEXT_UNCONFIRMED',
    kind: 'usage',
    message: clusterGuardMessages.needsContext(context),
    suggestions: [clusterGuardMessages.addFlags(context)],
  })
}
