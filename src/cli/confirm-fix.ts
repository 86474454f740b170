/** Asks before a fix is applied. */
import type {FixLevel} from '../doctor/fix.js'
import type {PlannedFix} from '../doctor/plan-fixes.js'
import {doctorFixMessages as say} from '../messages/doctor-fix.js'
import type {Lang} from '../text.js'

/**
 * The question for each fix. `--yes` answers it for safe ones, and for guarded ones only when `--level guarded` names
 * them. Undefined when nobody can be asked.
 */
export function confirmFix(options: {
  readonly lang: Lang
  readonly yes: boolean
  readonly level: FixLevel | undefined
  readonly canAsk: boolean
}): ((fix: PlannedFix) => Promise<boolean>) | undefined {
  const {lang, yes, level, canAsk} = options
  if (yes) return async (fix) => fix.level === 'safe' || level === 'guarded'
  if (!canAsk) return undefined
  return async ({check}) => {
    const {terminalPrompts} = await import('./prompts.js')
    const {confirm} = await terminalPrompts(lang)
    return confirm({message: say.question(check)[lang], default: false})
  }
}
