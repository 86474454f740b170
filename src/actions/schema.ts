import {stackJsonSchema} from '../spec/json-schema.js'

/** Documents that have a schema: opsctl.yaml, what `logs analyze` and `doctor` print as JSON, and the kept result of a load test. */
export const schemaNames = ['stack', 'logs-analysis', 'bench-result', 'doctor-report'] as const

/** The JSON schema of a document. */
export async function describeSchema(name: string): Promise<Record<string, unknown>> {
  if (name === 'logs-analysis') {
    const {analysisJsonSchema} = await import('../logs/analysis-schema.js')
    return analysisJsonSchema()
  }

  if (name === 'bench-result') {
    const {benchResultJsonSchema} = await import('../bench/result.js')
    return benchResultJsonSchema()
  }

  if (name === 'doctor-report') {
    const {doctorReportJsonSchema} = await import('../doctor/report-schema.js')
    return doctorReportJsonSchema()
  }

  return stackJsonSchema()
}
