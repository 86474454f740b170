import fc from 'fast-check'
import {describe, expect, test} from 'vitest'
import {readTemplate} from '../../../src/alerts/annotation-template.js'
import {offsetInScalar} from '../../../src/lint/aligner.js'
import {withoutVariables} from '../../../src/lint/grafana/panels.js'
import {parseConfig, valueAt} from '../../../src/lint/node.js'
import {durationMs} from '../../../src/promql/duration.js'
import {labelsOf, mayHave} from '../../../src/promql/labels.js'
import {parseExpression} from '../../../src/promql/parse.js'

function expr(text: string) {
  const parsed = parseExpression(text)
  if (!('expr' in parsed)) throw new Error(`broken at ${parsed.brokenAt}: ${text}`)
  return parsed.expr
}

describe('an expression', () => {
  test('becomes plain data', () => {
    expect(expr('sum by (a) (rate(x{b=~"c"}[5m] offset 1h)) / on (a) group_left (d) y > bool 1e2')).toMatchObject({
      type: 'binary',
      op: '>',
      isBool: true,
      right: {type: 'number', value: 100},
      left: {
        type: 'binary',
        op: '/',
        on: ['a'],
        group: 'left',
        include: ['d'],
        left: {
          type: 'aggregate',
          op: 'sum',
          by: ['a'],
          of: {type: 'call', name: 'rate', args: [{type: 'range', range: '5m'}]},
        },
        right: {type: 'selector', metric: 'y'},
      },
    })
  })

  test.each(['', 'sum(', 'x >', 'rate(x[5m)', 'x{a=b}'])('that is broken says where: %j', (text) => {
    expect(parseExpression(text)).toHaveProperty('brokenAt')
  })

  test('takes comments, quoted names, durations as numbers', () => {
    expect(expr('# why\nx > 1')).toMatchObject({type: 'binary', op: '>'})
    expect(expr('{"a.b", c="d"}')).toMatchObject({type: 'selector', metric: 'a.b', matchers: [{label: 'c'}]})
    expect(expr('x > 5m')).toMatchObject({right: {value: 300}})
  })

  test('never throws', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        parseExpression(text)
        readTemplate(text)
        withoutVariables(text)
      }),
    )
  })
})

describe('labels of a result', () => {
  test.each([
    ['x', 'job', true],
    ['sum(x)', 'job', false],
    ['sum by (job) (x)', 'job', true],
    ['sum without (job) (x)', 'job', false],
    ['count_values("v", x)', 'v', true],
    ['label_replace(sum(x), "a", "$1", "b", "(.*)")', 'a', true],
    ['absent(x{job="a", b=~"c"})', 'job', true],
    ['absent(x{job="a", b=~"c"})', 'b', false],
    ['histogram_quantile(0.9, sum by (le, job) (x_bucket))', 'le', false],
    ['sum by (a) (x) * on (a) group_left (b) y', 'b', true],
    ['x and on (a) sum by (a) (y)', 'job', true],
    ['sum(x) or y', 'job', true],
    ['topk(3, x)', 'job', true],
    ['1 - sum by (job) (x)', 'job', true],
    ['vector(1)', 'job', false],
  ])('%s: %s %s', (text, label, has) => {
    expect(mayHave(labelsOf(expr(text)), label)).toBe(has)
  })
})

describe('the place of a character in the file', () => {
  const value = 'sum(x{a="b"})\n  / y > 1'
  const forms = {
    literal: 'expr: |\n  sum(x{a="b"})\n    / y > 1\n',
    double: 'expr: "sum(x{a=\\"b\\"})\\n  / y > 1"\n',
    json: '{"expr": "sum(x{a=\\"b\\"})\\n  / y > 1"}',
    folded: 'expr: >\n  sum(x{a="b"})\n  / y > 1\n',
    plain: 'expr: sum(x{a="b"})\n  / y > 1\n',
    single: 'expr: \'sum(x{a="b"})\n  / y > 1\'\n',
  }
  test.each(Object.entries(forms))('%s', (_form, source) => {
    const node = valueAt(parseConfig(source).root, 'expr')
    const text = String(node?.value)
    for (const part of ['sum', 'b', '/', 'y', '> 1']) {
      const place = offsetInScalar(source, node?.start ?? 0, node?.end ?? 0, text, text.indexOf(part))
      expect(source.slice(place, place + part.length)).toBe(part)
    }
    expect(value).toContain('sum')
  })
})

test('durations', () => {
  expect(['1h30m', '15s', '250ms', '0', '5 m', '', 'm'].map(durationMs)).toEqual([
    5_400_000,
    15_000,
    250,
    0,
    undefined,
    undefined,
    undefined,
  ])
})

test("Grafana's variables become PromQL of the same length", () => {
  const text = 'sum by ($group) (rate(x{job=~"$job"}[$__rate_interval:$step]))'
  expect(withoutVariables(text)).toHaveLength(text.length)
  expect(parseExpression(withoutVariables(text))).toHaveProperty('expr')
})
