import {describe, expect, test} from 'vitest'

import {findCause} from '../../src/runtime/causes.js'
import type {ServiceState} from '../../src/runtime/runtime.js'

const state = (over: Partial<ServiceState> = {}): ServiceState => ({
  service: 'postgres-exporter',
  component: 'postgres',
  name: 'shop-postgres-exporter-1',
  id: 'c1',
  state: 'exited',
  health: 'none',
  exitCode: 1,
  oomKilled: false,
  restarts: 0,
  image: 'x',
  ports: [],
  ...over,
})

describe('the likely cause', () => {
  test.each([
    ['missing', state({state: 'missing'}), [], /has no container/],
    ['killed for memory', state({exitCode: 137, oomKilled: true}), [], /more memory than its limit/],
    ['killed from outside', state({exitCode: 137}), [], /killed from outside/],
    ['not executable', state({exitCode: 126}), [], /can’t be executed/],
    ['not found', state({exitCode: 127}), [], /not in the image/],
    ['crashed', state({exitCode: 139}), [], /crashed/],
    ['ended', state({exitCode: 3}), [], /exit code 3/],
    [
      'port taken',
      state({error: 'driver failed: Bind for 0.0.0.0:80 failed: port is already allocated'}),
      [],
      /already taken/,
    ],
    ['full disk', state(), ['write failed: No space left on device'], /disk is full/],
    ['wrong password', state(), ['FATAL:  password authentication failed for user "app"'], /password/],
    ['redis password', state(), ['WRONGPASS invalid username-password pair'], /password/],
    ['other version', state(), ['FATAL:  database files are incompatible with server'], /another version/],
    ['unknown host', state(), ['dial tcp: lookup redis: no such host'], /host name/],
    ['bad config', state(), ['error loading config from "/etc/prometheus/prometheus.yml"'], /configuration/],
    [
      'sick',
      state({state: 'running', health: 'unhealthy', healthOutput: 'no response', exitCode: undefined as never}),
      [],
      /no response/,
    ],
  ] as const)('is told for a service that is %s', (_name, given, lines, cause) => {
    const found = findCause(given, lines)
    expect(found?.cause.en).toMatch(cause)
    expect(found?.cause.zh).toMatch(/\p{Script=Han}/u)
    expect(found?.fix.en).not.toBe('')
  })

  test('names the component whose memory must be raised', () => {
    expect(findCause(state({oomKilled: true, exitCode: 137}), [])?.fix.en).toContain('limits.memory of postgres')
  })

  test('prefers what the engine says to what the service printed', () => {
    const given = state({error: 'address already in use'})
    expect(findCause(given, ['Permission denied'])?.cause.en).toContain('port')
  })
})
