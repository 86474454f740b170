/**
 * The rule files that ship, as they are rendered. The bundle has another module in this place, which reads what this one
 * made when it was built: parsing them all takes longer than the rest of a render.
 */
import {readShipped} from '../shipped.js'
import {compactRules} from './compact-rules.js'

const texts = new Map<string, string>()

/** The rules of a file from templates/, compact. */
export function shippedRules(file: string): string {
  const text = texts.get(file) ?? compactRules(readShipped(file))
  texts.set(file, text)
  return text
}
