import {expect, test} from 'vitest'

import {changedKeys, parseModel, replicasOf, sealService, secretsOf} from '../../src/runtime/model.js'
import {labelModel, labelOverride, secretLabels} from '../../src/runtime/secret-labels.js'

test('two services differ in the keys that differ, whatever their order', () => {
  const before = {image: 'a', environment: {A: '1', B: '2'}, command: ['x', 'y']}
  expect(changedKeys(before, {command: ['x', 'y'], environment: {B: '2', A: '1'}, image: 'a'})).toEqual([])
  expect(changedKeys(before, {...before, environment: {A: '1', C: '3'}, command: ['y']})).toEqual([
    'command',
    'environment.B',
    'environment.C',
  ])
})

test('what is kept of an environment can be compared but not read', () => {
  const kept = sealService({environment: {DATABASE_URL: 'postgres://app:secret-word@db'}})
  expect(JSON.stringify(kept)).not.toContain('secret-word')
  expect(changedKeys(kept, sealService({environment: {DATABASE_URL: 'other'}}))).toEqual(['environment.DATABASE_URL'])
})

test('a service has as many containers as its scale says', () => {
  expect([replicasOf({}), replicasOf({scale: 3}), replicasOf({deploy: {replicas: 2}})]).toEqual([1, 3, 2])
})

const model = parseModel(
  JSON.stringify({
    name: 'shop',
    services: {db: {secrets: [{source: 'b'}, {source: 'a'}], labels: {x: '1'}}, web: {}},
    volumes: {data: {name: 'shop_data', external: true}, own: null},
    secrets: {a: {file: '/s/a'}},
  }),
)

test('volumes carry the names that the engine knows', () => {
  expect(model.volumes).toEqual({data: 'shop_data', own: 'shop_own'})
})

test('only readers of secrets get a label, and it changes with each of their secrets', () => {
  const before = secretLabels(model, {a: '1', b: '1'})
  expect(Object.keys(before)).toEqual(['db'])
  expect(secretLabels(model, {a: '1', b: '2'}).db).not.toBe(before.db)
  expect(secretLabels(model, {a: '1', b: '1', c: '9'}).db).toBe(before.db)
})

test('the override file and the labelled model say the same', () => {
  const labels = secretLabels(model, {a: '1', b: '1'})
  const labelled = labelModel(model, labels).services.db?.labels
  expect(labelled).toEqual({x: '1', 'opsctl.secrets-sha256': labels.db})
  const override = JSON.parse(labelOverride(labels).split('\n').slice(1).join('\n'))
  expect(override.services.db.labels).toEqual({'opsctl.secrets-sha256': labels.db})
  expect(secretsOf(model.services.db ?? {})).toEqual(['b', 'a'])
})
