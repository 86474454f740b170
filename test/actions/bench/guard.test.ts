import {describe, expect, test} from 'vitest'

import {findAddresses, guardLoad, guardTarget, isLoopback} from '../../../src/actions/bench/guard.js'
import type {OpsError} from '../../../src/errors.js'

describe('where load may go', () => {
  test.each(['127.0.0.1', '127.9.9.9', '::1', '::ffff:127.0.0.1'])('%s is this machine', (address) => {
    expect(isLoopback(address)).toBe(true)
  })

  test.each(['128.0.0.1', '10.0.0.1', '0.0.0.0', '::', '::2', '::ffff:10.0.0.1', 'localhost', ''])(
    '%s is not',
    (address) => {
      expect(isLoopback(address)).toBe(false)
    },
  )

  const ask = (addresses: readonly string[], allowRemote: readonly string[] = [], own: readonly string[] = []) =>
    guardTarget({host: 'shop.example.com', addresses, allowRemote, ownAddresses: async () => own})

  test('is this machine, the project’s own containers, and a host that was typed out', async () => {
    await ask(['127.0.0.1', '::1'])
    await ask(['172.18.0.3'], [], ['172.18.0.3'])
    await ask(['203.0.113.7'], ['Shop.Example.com'])
  })

  test.each([
    [['203.0.113.7'], []],
    [['127.0.0.1', '203.0.113.7'], []],
    [['203.0.113.7'], ['example.com']],
    [['203.0.113.7'], ['203.0.113.7']],
  ])('is not %j with %j allowed', async (addresses, allowed) => {
    const error = (await ask(addresses, allowed, ['172.18.0.3']).catch((problem: unknown) => problem)) as OpsError
    expect(error.code).toBe('OPS_BENCH_REMOTE')
    expect(error.exitCode).toBe(2)
    expect(error.ways[0]?.en).toContain('--allow-remote shop.example.com')
  })

  test('is found by name', async () => {
    expect(await findAddresses('::1')).toEqual(['::1'])
    expect(await findAddresses('localhost')).toContain('127.0.0.1')
    await expect(findAddresses('no-such-host.invalid')).rejects.toMatchObject({code: 'OPS_BENCH_UNREACHABLE'})
  })
})

describe('how much load may be', () => {
  test('is up to 200,000 a second for an hour', () => {
    guardLoad({rate: 200_000, durationS: 3600})
    expect(() => guardLoad({rate: 200_001, durationS: 1})).toThrow('200,001/s is above the limit of 200,000/s')
    expect(() => guardLoad({rate: 1, durationS: 3601})).toThrow('above the limit of 1h')
  })
})
