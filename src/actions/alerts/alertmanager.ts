/** The running Alertmanager of a stack, asked through its HTTP API. */
import {ask} from '../../components/alertmanager/web.js'
import {OpsError} from '../../errors.js'
import {alertingMessages as say} from '../../messages/alerting.js'
import type {Project} from '../../project.js'
import {hideProjectSecrets} from '../../runtime/hide-secrets.js'
import {verbatim} from '../../text.js'
import {type OpenStack, openStack} from '../pipeline.js'

export interface AlertmanagerApi extends OpenStack {
  /** Body of the answer. Throws OPS_ALERTMANAGER_REFUSED, with what it says, when the status is not 200. */
  ask(path: string, request?: {readonly method: string; readonly body?: unknown}): Promise<string>
}

/** Loads the stack and opens its Alertmanager; nothing is asked yet. Throws OPS_ALERTMANAGER_ABSENT. */
export async function openAlertmanager(project: Project): Promise<AlertmanagerApi> {
  // What Alertmanager says of a receiver may hold its address.
  const [open] = await Promise.all([openStack(project), hideProjectSecrets(project)])
  if (!open.stack.alertmanager.enabled) throw absent()
  return {
    ...open,
    async ask(path, request) {
      const json = {body: JSON.stringify(request?.body), headers: {'content-type': 'application/json'}}
      const answer = await ask(open.access, path, {
        method: request?.method ?? 'GET',
        ...(request?.body === undefined ? {} : json),
      })
      if (answer.status !== 200) throw refused(answer.status, answer.body)
      return answer.body
    },
  }
}

function absent(): OpsError {
  return new OpsError({
    code: 'OPS_ALERTMANAGER_ABSENT',
    kind: 'usage',
    message: say.noAlertmanager,
    suggestions: [say.addAlertmanager],
  })
}

function refused(status: number, body: string): OpsError {
  return new OpsError({
    code: 'OPS_ALERTMANAGER_REFUSED',
    kind: 'external',
    message: say.refusedByAlertmanager(status),
    suggestions: [verbatim('opsctl logs alertmanager')],
    detail: body.slice(0, 500),
  })
}
