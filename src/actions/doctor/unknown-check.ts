import {OpsError} from '../../errors.js'
import {doctorMessages as say} from '../../messages/doctor.js'
import {findNearest} from '../../nearest.js'
import {verbatim} from '../../text.js'

/** The error for a word that means no check, with the same command for the word that is nearest. */
export function unknownCheck(word: string, known: Iterable<string>, command: string): OpsError {
  const near = findNearest(word, known)
  return new OpsError({
    code: 'OPS_DOCTOR_CHECK',
    kind: 'usage',
    message: say.unknownCheck(word),
    suggestions: [verbatim(near === undefined ? 'opsctl doctor list' : `${command} ${near}`)],
  })
}
