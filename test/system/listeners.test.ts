import {createServer} from 'node:net'

import {expect, test} from 'vitest'

import {findListener, parseListeners, probePort} from '../../src/system/listeners.js'

const TABLE = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 40191 1 0000000000000000 100 0 0 10 0
   1: 0100007F:1F90 0100007F:C350 01 00000000:00000000 00:00000000 00000000  1000        0 40192 1 0000000000000000 20 4 30 10 -1
   2: 00000000:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 12345 1 0000000000000000 100 0 0 10 0
`

test('only sockets that listen on the port count', () => {
  expect(parseListeners(TABLE, 8080)).toEqual(['40191'])
  expect(parseListeners(TABLE, 22)).toEqual(['12345'])
  expect(parseListeners(TABLE, 80)).toEqual([])
})

test('a port in use is taken, and its holder is named', async () => {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const {port} = server.address() as {port: number}
  expect(await probePort('127.0.0.1', port)).toBe('taken')
  if (process.platform === 'linux') expect(await findListener(port)).toContain(`pid ${process.pid}`)
  await new Promise((resolve) => server.close(resolve))
  expect(await probePort('127.0.0.1', port)).toBe('free')
})

test('an address that this machine does not have is told apart from a taken port', async () => {
  expect(await probePort('203.0.113.77', 18_080)).toBe('no-address')
})
