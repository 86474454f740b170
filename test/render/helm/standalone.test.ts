import {readFileSync} from 'node:fs'
import {load} from 'js-yaml'
import {expect, test} from 'vitest'

import type {ChartValues} from '../../../src/render/helm/chart-values.js'
import {standaloneChart} from '../../../src/render/helm/standalone.js'
import {valuesJsonSchema} from '../../../src/render/helm/values-schema.js'

const files = new Map(standaloneChart().map(({path, content}) => [path, content]))
const read = (path: string) => files.get(path) ?? ''

test('has everything that a chart needs, and one values.yaml', () => {
  for (const path of ['Chart.yaml', 'README.md', 'values.schema.json', 'templates/NOTES.txt']) {
    expect(read(path)).not.toBe('')
  }
  expect(standaloneChart().filter(({path}) => path === 'values.yaml')).toHaveLength(1)
})

test('draws its secrets, rolls pods itself and writes the namespace of the agents', () => {
  const values = load(read('values.yaml')) as ChartValues
  expect(values).toMatchObject({rollOnReloadable: true, createAgentsNamespace: true, secrets: {mode: 'generate'}})
  expect(Object.keys(values.services)).toEqual(expect.arrayContaining(['gateway', 'postgres', 'redis', 'prometheus']))
})

test('its README tells of every key of the values', () => {
  const table = read('README.md')
  const secrets = ['mode', 'store', 'items', 'digests'].map((key) => `secrets.${key}`)
  const top = Object.keys(valuesJsonSchema().properties as object).filter((key) => key !== 'secrets')
  for (const key of [...top, ...secrets]) expect(table).toContain(`| \`${key}\` |`)
})

test('is built after the programs', () => {
  const {scripts, files: packed} = JSON.parse(readFileSync('package.json', 'utf8'))
  expect(scripts.build).toMatch(/bundle\.js && node \.ci\/chart\.js$/)
  expect(packed).toContain('dist')
})
