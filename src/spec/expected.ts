/** Says what a key takes, for error messages and for `explain`. */
import {expectedTexts, specMessages} from '../messages/spec.js'
import type {Text} from '../text.js'
import type {KeyNode} from './key-tree.js'
import {formatMiB, formatSeconds} from './units.js'

const MAX_KEYS_SHOWN = 24

/** What may be written at a key, with its range or choices. */
export function expectedText(node: KeyNode): Text {
  switch (node.kind) {
    case 'size':
      return specMessages.aSize(formatMiB(node.min ?? 0), formatMiB(node.max ?? 0))
    case 'duration':
      return specMessages.aDuration(formatSeconds(node.min ?? 0), formatSeconds(node.max ?? 0))
    case 'whole':
      return specMessages.aWhole(node.min ?? 0, node.max ?? Number.MAX_SAFE_INTEGER)
    case 'number':
      return specMessages.aNumber(node.min ?? 0, node.max ?? Number.MAX_SAFE_INTEGER)
    case 'switch':
      return specMessages.aSwitch
    case 'choice':
      return specMessages.aChoice(node.choices.map(quoteDigits))
    case 'fixed':
      return specMessages.aFixed(node.choices[0])
    case 'list':
      return node.min ? specMessages.aFullList(node.min) : specMessages.aList
    case 'names':
      return specMessages.aNamedMap
    case 'map':
      return specMessages.aMap([...node.keys.keys()].slice(0, MAX_KEYS_SHOWN))
    case 'scalar':
      return specMessages.aScalar
    default:
      return codeText(node.code) ?? specMessages.aText
  }
}

/** The sentence of a value's own rule, where its code has one. */
export function codeText(code: string | undefined): Text | undefined {
  return Object.hasOwn(expectedTexts, code ?? '') ? expectedTexts[code as keyof typeof expectedTexts] : undefined
}

/** A choice such as "18" is text: without quotes YAML reads a number. */
function quoteDigits(choice: string | number): string {
  return typeof choice === 'string' && /^[\d.]+$/.test(choice) ? `"${choice}"` : String(choice)
}
