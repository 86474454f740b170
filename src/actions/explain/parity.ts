import {type ParityGroup, parityGroups} from '../../parity/catalogue.js'

/** What a stack can do on Compose and on Helm, and why not where it can't. Needs no project. */
export function explainParity(): readonly ParityGroup[] {
  return parityGroups
}
