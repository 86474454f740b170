import {Ajv} from 'ajv'
import {describe, expect, test} from 'vitest'

import {localize} from '../../src/cli/print/localize.js'
import {failure, unknown, warning} from '../../src/doctor/check.js'
import {formatReport} from '../../src/doctor/formats/index.js'
import {doctorReportJsonSchema, type ReportDocument, reportDocumentSchema} from '../../src/doctor/report-schema.js'
import {madeUp, reportOn, room, well} from './made-up.js'

const say = (text: string) => ({en: text, zh: `中${text}`})

/** Words that would break out of each form. */
const NASTY = `<b> & "x" | \`y\` \\ \u0007 'z'\nnext`

const report = reportOn(
  [
    room('a', [
      madeUp('a.down', {...failure(say(NASTY)), instance: 'x"y\\z'}, {links: ['https://example.com/a']}),
      madeUp('a.errors', {...failure(say('errors')), because: [{id: 'a.down'}]}),
      madeUp('a.slow', warning(say('is slow'))),
      madeUp('a.old', failure(say('is old'))),
      madeUp('a.odd', unknown('no-data', say('nothing yet'))),
      well('a.up'),
    ]),
    room('b', [well('b.up')], {isFor: () => false}),
  ],
  {accepted: [{id: 'a.old', reason: 'bought in March', until: '2026-03-31'}]},
)
const document = localize(report, 'en') as ReportDocument

describe('the forms of a report', () => {
  test('json is one document of the published schema', () => {
    const parsed = JSON.parse(formatReport(document, 'json', 'en'))
    expect(reportDocumentSchema.parse(parsed)).toEqual(document)
    const validate = new Ajv({strict: false, formats: {'date-time': true}}).compile(doctorReportJsonSchema())
    expect(validate(parsed), JSON.stringify(validate.errors)).toBe(true)
  })

  test('ndjson is one object a line', () => {
    const lines = formatReport(document, 'ndjson', 'en')
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(lines.map(({type}) => type)).toEqual(['run', ...document.checks.map(() => 'check'), 'summary'])
    expect(lines[0]).toMatchObject({schema: 'opsctl.doctor/v1', project: 'shop'})
    expect(lines.at(-1)).toMatchObject({fail: 3, accepted: 1, exitCode: 1})
  })

  test('junit counts what it holds, and holds nothing that XML can’t', () => {
    const xml = formatReport(document, 'junit', 'en')
    expect(xml).toMatch(
      /^<\?xml version="1.0" encoding="UTF-8"\?>\n<testsuites name="opsctl doctor shop" tests="7" failures="2" skipped="3"/,
    )
    expect(xml.match(/<testcase /g)).toHaveLength(7)
    expect(xml.match(/<failure /g)).toHaveLength(2)
    expect(xml.match(/<skipped /g)).toHaveLength(3)
    expect(xml).toContain('&lt;b&gt; &amp; &quot;x&quot;')
    expect(xml).not.toContain('\u0007')
    expect(xml).toContain('accepted until 2026-03-31: bought in March; is old')
    expect(xml).toContain('because of a.down')
    expect(balance(xml)).toEqual([])
  })

  test('sarif has a rule for each result, levels by status, and says what is accepted', () => {
    const log = JSON.parse(formatReport(document, 'sarif', 'en'))
    const validate = new Ajv({strict: false}).compile(sarifShape)
    expect(validate(log), JSON.stringify(validate.errors)).toBe(true)
    const [{results, tool}] = log.runs
    for (const {ruleId, ruleIndex} of results) expect(tool.driver.rules[ruleIndex].id).toBe(ruleId)
    expect(results.map(({ruleId, level, kind}: Record<string, string>) => [ruleId, kind, level])).toEqual([
      ['a.down', 'fail', 'error'],
      ['a.slow', 'fail', 'warning'],
      ['a.old', 'fail', 'error'],
      ['a.errors', 'fail', 'error'],
      ['a.odd', 'open', 'none'],
    ])
    expect(results[2].suppressions).toEqual([{kind: 'external', justification: 'bought in March'}])
    expect(tool.driver.rules[0].helpUri).toBe('https://example.com/a')
  })

  test('prom has one series per check and subject, with labels that are escaped', () => {
    const text = formatReport(document, 'prom', 'en')
    expect(text).toContain(
      String.raw`opsctl_doctor_check_status{project="shop",id="a.down",component="a",subject="x\"y\\z",accepted="false"} 3`,
    )
    const samples = text.split('\n').filter((line) => !line.startsWith('#'))
    expect(new Set(samples.map((line) => line.replace(/ \S+$/, ''))).size).toBe(samples.length)
    for (const line of samples) expect(line).toMatch(/^[a-z_]+\{([a-z_]+="(\\.|[^"\\])*",?)*\} -?[\d.]+$/)
    expect(text).toContain('opsctl_doctor_run_timestamp_seconds{project="shop"} 1768478400')
  })

  test('md can be pasted: markup of other programs is not taken as its own', () => {
    const text = formatReport(document, 'md', 'en')
    expect(text).toContain('### FAIL `a.down` x"y\\\\z')
    expect(text).toContain('\\<b\\> & "x" \\| \\`y\\`')
    expect(text).toContain('- leads to: `a.errors`')
    expect(text).toContain('is old (accepted until 2026-03-31: bought in March)')
    expect(text).toContain('| a | 3 failed, 1 warning, 1 ok, 1 unknown |')
    expect(formatReport(localize(report, 'zh') as ReportDocument, 'md', 'zh')).toContain(
      '- 影响: 中users of a.down wait',
    )
  })
})

/** Names of elements that are not closed in their order. */
function balance(xml: string): readonly string[] {
  const open: string[] = []
  for (const [, close, name = '', self] of xml.matchAll(/<(\/?)([a-z][\w-]*)(?:\s+[\w-]+="[^"<]*")*\s*(\/?)>/g)) {
    if (self === '/') continue
    if (close !== '/') open.push(name)
    else if (open.pop() !== name) return [...open, name]
  }
  return open
}

/** The parts of the schema of SARIF 2.1.0 that a log of ours falls under. */
const text = {type: 'object', required: ['text'], properties: {text: {type: 'string'}}}
const sarifShape = {
  type: 'object',
  required: ['version', 'runs'],
  additionalProperties: false,
  properties: {
    $schema: {type: 'string'},
    version: {enum: ['2.1.0']},
    runs: {
      type: 'array',
      items: {
        type: 'object',
        required: ['tool', 'results'],
        additionalProperties: false,
        properties: {
          automationDetails: {type: 'object', properties: {id: {type: 'string'}}},
          invocations: {type: 'array', items: {type: 'object', required: ['executionSuccessful']}},
          tool: {
            type: 'object',
            required: ['driver'],
            properties: {
              driver: {
                type: 'object',
                required: ['name'],
                additionalProperties: false,
                properties: {
                  name: {type: 'string'},
                  version: {type: 'string'},
                  semanticVersion: {type: 'string'},
                  rules: {
                    type: 'array',
                    uniqueItems: true,
                    items: {
                      type: 'object',
                      required: ['id'],
                      additionalProperties: false,
                      properties: {
                        id: {type: 'string'},
                        shortDescription: text,
                        fullDescription: text,
                        help: text,
                        helpUri: {type: 'string'},
                      },
                    },
                  },
                },
              },
            },
          },
          results: {
            type: 'array',
            items: {
              type: 'object',
              required: ['message'],
              additionalProperties: false,
              properties: {
                ruleId: {type: 'string'},
                ruleIndex: {type: 'integer', minimum: -1},
                kind: {enum: ['notApplicable', 'pass', 'fail', 'review', 'open', 'informational']},
                level: {enum: ['none', 'note', 'warning', 'error']},
                message: text,
                locations: {type: 'array', items: {type: 'object'}},
                partialFingerprints: {type: 'object', additionalProperties: {type: 'string'}},
                suppressions: {
                  type: 'array',
                  items: {type: 'object', required: ['kind'], properties: {kind: {enum: ['inSource', 'external']}}},
                },
                baselineState: {enum: ['new', 'unchanged', 'updated', 'absent']},
                properties: {type: 'object'},
              },
            },
          },
        },
      },
    },
  },
}
