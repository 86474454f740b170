import type {Stack} from '../components/component.js'
import {OpsError} from '../errors.js'
import {listServices} from '../images/list-services.js'
import {logsMessages as say} from '../messages/logs.js'
import {verbatim} from '../text.js'

/** The services meant by names of components or services; all when no name is given. Throws OPS_SERVICE_UNKNOWN. */
export function pickServices(stack: Stack, names: readonly string[]): readonly string[] {
  const owned = listServices(stack).map(({component, service}) => ({component, service: service.name}))
  if (names.length === 0) return owned.map(({service}) => service)
  const picked = names.flatMap((name) => {
    const exact = owned.filter(({service}) => service === name)
    // The name of a component means its own service and its exporters; a service of that name alone would hide them.
    const ofComponent = owned.filter(({component}) => component === name)
    const found = ofComponent.length > 0 ? ofComponent : exact
    if (found.length === 0) throw unknown(name, owned)
    return found.map(({service}) => service)
  })
  return [...new Set(picked)]
}

function unknown(name: string, owned: readonly {readonly component: string; readonly service: string}[]): OpsError {
  const known = [...new Set(owned.flatMap(({component, service}) => [component, service]))].toSorted()
  return new OpsError({
    code: 'OPS_SERVICE_UNKNOWN',
    kind: 'usage',
    message: say.unknownService(name, known.join(', ')),
    suggestions: [verbatim('opsctl status')],
  })
}
