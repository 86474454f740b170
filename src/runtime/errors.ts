/** What every runtime refuses in the same words. */
import {OpsError} from '../errors.js'
import {runtimeMessages} from '../messages/runtime.js'
import {verbatim} from '../text.js'

/** The files to run with are not there. */
export function notRendered(path: string): OpsError {
  return new OpsError({
    code: 'OPS_NOT_RENDERED',
    kind: 'usage',
    message: runtimeMessages.noFiles(path),
    suggestions: [verbatim('opsctl up')],
  })
}

/** Nothing of a service runs that could be asked. */
export function serviceDown(service: string): OpsError {
  return new OpsError({
    code: 'OPS_SERVICE_DOWN',
    kind: 'external',
    message: runtimeMessages.noContainer(service),
    suggestions: [verbatim('opsctl status'), verbatim('opsctl up')],
  })
}

/** Its container runs, and nothing takes a connection to its port. */
export function serviceUnreachable(service: string, port: number): OpsError {
  return new OpsError({
    code: 'OPS_SERVICE_UNREACHABLE',
    kind: 'external',
    message: runtimeMessages.notReachable(service, port),
    suggestions: [verbatim('opsctl status'), verbatim(`opsctl logs ${service}`)],
  })
}
