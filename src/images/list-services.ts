/** The services of a stack with the room each belongs to, for what must be known before anything is rendered. */
import type {RenderContext, ServiceSpec} from '../components/component.js'
import {components} from '../components/registry.js'
import type {Stack} from '../spec/stack.js'

export interface OwnedService {
  readonly component: string
  readonly service: ServiceSpec
}

/** Every service of the enabled components. No file is rendered: templates are not read. */
export function listServices(stack: Stack): readonly OwnedService[] {
  const enabled = components.filter((component) => component.isEnabled(stack))
  const context: RenderContext = {
    stack,
    template: () => '',
    bindings: Object.fromEntries(enabled.flatMap(({id, binding}) => (binding ? [[id, binding(stack)] as const] : []))),
  }
  return enabled.flatMap(({id, services}) => services(context).map((service) => ({component: id, service})))
}
