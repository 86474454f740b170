import {load} from 'js-yaml'
import {expect, test} from 'vitest'

import {alertNamesIn, listAlertFiles} from '../../src/alerts/catalogue.js'
import {compactRules} from '../../src/alerts/compact-rules.js'
import {shippedRules} from '../../src/alerts/shipped-rules.js'
import {readShipped} from '../../src/shipped.js'

/** What Prometheus reads in a rule file; blanks of an expression mean nothing to it. */
function meaningOf(text: string): unknown {
  return JSON.parse(JSON.stringify(load(text)), (key, value) =>
    key === 'expr' ? String(value).trim().replaceAll(/\s+/g, ' ') : value,
  )
}

test.each(listAlertFiles())('%s keeps its rules, in at least a tenth fewer bytes', (file) => {
  const text = readShipped(file)
  expect(meaningOf(shippedRules(file))).toEqual(meaningOf(text))
  expect(alertNamesIn(shippedRules(file))).toEqual(alertNamesIn(text))
  expect(shippedRules(file).length).toBeLessThan(text.length * 0.9)
})

test('an expression with a comment keeps its lines', () => {
  const text =
    'groups:\n  - name: a\n    rules:\n      - alert: A\n        expr: |\n          up # of all\n          == 0\n'
  expect(load(compactRules(text))).toEqual(load(text))
})

test('labels and annotations are a line each', () => {
  const rule = 'alert: A\n        expr: up == 0\n        labels:\n          severity: info\n          component: a'
  expect(compactRules(`groups:\n  - name: a\n    rules:\n      - ${rule}\n`)).toBe(
    'groups:\n- name: a\n  rules:\n  - alert: A\n    expr: up == 0\n    labels: {severity: info, component: a}\n',
  )
})
