/** The door of probes and reloads to the running stack. */
import type {Access, Instance, Stack} from '../components/component.js'
import type {Project} from '../project.js'
import {diskConfigHash} from '../render/config-hash.js'
import {listSecrets} from '../spec/secrets.js'
import {openSecretStore} from '../system/secret-store.js'
import type {Runtime} from './runtime.js'

/** Opens it; each service and secret is looked up once, when first asked for. */
export function openAccess(project: Project, stack: Stack, runtime: Runtime): Access {
  const store = openSecretStore(project, listSecrets(stack))
  const instances = new Map<string, Instance>()
  return {
    stack,
    instance(service) {
      const known = instances.get(service) ?? runtime.instance(service)
      instances.set(service, known)
      return known
    },
    secret: (name) => store.read(name),
    configHash: async (component) => (await diskConfigHash(project.deploy, component)) ?? '',
  }
}
