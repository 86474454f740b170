import {describe, expect, test} from 'vitest'

import {images} from '../../src/images/image-data.js'
import {baseRef, type ImageLock, imageRef, isDebianBuilt, suiteOf} from '../../src/images/image-refs.js'
import {listRecipes} from '../../src/images/recipes.js'
import {stackSchema} from '../../src/spec/stack.js'

type Input = Parameters<typeof stackSchema.parse>[0]
const stackWith = (more: Input = {}) => stackSchema.parse({version: 1, project: 'shop', ...(more as object)})

describe('from a registry', () => {
  test('an image is repository and exact tag', () => {
    expect(imageRef(stackWith(), 'prometheus')).toMatch(/^prom\/prometheus:v\d+\.\d+\.\d+$/)
  })

  test('the prefix stands before every official name', () => {
    const stack = stackWith({images: {registry: 'mirror.example.com:5000/hub'}})
    expect(imageRef(stack, 'redis')).toMatch(/^mirror\.example\.com:5000\/hub\/redis:8\./)
  })

  test.each(['15', '16', '17', '18'])('PostgreSQL %s has a tag of its own major', (version) => {
    expect(imageRef(stackWith({postgres: {version}}), 'postgres')).toMatch(new RegExp(`^postgres:${version}\\.\\d+$`))
  })

  test('no tag of the data file floats', () => {
    for (const [id, entry] of Object.entries(images)) {
      const tags = [entry.tag, ...Object.values(entry.majors ?? {}).map((version) => version.tag)]
      if (entry.repository !== null) expect(tags, id).toSatisfy(() => tags.every((tag) => /\d+\.\d+/.test(tag ?? '')))
    }
  })

  test('a locked digest is added to the tag, and only for the reference it was locked for', () => {
    const stack = stackWith()
    const digest = `sha256:${'a'.repeat(64)}`
    const reference = imageRef(stack, 'redis')
    const lock: ImageLock = {version: 1, source: 'registry', images: {[reference]: {id: digest, digest}}}
    expect(imageRef(stack, 'redis', lock)).toBe(`${reference}@${digest}`)
    const other = stackWith({redis: {version: '7'}})
    expect(imageRef(other, 'redis', lock)).toBe(imageRef(other, 'redis'))
  })

  test('an image without an official name is built from its recipe all the same', () => {
    expect(isDebianBuilt(stackWith(), 'mtail')).toBe(true)
    expect(imageRef(stackWith(), 'mtail')).toMatch(/^opsctl\/mtail:sid-/)
  })
})

describe('from Debian packages', () => {
  const stack = stackWith({images: {source: 'debian'}})

  test('the tag holds suite and content hash of the recipe', () => {
    const sha256 = listRecipes().get('redis')?.sha256 ?? ''
    expect(imageRef(stack, 'redis')).toBe(`opsctl/redis:sid-${sha256.slice(0, 12)}`)
  })

  test('a major chooses the suite that has it, and 16 is in none', () => {
    const suite = (version: string) => suiteOf(stackWith({images: {source: 'debian'}, postgres: {version}}), 'postgres')
    expect([suite('15'), suite('16'), suite('17'), suite('18')]).toEqual(['bookworm', undefined, 'trixie', 'sid'])
  })

  test('a component that Debian lacks still has a reference, so that rendering never fails', () => {
    const lacking = stackWith({images: {source: 'debian'}, postgres: {version: '16'}})
    expect(imageRef(lacking, 'postgres')).toMatch(/^opsctl\/postgres:no-suite-16-/)
  })

  test('the base is one per suite', () => {
    expect(baseRef('sid')).toMatch(/^opsctl\/base:sid-[0-9a-f]{12}$/)
    expect(baseRef('sid')).not.toBe(baseRef('trixie'))
  })
})

test('a reference of the user is taken as it is, prefix or not', () => {
  const stack = stackWith({images: {registry: 'mirror.example.com'}})
  expect(imageRef(stack, {ref: 'registry.example.com/shop/web:1.2'})).toBe('registry.example.com/shop/web:1.2')
  expect(imageRef(stack, {build: './web', tag: 'web:current'})).toBe('web:current')
})

test('every recipe belongs to an image of the data file', () => {
  expect(Object.keys(images)).toEqual(expect.arrayContaining([...listRecipes().keys()]))
})
