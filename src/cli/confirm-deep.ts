/** Asks before `doctor --deep` writes to a service. */
import {OpsError} from '../errors.js'
import {doctorMessages as say} from '../messages/doctor.js'
import {type Lang, type Text, verbatim} from '../text.js'

/** A question that names all that is written. Throws OPS_DEEP_UNCONFIRMED when nobody can be asked. */
export function confirmDeep({lang, canAsk}: {readonly lang: Lang; readonly canAsk: boolean}) {
  return async (writes: readonly Text[]): Promise<boolean> => {
    if (!canAsk) throw unconfirmed()
    const {terminalPrompts} = await import('./prompts.js')
    const {confirm} = await terminalPrompts(lang)
    return confirm({message: `${say.deepWrites(writes)[lang]}\n${say.goOn[lang]}`, default: false})
  }
}

function unconfirmed(): OpsError {
  return new OpsError({
    code: 'OPS_DEEP_UNCONFIRMED',
    kind: 'usage',
    message: say.deepUnconfirmed,
    suggestions: [verbatim('opsctl doctor --deep --yes')],
  })
}
