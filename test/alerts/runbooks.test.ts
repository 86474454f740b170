import {expect, test} from 'vitest'

import {alertFilesOf, alertNamesIn} from '../../src/alerts/catalogue.js'
import {runbooksPage} from '../../src/alerts/runbooks-page.js'
import {readShipped} from '../../src/shipped.js'
import {stackSchema} from '../../src/spec/stack.js'

const files = alertFilesOf(stackSchema.parse({version: 1, project: 'shop', prometheus: {}, redis: {}}))

test('the page has a place for every alert of the stack, where its link leads', () => {
  const page = runbooksPage(files, 'en')
  const names = files.flatMap((file) => alertNamesIn(readShipped(file)))
  expect(names.length).toBeGreaterThan(20)
  expect(names.filter((name) => !page.includes(`<section id="${name}">`))).toEqual([])
})

test('the page is in the language of the stack', () => {
  expect(runbooksPage(files, 'zh')).toContain('## 含义')
  expect(runbooksPage(files, 'en')).toContain('## Meaning')
})

test('nothing on the page is a template to Prometheus, nor a tag of its own', () => {
  const page = runbooksPage(files, 'en')
  expect(page.slice(page.indexOf('<body>'))).not.toMatch(/\{\{|<(?!\/?(body|html|h1|h2|ul|li|a|p|pre|section)\b)/)
})
