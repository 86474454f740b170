import {expect, test} from 'vitest'

import {judgeRecipe} from '../../src/images/build-image.js'
import {stackSchema} from '../../src/spec/stack.js'

const stackWith = (version: string) =>
  stackSchema.parse({version: 1, project: 'shop', images: {source: 'debian'}, postgres: {version}})

test('the version that the suite has can be built', () => {
  expect(judgeRecipe(stackWith('18'), 'postgres')).toBeUndefined()
  expect(judgeRecipe(stackWith('18'), 'redis')).toBeUndefined()
})

test('a major that no suite has is refused with those that can be had', () => {
  const problem = judgeRecipe(stackWith('16'), 'postgres')
  expect(problem).toMatchObject({code: 'OPS_IMAGE_NOT_IN_DEBIAN', exitCode: 2})
  expect(problem?.text.en).toMatch(/postgres 16.*18/)
  expect(problem?.ways.map((way) => way.en).join(' ')).toContain('postgres.version')
})

test('a component that Debian has no package for is named with the ways to go on', () => {
  const problem = judgeRecipe(stackWith('18'), 'grafana')
  expect(problem?.text.en).toContain('Debian has no package for grafana')
  expect(problem?.text.zh).toContain('grafana')
  expect(problem?.ways.map((way) => way.en).join(' ')).toContain('images.source to registry')
})
