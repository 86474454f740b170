/** Asks for the name of what is about to be lost. The only prompt of the running stack. */
import {OpsError} from '../errors.js'
import {destroyMessages as say} from '../messages/destroy.js'
import type {Lang} from '../text.js'
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
  const {terminalPrompts} = await import('./prompts.js')
  const {input} = await terminalPrompts(options.lang)
  return (await input({message: say.typeName(project)[options.lang]})).trim()
}

function needsName(project: string): OpsError {
  return new OpsError({
    code: 'OPS_DESTROY_UNCONFIRMED',
    kind: 'usage',
    message: say.needsName(project),
    suggestions: [verbatim(`opsctl destroy --yes --project ${project}`)],
  })
}
