import {describe, expect, test} from 'vitest'

import type {HttpRequestPlan, HttpWirePlan} from '../../src/bench/load-plan.js'
import {httpWire} from '../../src/load/http-wire.js'

const place = {seed: 1, thread: 0, threads: 1}

function plan(...requests: readonly Partial<HttpRequestPlan>[]): HttpWirePlan {
  return {
    protocol: 'http',
    host: 'shop.test:8080',
    keepAlive: true,
    requests: requests.map((request, at) => {
      return {name: `r${at}`, method: 'GET', path: '/', headers: {}, weight: 1, expect: {}, ...request}
    }),
  }
}

function bytesOf(wirePlan: HttpWirePlan, count: number, at = place): readonly string[] {
  const wire = httpWire(wirePlan, at)
  return Array.from({length: count}, () => wire.next().bytes)
}

describe('the bytes of a request', () => {
  test('name the host and the given headers', () => {
    expect(bytesOf(plan({path: '/a?b=c', headers: {Accept: '*/*'}}), 1)).toEqual([
      'GET /a?b=c HTTP/1.1\r\nHost: shop.test:8080\r\nAccept: */*\r\n\r\n',
    ])
  })

  test('say the length of a body in bytes', () => {
    const [bytes] = bytesOf(plan({method: 'POST', body: '中', headers: {'content-length': '99'}}), 1)
    expect(bytes).toBe('POST / HTTP/1.1\r\nHost: shop.test:8080\r\nContent-Length: 3\r\n\r\n\u00e4\u00b8\u00ad')
    expect(bytesOf(plan({method: 'POST'}), 1)[0]).toContain('Content-Length: 0\r\n')
  })

  test('let another Host be asked for, and end the connection without keep-alive', () => {
    expect(bytesOf({...plan({headers: {host: 'other'}}), keepAlive: false}, 1)).toEqual([
      'GET / HTTP/1.1\r\nhost: other\r\nConnection: close\r\n\r\n',
    ])
  })
})

describe('a template', () => {
  const rows = [
    {id: '1', name: 'a'},
    {id: '2', name: 'b c'},
    {id: '3', name: 'ü\r\nX: y'},
  ]

  test('is filled from the rows in their order, over and over', () => {
    const paths = bytesOf(plan({path: '/{id}', rows}), 7).map((bytes) => bytes.split(' ')[1])
    expect(paths).toEqual(['/1', '/2', '/3', '/1', '/2', '/3', '/1'])
  })

  test('keeps braces that name no column', () => {
    expect(bytesOf(plan({method: 'POST', body: '{"a": {id}, "b": {other}}', rows}), 1)[0]).toContain(
      '{"a": 1, "b": {other}}',
    )
  })

  test('cannot break out of its place', () => {
    const third = bytesOf(plan({path: '/{name}', headers: {'X-Name': '{name}'}, rows}), 3)[2] as string
    expect(third).toContain('GET /%C3%BC%0D%0AX:%20y HTTP/1.1\r\n')
    expect(third.split('\r\n').filter((line) => line.startsWith('X:'))).toEqual([])
  })

  test('deals its rows out among threads', () => {
    const paths = [0, 1].map((thread) => bytesOf(plan({path: '/{id}', rows}), 3, {seed: 1, thread, threads: 2}))
    expect(paths.map((all) => all.map((bytes) => bytes.split(' ')[1]))).toEqual([
      ['/1', '/3', '/2'],
      ['/2', '/1', '/3'],
    ])
  })
})

test('kinds come by their weights, the same ones for the same seed', () => {
  const weighted = plan({weight: 3}, {weight: 1})
  const kinds = (seed: number) => {
    const wire = httpWire(weighted, {...place, seed})
    return Array.from({length: 4000}, () => wire.next().kind)
  }
  const seconds = kinds(1).filter((kind) => kind === 1).length
  expect(Math.abs(seconds - 1000)).toBeLessThan(100)
  expect(kinds(1)).toEqual(kinds(1))
  expect(kinds(1)).not.toEqual(kinds(2))
})
