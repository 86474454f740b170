/** What doctor is told names checks that exist. Names of thresholds are judged where the checks themselves are at hand. */
import type {SpecProblem} from '../../components/component.js'
import {checkIds} from '../../doctor/check-ids.js'
import {ruleMessages} from '../../messages/rules.js'
import {findNearest} from '../../nearest.js'
import type {KeyPath} from '../path.js'
import type {SpecRule} from './rule.js'

/** Judges every id below `doctor:`. */
export const doctorRule: SpecRule = ({stack: {doctor}}) => [
  ...doctor.accepted.flatMap(({id}, index) => problemOf(id, ['doctor', 'accepted', index, 'id'])),
  ...Object.keys(doctor.thresholds).flatMap((id) => problemOf(id, ['doctor', 'thresholds', id])),
]

function problemOf(id: string, path: KeyPath): readonly SpecProblem[] {
  return checkIds.includes(id) ? [] : [{path, message: ruleMessages.unknownCheck(id, findNearest(id, checkIds))}]
}
