import {describe, expect, test} from 'vitest'

import {findRoute} from '../../../src/actions/bench/find-route.js'
import {planRoutes} from '../../../src/components/gateway/route-plan.js'
import type {OpsError} from '../../../src/errors.js'
import {parseStack} from '../../../src/spec/parse-stack.js'

const {stack, problems} = parseStack(`version: 1
project: shop
apps:
  web: {image: "example/web:1", port: 8080}
gateway:
  routes:
    web: {upstreams: [web]}
    api: {paths: [/api/, /v2], upstreams: [web]}
    admin: {hosts: ["*.admin.example.com"], paths: [/api/users], upstreams: [web]}
    site: {hosts: [www.example.com], upstreams: [web]}
`)
if (!stack) throw new Error(JSON.stringify(problems))
const plan = planRoutes(stack)

describe('a route', () => {
  test.each([
    ['web', 'web', 'localhost', '/'],
    ['api', 'api', 'localhost', '/api/'],
    ['admin', 'admin', 'www.admin.example.com', '/api/users'],
    ['site', 'site', 'www.example.com', '/'],
    ['/', 'web', 'localhost', '/'],
    ['/other?x=1', 'web', 'localhost', '/other?x=1'],
    ['/api/items', 'api', 'localhost', '/api/items'],
    ['/api', 'web', 'localhost', '/api'],
    ['/v2/x', 'api', 'localhost', '/v2/x'],
    ['/api/users/7', 'admin', 'www.admin.example.com', '/api/users/7'],
  ])('%s is %s at %s%s', (word, name, host, path) => {
    const found = findRoute(plan, word)
    expect([found.route.name, found.host, found.path]).toEqual([name, host, path])
  })

  test('that is not there is answered with the nearest one, and what looks like a URL with the URL', () => {
    const refusal = (word: string) => {
      try {
        return findRoute(plan, word)
      } catch (error) {
        return error as OpsError
      }
    }
    expect(refusal('amdin')).toMatchObject({code: 'OPS_BENCH_ROUTE', exitCode: 2})
    expect((refusal('amdin') as OpsError).text.en).toContain('did you mean "admin"?')
    expect((refusal('localhost:8080/x') as OpsError).ways[0]?.en).toBe('opsctl bench http http://localhost:8080/x')
  })
})
