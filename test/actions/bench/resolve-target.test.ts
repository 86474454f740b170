import type {AddressInfo} from 'node:net'
import {createServer} from 'node:net'
import {describe, expect, onTestFinished, test} from 'vitest'

import {resolveTarget} from '../../../src/actions/bench/resolve-target.js'
import {projectAt} from '../../../src/project.js'
import {tempDir} from '../../temp-dir.js'

async function openPort(): Promise<number> {
  const server = createServer((socket) => socket.destroy())
  onTestFinished(() => void server.close())
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

const resolve = async (url: string) => resolveTarget(projectAt(await tempDir()), url, {allowRemote: []})

describe('a URL', () => {
  test('is resolved to the address that takes connections, and to whoever listens there', async () => {
    const port = await openPort()
    expect(await resolve(`http://localhost:${port}`)).toEqual({
      target: {host: '127.0.0.1', port},
      host: `localhost:${port}`,
      path: '/',
      headers: {},
      label: `http://localhost:${port}/`,
      pids: [process.pid],
    })
  })

  test('of https asks for the certificate of its host', async () => {
    const port = await openPort()
    const {target} = await resolve(`https://localhost:${port}/`)
    expect(target.tls).toEqual({servername: 'localhost'})
  })

  test.each([
    ['/i/{id}?x={x}#top', '/i/{id}?x={x}'],
    ['?x=1', '/?x=1'],
    ['', '/'],
  ])('keeps the path %s as it was written', async (written, path) => {
    const port = await openPort()
    expect((await resolve(`http://127.0.0.1:${port}${written}`)).path).toBe(path)
  })
})

test('a route needs a project', async () => {
  await expect(resolve('/')).rejects.toMatchObject({code: 'OPS_SPEC_MISSING', exitCode: 2})
})
