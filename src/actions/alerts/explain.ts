/** What one alert means, in words, with all that leads further. */
import {findAlert, listAlertNames} from '../../alerts/catalogue.js'
import {replaceThreshold} from '../../alerts/overrides.js'
import {type Runbook, readRunbook} from '../../alerts/runbooks.js'
import {OpsError} from '../../errors.js'
import {alertMessages as say} from '../../messages/alerts.js'
import {findNearest} from '../../nearest.js'
import type {Project} from '../../project.js'
import {loadStack} from '../../spec/load-stack.js'
import {type Lang, verbatim} from '../../text.js'
import {describeAlerts, type ListedAlert} from './list.js'

export interface AlertExplanation extends ListedAlert {
  readonly words: string
  /** Where the number that ships comes from. */
  readonly thresholdSource: string
  readonly runbook: string
}

/** Explains an alert as this stack has it. Throws OPS_ALERT_UNKNOWN with the nearest name, and OPS_SPEC_*. */
export async function explainAlert(project: Project, name: string, lang: Lang): Promise<AlertExplanation> {
  const {runbook, file} = findRunbook(name, lang)
  const {stack} = await loadStack(project)
  const alert = describeAlerts(stack).find((one) => one.name === name && one.file === file)
  const shipped = findAlert(name)
  if (!alert || !shipped) throw unknownAlert(name)
  const isMoved = alert.threshold !== undefined && alert.threshold !== shipped.threshold
  return {
    ...alert,
    expr: isMoved ? replaceThreshold(alert.expr, String(shipped.threshold), alert.threshold) : alert.expr,
    words: runbook.words,
    thresholdSource: runbook.threshold,
    runbook: runbook.body,
  }
}

/** The runbook of an alert, and its rule file. Throws OPS_ALERT_UNKNOWN with the nearest name. */
export function findRunbook(name: string, lang: Lang): {readonly runbook: Runbook; readonly file: string} {
  const alert = findAlert(name)
  if (!alert) throw unknownAlert(name)
  return {runbook: readRunbook(alert.file, name, lang), file: alert.file}
}

/** The error for a name that no alert has, with the nearest that one has. */
export function unknownAlert(name: string): OpsError {
  const guess = findNearest(name, listAlertNames())
  return new OpsError({
    code: 'OPS_ALERT_UNKNOWN',
    kind: 'usage',
    message: say.unknownAlert(name),
    suggestions:
      guess === undefined
        ? [verbatim('opsctl alerts list --all')]
        : [say.didYouMean(guess), verbatim('opsctl alerts list --all')],
  })
}
