// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of Compose, not of JavaScript
import {expect, test} from 'vitest'

import {
  findReferences,
  goSeconds,
  knownServices,
  secretNames,
} from '../../../../src/doctor/rooms/project/collect-services.js'
import {fixtureStack} from '../../fixture.js'

test('finds what Compose replaces, and what nobody set', () => {
  const source = [
    'services:',
    '  web:',
    '    # ${IN_A_COMMENT}',
    '    environment:',
    '      A: ${SHOP_SET}',
    '      B: ${SHOP_UNSET}',
    '      C: ${SHOP_PASSWORD:-sample}',
    '      D: $SHOP_EMPTY',
    "      E: 'costs $$5'",
    '      F: ${SHOP_MODE-fast}',
  ].join('\n')
  const found = findReferences(source, {SHOP_SET: 'x', SHOP_EMPTY: ''})
  expect(found.map(({name, line, state, isSecret}) => [name, line, state, isSecret])).toEqual([
    ['SHOP_SET', 5, 'set', false],
    ['SHOP_UNSET', 6, 'unset', false],
    ['SHOP_PASSWORD', 7, 'default', true],
    ['SHOP_EMPTY', 8, 'empty', false],
    ['SHOP_MODE', 10, 'default', false],
  ])
})

test('reads durations as Go writes them', () => {
  expect(goSeconds('1m30s')).toBe(90)
  expect(goSeconds('500ms')).toBe(0.5)
  expect(goSeconds('2h')).toBe(7200)
})

test('names variables that hold secrets by name or by looks, never files of them', () => {
  const names = secretNames([
    ['DB_PASSWORD', 'x'.repeat(12)],
    ['DB_PASSWORD_FILE', '/run/secrets/db'],
    ['API_KEY', '/run/secrets/api-key'],
    ['BACKEND', 'postgres://shop:hunter2@db/shop'],
    ['PATH', '/bin'],
  ])
  expect(names).toEqual(['BACKEND', 'DB_PASSWORD'])
})

test('says of each service what its room says', () => {
  const known = knownServices(
    fixtureStack({cadvisor: {}, apps: {web: {build: '.', deliver: 'env', uses: ['postgres']}}}),
  )
  expect(known.get('cadvisor')?.waivers).toContain('host-mount')
  expect(known.get('web')?.envByDesign).toBe(true)
  expect(known.get('redis')?.component).toBe('redis')
})
