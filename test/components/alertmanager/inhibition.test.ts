import {describe, expect, test} from 'vitest'

import {listAlerts} from '../../../src/alerts/catalogue.js'
import {
  findInhibitions,
  type InhibitRule,
  inhibitRules,
  toInhibitRule,
} from '../../../src/components/alertmanager/inhibition.js'

const alerts = listAlerts()
const names = new Set(alerts.map(({name}) => name))
const namesIn = (rule: InhibitRule) =>
  [rule.source.alertname, rule.target.alertname].flatMap((values) =>
    values === undefined || values === 'any' ? [] : values,
  )

test('rules have names of their own', () => {
  expect(new Set(inhibitRules.map(({name}) => name)).size).toBe(inhibitRules.length)
  expect(inhibitRules.length).toBeGreaterThan(20)
})

describe.each(inhibitRules.map((rule) => [rule.name, rule] as const))('%s', (_, rule) => {
  test('names only alerts that there are', () => {
    expect(namesIn(rule).filter((name) => !names.has(name))).toEqual([])
  })

  test('demands of both sides each label that must be equal, unless the name of the alert is', () => {
    if (rule.equal.includes('alertname')) return
    const lacking = rule.equal.filter((label) => !(label in rule.source) || !(label in rule.target))
    expect(lacking).toEqual([])
  })

  test('never lets an alert keep itself quiet', () => {
    for (const {name, severity, component} of alerts) {
      const labels = {alertname: name, severity, component, instance: 'a', route: 'r', device: 'd', datname: 'x'}
      expect(findInhibitions(labels, labels)).toEqual([])
    }
  })

  test('says the same in the words of Alertmanager', () => {
    expect(toInhibitRule(rule)).toMatchObject({name: rule.name, equal: rule.equal})
  })
})

describe('critical keeps its own warning quiet', () => {
  const warning = {alertname: 'DiskFull', component: 'host', severity: 'warning', instance: 'a', device: 'sda'}

  test('on the same thing', () => {
    expect(findInhibitions({...warning, severity: 'critical'}, warning).map(({name}) => name)).toEqual([
      'critical-over-warning',
    ])
  })

  test.each([{device: 'sdb'}, {instance: 'b'}, {alertname: 'DiskSlow'}, {component: 'redis'}])(
    'not with %o',
    (other) => {
      expect(findInhibitions({...warning, severity: 'critical', ...other}, warning)).toEqual([])
    },
  )
})

test('a store that is down keeps its own symptoms quiet, and not those of another one', () => {
  const down = {alertname: 'PostgresDown', component: 'postgres', severity: 'critical', instance: 'postgres:5432'}
  const slow = {alertname: 'PostgresLockWaits', component: 'postgres', severity: 'warning', instance: 'postgres:5432'}

  expect(findInhibitions(down, slow)).toHaveLength(1)
  expect(findInhibitions(down, {...slow, instance: 'other:5432'})).toEqual([])
  expect(findInhibitions(slow, down)).toEqual([])
})
