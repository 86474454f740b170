import {createServer, type Server} from 'node:net'

import {afterEach, beforeEach, expect, test} from 'vitest'

import {checkPorts, judgePort, type PortFacts} from '../../../src/checks/host/ports.js'

const free: PortFacts = {
  service: 'gateway',
  bind: '0.0.0.0',
  port: 8080,
  rivals: [],
  state: 'free',
  holder: undefined,
}

test('passes when the port is free or held by the stack itself', () => {
  expect(judgePort(free).status).toBe('pass')
  expect(judgePort({...free, state: 'ours', holder: 'shop-gateway-1'}).status).toBe('pass')
})

test('fails when another program has the port, and names it', () => {
  const verdict = judgePort({...free, state: 'taken', holder: 'nginx (pid 812)'})
  expect(verdict.status).toBe('fail')
  expect(verdict.detail.en).toBe('0.0.0.0:8080 is taken by nginx (pid 812)')
  expect(verdict.detail.zh).toContain('nginx (pid 812)')
})

test('fails when two services of the stack want the same port', () => {
  expect(judgePort({...free, rivals: ['prometheus']}).detail.en).toContain('prometheus')
})

test('fails when the address is not one of this machine', () => {
  expect(judgePort({...free, bind: '10.9.9.9', state: 'no-address'}).detail.en).toContain('10.9.9.9')
})

let server: Server

beforeEach(async () => {
  server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})

afterEach(() => new Promise((resolve) => server.close(resolve)))

test('every port is judged in one run, whether or not Docker answers', async () => {
  const {port} = server.address() as {port: number}
  const wanted = [
    {service: 'postgres', bind: '127.0.0.1', port, rivals: []},
    {service: 'redis', bind: '127.0.0.1', port: 0, rivals: []},
  ]
  const results = await checkPorts('shop', wanted, false)
  expect(results.map((result) => [result.service, result.verdict.status])).toEqual([
    ['postgres', 'fail'],
    ['redis', 'pass'],
  ])
})
