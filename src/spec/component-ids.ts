import type {Stack} from '../components/component.js'
import {components} from '../components/registry.js'

/** The ids of the components that a stack runs, in start order. Apps are not counted: they have names of their own. */
export function componentIds(stack: Stack): readonly string[] {
  return components.filter((one) => one.id !== 'app' && one.isEnabled(stack)).map((one) => one.id)
}
