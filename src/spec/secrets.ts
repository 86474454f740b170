/** Which secrets a stack has. Values never pass through here; the store in system/secret-store keeps them. */
import type {SecretSpec, Stack} from '../components/component.js'
import {components} from '../components/registry.js'

/** Every secret of the enabled components, sorted by name. */
export function listSecrets(stack: Stack): readonly SecretSpec[] {
  return components
    .filter((component) => component.isEnabled(stack))
    .flatMap((component) => component.secrets?.(stack) ?? [])
    .toSorted((a, b) => a.name.localeCompare(b.name, 'en'))
}
