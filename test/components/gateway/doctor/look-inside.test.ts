import {expect, test} from 'vitest'

import {readInside} from '../../../../src/components/gateway/doctor/look-inside.js'

test('knocks and the exit code are found among what the binary prints', () => {
  const printed = `opsctl-knock web 8080 172.22.0.6 ok
2026/11/22 01:58:47 [emerg] 617#617: unknown directive "bogus" in /etc/gateway/nginx.conf:212
opsctl-knock api 9000 - unresolved
opsctl-exit 1
`
  expect(readInside(printed)).toEqual({
    configTest: {
      exitCode: 1,
      output: '2026/11/22 01:58:47 [emerg] 617#617: unknown directive "bogus" in /etc/gateway/nginx.conf:212',
    },
    upstreams: [
      {host: 'web', port: 8080, address: '172.22.0.6', result: 'ok'},
      {host: 'api', port: 9000, address: '', result: 'unresolved'},
    ],
  })
})

test('a container that runs nothing is not judged', () => {
  expect(() => readInside('Error response from daemon: Container 5ac is paused')).toThrow(/is paused/)
})
