import {stackJsonSchema} from '../spec/json-schema.js'

/** The JSON schema of opsctl.yaml. */
export function describeSchema(): Record<string, unknown> {
  return stackJsonSchema()
}
