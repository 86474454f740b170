/**
 * values.schema.json: what Helm holds every value against before it renders. It comes from the schemas that judge
 * opsctl.yaml and write the values, in words that Helm's validator knows: draft-07, patterns of RE2, no reference.
 */
import {z} from 'zod'

import {toStandardWords} from '../../spec/json-schema.js'
import {chartValuesSchema} from './chart-values.js'
import {rangePattern, type Unit} from './range-patterns.js'

type JsonSchema = Record<string, unknown>

const SIZES: readonly Unit[] = [
  ['KiB', 1 / 1024],
  ['MiB', 1],
  ['GiB', 1024],
  ['TiB', 1024 ** 2],
]
const DURATIONS: readonly Unit[] = [
  ['ms', 0.001],
  ['s', 1],
  ['m', 60],
  ['h', 3600],
  ['d', 86_400],
]

/**
 * Patterns that look ahead, which RE2 can't, in its words. A port of a target is told here, as the schema's own rule for
 * it is code; so is what a mask must not hold.
 */
const IN_RE2: Readonly<Record<string, JsonSchema>> = {
  '^[a-zA-Z0-9._-]+:(?!0)\\d{1,5}$': {
    pattern: `^[a-zA-Z0-9._-]+:${rangePattern([['', 1]], 1, 65_535, false).slice(3, -1)}$`,
  },
  '^(?!.*\\(\\?[=!<])(?!.*\\\\[1-9]).*$': {
    not: {anyOf: [{pattern: '\\(\\?[=!<]'}, {pattern: '\\\\[1-9]'}]},
  },
}

/** What Pod Security `restricted` refuses of a service that is no agent. The agents' rooms are ours; a person has no say in them. */
const RESTRICTED: JsonSchema = {
  if: {properties: {agent: {const: false}}},
  // biome-ignore lint/suspicious/noThenProperty: a word of JSON Schema
  then: {
    properties: {
      uid: {minimum: 1},
      host: {maxItems: 0},
      hostPid: {const: false},
      hostNetwork: {const: false},
      capAdd: {items: {const: 'NET_BIND_SERVICE'}},
    },
  },
}

/** Draft-07 of the whole document. The stack may be given in part: the chart's own values hold none. */
export function valuesJsonSchema(): JsonSchema {
  const schema = z.toJSONSchema(chartValuesSchema, {
    target: 'draft-7',
    io: 'input',
    override: ({jsonSchema}) => toHelmWords(jsonSchema),
  }) as JsonSchema
  const properties = schema.properties as Record<string, JsonSchema>
  const {required: _, ...stack} = properties.stack ?? {}
  const services = properties.services ?? {}
  return {
    ...schema,
    title: 'Values of the opsctl chart',
    properties: {
      ...properties,
      stack,
      services: {...services, additionalProperties: {...(services.additionalProperties as object), ...RESTRICTED}},
      // Helm passes it to every chart.
      global: {type: 'object'},
    },
  }
}

/** The schema as the text of a file. Not indented: Helm keeps it in every release. */
export function formatValuesSchema(): string {
  return `${JSON.stringify(valuesJsonSchema())}\n`
}

function toHelmWords(jsonSchema: JsonSchema): void {
  const {minMiB, maxMiB, minS, maxS, format, pattern} = jsonSchema as Partial<Record<string, number>>
  if (minMiB !== undefined && maxMiB !== undefined) jsonSchema.pattern = rangePattern(SIZES, minMiB, maxMiB, true)
  else if (minS !== undefined && maxS !== undefined) jsonSchema.pattern = rangePattern(DURATIONS, minS, maxS, false)
  else if (String(format) === 'uri') jsonSchema.pattern = '^[hH][tT][tT][pP][sS]?://[^/?#\\s]'
  else if (Object.hasOwn(IN_RE2, String(pattern))) {
    delete jsonSchema.pattern
    Object.assign(jsonSchema, IN_RE2[String(pattern)])
  }

  toStandardWords(jsonSchema)
}
