/** The text of values.schema.json. The bundle has another module in this place, which reads what was made when it was built. */
import {formatValuesSchema} from './values-schema.js'

let text: string | undefined

/** The same for every stack, so it is made once. */
export function valuesSchemaText(): string {
  text ??= formatValuesSchema()
  return text
}
