/** Which secrets a stack has. Values never pass through here; the store in system/secret-store keeps them. */
import type {Binding, SecretSpec, Stack} from '../components/component.js'
import {components} from '../components/registry.js'

/** Every secret of the enabled components, sorted by name. */
export function listSecrets(stack: Stack): readonly SecretSpec[] {
  const bindings = listBindings(stack)
  return components
    .filter((component) => component.isEnabled(stack))
    .flatMap((component) => component.secrets?.(stack, bindings) ?? [])
    .toSorted((a, b) => a.name.localeCompare(b.name, 'en'))
}

/** What the enabled stores offer to apps, by component id. */
export function listBindings(stack: Stack): Readonly<Record<string, Binding>> {
  return Object.fromEntries(
    components.flatMap((component) => {
      const binding = component.isEnabled(stack) ? component.binding?.(stack) : undefined
      return binding === undefined ? [] : [[component.id, binding] as const]
    }),
  )
}
