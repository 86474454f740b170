/** What a collector may fail of, said as what could not be seen. */
import {OpsError} from '../../../errors.js'
import {CannotSee} from '../../facts.js'

/** Runs a look at the engine or the machine; a refusal of theirs is no defect of opsctl. */
export async function sight<T>(look: Promise<T>): Promise<T> {
  try {
    return await look
  } catch (error) {
    throw toCannotSee(error)
  }
}

function toCannotSee(error: unknown): unknown {
  const {code} = error as {readonly code?: string}
  if (code === 'EACCES' || code === 'EPERM') {
    return new CannotSee('permission', {en: 'this user may not look at it', zh: '当前用户无权查看'})
  }
  if (!(error instanceof OpsError) || error.kind === 'interrupted') return error
  const reason = error.code === 'OPS_TOOL_TIMEOUT' ? 'timeout' : 'unreachable'
  return new CannotSee(reason, error.text)
}
