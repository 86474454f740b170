import {describe, expect, it} from 'vitest'

import {nodeAt, walkKeys} from '../../src/spec/key-tree.js'
import {formatPath} from '../../src/spec/path.js'

describe('the tree of keys', () => {
  it('explains every key in both languages', () => {
    const keys = [...walkKeys()].filter(([path]) => typeof path.at(-1) === 'string' && path.at(-1) !== '<name>')
    const silent = keys.filter(([, {meta}]) => !meta?.en || !/[\u4e00-\u9fff]/.test(meta.zh))
    expect(silent.map(([path]) => formatPath(path))).toEqual([])
  })

  it('knows type, range, default and choices of a key', () => {
    expect(nodeAt(['gateway', 'httpPort'])).toMatchObject({
      kind: 'whole',
      min: 1,
      max: 65_535,
      fallback: 80,
      hostPort: true,
    })
    expect(nodeAt(['postgres', 'limits', 'memory'])).toMatchObject({kind: 'size', min: 128, fallback: '512MiB'})
    expect(nodeAt(['redis', 'role'])).toMatchObject({kind: 'choice', choices: ['cache', 'store'], optional: true})
    expect(nodeAt(['project'])).toMatchObject({kind: 'text', code: 'project', optional: false})
  })

  it('lets any name stand below routes and apps, and any number in a list', () => {
    expect(nodeAt(['gateway', 'routes', 'shop', 'cache', 3, 'ttl'])?.kind).toBe('duration')
    expect(nodeAt(['apps', 'x', 'nothing'])).toBeUndefined()
  })
})
