/** values.schema.json: what Helm holds every value against before it renders. */

/** The schema as the text of a file. */
export function formatValuesSchema(): string {
  return `${JSON.stringify({$schema: 'http://json-schema.org/draft-07/schema#', type: 'object'}, null, 2)}\n`
}
