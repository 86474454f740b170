import {load} from 'js-yaml'
import {describe, expect, test} from 'vitest'

import {readRules} from '../../src/alerts/catalogue.js'
import {applyOverrides, replaceThreshold} from '../../src/alerts/overrides.js'
import {shippedRules} from '../../src/alerts/shipped-rules.js'
import {formatProblem} from '../../src/cli/stack-command.js'
import {emptyOverlay} from '../../src/render/overlay.js'
import {renderStack} from '../../src/render/render-stack.js'
import {parseStack} from '../../src/spec/parse-stack.js'
import {formatSeconds} from '../../src/spec/units.js'

const FILE = `# a comment that stays
groups:
  - name: one
    rules:
      - alert: TooMany
        expr: |
          a / (b > 0) > 0.8
        for: 5m
        labels: {severity: warning, component: redis}
        annotations: {summary: many, threshold: '0.8'}
      - alert: Down
        expr: up == 0
        for: 1m
        labels: {severity: critical, component: redis}
  - name: two
    rules:
      - alert: Slow
        expr: c > 3
        labels: {severity: info, component: redis}
`
const rulesWith = (overrides: Parameters<typeof applyOverrides>[1]) => readRules(applyOverrides(FILE, overrides))

describe('an override', () => {
  test('of no alert in the file leaves every byte as it is', () => {
    expect(applyOverrides(FILE, {Other: {enabled: false}})).toBe(FILE)
    expect(applyOverrides(FILE, {})).toBe(FILE)
  })

  test('puts the threshold into the expression and into what the message says', () => {
    const [rule] = rulesWith({TooMany: {enabled: true, threshold: 0.95}})
    expect(rule?.expr.trim()).toBe('a / (b > 0) > 0.95')
    expect(rule?.annotations?.threshold).toBe('0.95')
  })

  test('changes duration, severity and how long it keeps firing', () => {
    const [rule] = rulesWith({TooMany: {enabled: true, for: 90, severity: 'critical', keepFiringFor: 600}})
    expect(rule).toMatchObject({for: '90s', keep_firing_for: '10m', labels: {severity: 'critical', component: 'redis'}})
  })

  test('that turns an alert off takes it out, and a group that is empty then', () => {
    expect(rulesWith({TooMany: {enabled: false}}).map(({alert}) => alert)).toEqual(['Down', 'Slow'])
    const {groups} = load(applyOverrides(FILE, {Slow: {enabled: false}})) as {groups: {name: string}[]}
    expect(groups.map(({name}) => name)).toEqual(['one'])
  })

  test('keeps comments and the other alerts', () => {
    const text = applyOverrides(FILE, {Down: {enabled: true, for: 30}})
    expect(text).toContain('# a comment that stays')
    expect(readRules(text)[0]?.expr).toBe('a / (b > 0) > 0.8\n')
  })
})

describe('a threshold', () => {
  test('is replaced where it is compared, not where the same digits stand otherwise', () => {
    expect(replaceThreshold('rate(x[5m]) * 5 > 5', '5', 7)).toBe('rate(x[5m]) * 5 > 7')
    expect(replaceThreshold('x / y >= 0.8 and y > 0', '0.8', 0.5)).toContain('>= 0.5 and y > 0')
  })

  test('that is not there once is an error of ours', () => {
    expect(() => replaceThreshold('x > 1 and y > 1', '1', 2)).toThrow('2 times')
    expect(() => replaceThreshold('x > 10', '1', 2)).toThrow('0 times')
  })
})

test('durations are written in the largest unit that divides them', () => {
  expect([0, 45, 60, 5400, 7200, 86_400].map(formatSeconds)).toEqual(['0s', '45s', '1m', '90m', '2h', '1d'])
})

describe('alerts: in opsctl.yaml', () => {
  const base = 'version: 1\nproject: shop\nprometheus: {}\nredis: {}\n'
  const say = (rest: string) => parseStack(base + rest).problems.map((problem) => formatProblem(problem, 'en'))

  test('refuses a name that no alert has, with the nearest one', () => {
    expect(say('alerts: {RedisTooManyConections: {enabled: false}}\n')).toEqual([
      expect.stringMatching(
        /opsctl\.yaml:5:10.*there is no alert RedisTooManyConections; did you mean RedisTooManyConnections\?/,
      ),
    ])
  })

  test('refuses a threshold for an alert that has none', () => {
    expect(say('alerts: {RedisDown: {threshold: 3}}\n').join()).toMatch(
      /alerts\.RedisDown\.threshold: RedisDown has no threshold/,
    )
  })

  test('warns of an alert that this stack has not', () => {
    const {problems, warnings} = parseStack(`${base}alerts: {PostgresDown: {enabled: false}}\n`)
    expect(problems).toEqual([])
    expect(warnings.map((one) => one.message.en).join()).toMatch(/PostgresDown is not in this stack/)
  })

  test('reaches the rendered rules, and without it they are those that ship', () => {
    const rulesOf = (rest: string) => {
      const {stack} = parseStack(base + rest)
      const files = stack ? renderStack(stack, emptyOverlay) : []
      return files.find(({path}) => path === 'prometheus/config/rules.d/redis.yaml')?.content ?? ''
    }
    expect(rulesOf('')).toContain(shippedRules('redis/alerts/redis.yaml'))
    expect(rulesOf('alerts: {RedisTooManyConnections: {threshold: 0.5}}\n')).toMatch(/> 0\.5$/m)
  })
})
