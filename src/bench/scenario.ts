/** A scenario file: several requests of one load test, each with its share. Pure. */
import {z} from 'zod'

import type {Problem} from '../errors.js'
import {toStandardWords} from '../spec/json-schema.js'
import {parseDocument} from '../spec/parse-document.js'
import {explained} from '../spec/values.js'

export const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const

const MAX_REQUESTS = 100
const MAX_WEIGHT = 1_000_000

const headers = () =>
  z.record(
    z.string().regex(/^[\w!#$%&'*+.^`|~-]{1,100}$/, {error: 'header-name'}),
    z.string().regex(/^[^\r\n\0]*$/, {error: 'header-value'}),
  )

const request = z
  .strictObject({
    name: explained(
      z
        .string()
        .regex(/^[^\p{C}]{1,60}$/u, {error: 'request-name'})
        .optional(),
      {en: 'Its name in the result; method and path when absent.', zh: '结果中的名称；缺省为方法和路径。'},
    ),
    weight: explained(z.number().min(0.001).max(MAX_WEIGHT).default(1), {
      en: 'Its share of all requests, relative to the others.',
      zh: '占全部请求的相对份额。',
    }),
    method: explained(z.enum(methods).optional(), {
      en: 'GET when absent, or POST with a body.',
      zh: '缺省为 GET，有请求体时为 POST。',
    }),
    path: explained(z.string().regex(/^\/[^\s#]*$/, {error: 'request-path'}), {
      en: 'Path with query at the target; {column} is taken from data.',
      zh: '目标上的路径及查询串；{列名} 取自 data。',
    }),
    headers: explained(headers().default({}), {
      en: 'Headers of this request, beside those of all.',
      zh: '此请求的头部，附加于公共头部。',
    }),
    body: explained(z.string().optional(), {
      en: 'Body; {column} is taken from data.',
      zh: '请求体；{列名} 取自 data。',
    }),
    bodyFile: explained(z.string().min(1).optional(), {
      en: 'File with the body, relative to the scenario.',
      zh: '请求体文件，相对于场景文件。',
    }),
    data: explained(z.string().min(1).optional(), {
      en: 'CSV whose rows fill the {column}s in turn, or a list as {line}; relative to the scenario.',
      zh: 'CSV 的各行依次填入 {列名}，其他文件的每行为 {line}；相对于场景文件。',
    }),
    expect: explained(
      z
        .strictObject({
          status: explained(z.array(z.int().min(100).max(599)).min(1).optional(), {
            en: 'Statuses that are right; any below 400 when absent.',
            zh: '正确的状态码；缺省为 400 以下的任何值。',
          }),
          body: explained(z.string().min(1).optional(), {
            en: 'What every body must contain.',
            zh: '应答体必须包含的文本。',
          }),
        })
        .prefault({}),
      {en: 'What a right answer is.', zh: '何为正确的应答。'},
    ),
  })
  .check(({value, issues}) => {
    if (value.body === undefined || value.bodyFile === undefined) return
    issues.push({code: 'custom', message: 'one-body', path: ['bodyFile'], input: value})
  })

export const scenarioSchema = z.strictObject({
  headers: explained(headers().default({}), {en: 'Headers of every request.', zh: '所有请求的公共头部。'}),
  data: explained(z.string().min(1).optional(), {
    en: 'CSV or list for every request that names none of its own.',
    zh: '未自行指定 data 的请求所用的 CSV 或列表。',
  }),
  requests: explained(
    z
      .array(request)
      .min(1)
      .max(MAX_REQUESTS)
      .check(({value, issues}) => {
        const names = value.map(({name}) => name)
        for (const [index, name] of names.entries()) {
          if (name === undefined || names.indexOf(name) === index) continue
          issues.push({code: 'custom', message: 'unique-name', path: [index, 'name'], input: value})
        }
      }),
    {en: 'What is asked.', zh: '要发送的请求。'},
  ),
})

export type Scenario = z.output<typeof scenarioSchema>

/** Reads a scenario; without problems there is one. `file` is the name that the problems carry. */
export function parseScenario(
  source: string,
  file: string,
): {readonly value?: Scenario; readonly problems: readonly Problem[]} {
  return parseDocument(scenarioSchema, source, file)
}

/** The JSON schema of a scenario, for editors. */
export function scenarioJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(scenarioSchema, {
    target: 'draft-7',
    io: 'input',
    override: ({jsonSchema}) => toStandardWords(jsonSchema),
  }) as Record<string, unknown>
  return {...schema, title: 'Scenario of opsctl bench http'}
}
