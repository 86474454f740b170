/** Typed objects → YAML that every reader takes the same way, YAML 1.1 and Go's included: whatever could be read as something else is quoted. */
import {dump} from 'js-yaml'

/** Writes keys in the order of the object, without anchors or folded lines. */
export function toYaml(value: unknown): string {
  return dump(value, {lineWidth: -1, noRefs: true})
}
