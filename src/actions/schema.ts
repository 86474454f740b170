import {stackJsonSchema} from '../spec/json-schema.js'

/** Documents that have a schema: opsctl.yaml, what commands print as JSON, and other files that a person writes. */
export const schemaNames = ['stack', 'logs-analysis', 'bench-result', 'bench-scenario'] as const

/** The JSON schema of a document. */
export async function describeSchema(name: string): Promise<Record<string, unknown>> {
  switch (name) {
    case 'logs-analysis':
      return (await import('../logs/analysis-schema.js')).analysisJsonSchema()
    case 'bench-result':
      return (await import('../bench/result.js')).benchResultJsonSchema()
    case 'bench-scenario':
      return (await import('../bench/scenario.js')).scenarioJsonSchema()
    default:
      return stackJsonSchema()
  }
}
