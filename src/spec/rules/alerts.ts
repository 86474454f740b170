/** Overrides of alerts: the alert exists, is in this stack, and has the number that is to be changed. */
import {alertFilesOf, alertNamesIn, findAlert, listAlertNames} from '../../alerts/catalogue.js'
import type {SpecProblem} from '../../components/component.js'
import {ruleMessages} from '../../messages/rules.js'
import {findNearest} from '../../nearest.js'
import {readShipped} from '../../shipped.js'
import type {SpecRule} from './rule.js'

/** Judges every name of `alerts:`. Rule files are only read when there is one. */
export const alertRule: SpecRule = ({stack}) => {
  const overridden = Object.entries(stack.alerts)
  if (overridden.length === 0) return []
  const names = listAlertNames()
  const present = new Set(alertFilesOf(stack).flatMap((file) => alertNamesIn(readShipped(file))))
  return overridden.flatMap(([name, {threshold}]): SpecProblem[] => {
    const path = ['alerts', name]
    if (!names.includes(name)) return [{path, message: ruleMessages.unknownAlert(name, findNearest(name, names))}]
    if (threshold !== undefined && findAlert(name)?.threshold === undefined)
      return [{path: [...path, 'threshold'], message: ruleMessages.noThreshold(name)}]
    return present.has(name) ? [] : [{path, message: ruleMessages.alertNotHere(name), level: 'warning'}]
  })
}
