import {stackJsonSchema} from '../spec/json-schema.js'

/** Documents that have a schema: opsctl.yaml, and what `logs analyze` prints as JSON. */
export const schemaNames = ['stack', 'logs-analysis'] as const

/** The JSON schema of a document. */
export async function describeSchema(name: string): Promise<Record<string, unknown>> {
  if (name !== 'logs-analysis') return stackJsonSchema()
  const {analysisJsonSchema} = await import('../logs/analysis-schema.js')
  return analysisJsonSchema()
}
