import {join} from 'node:path'
import {afterEach, beforeEach, expect, test} from 'vitest'

import {keepForward} from '../../src/actions/keep-forward.js'
import type {Runtime, ServiceState} from '../../src/runtime/runtime.js'
import {putFile} from '../../src/system/put-file.js'
import {tempDir} from '../temp-dir.js'

const before = process.env.OPSCTL_KUBECTL
const target = {context: 'staging', namespace: 'shop', agentsNamespace: 'shop-agents', release: 'shop'}

/** A kubectl that forwards the named port, or 40000, and ends after a while, as when its pod goes away. */
beforeEach(async () => {
  const path = join(await tempDir(), 'kubectl')
  const script = `#!/bin/sh
for last; do :; done
port="\${last%%:*}"
[ "$port" = 19091 ] && { echo "unable to listen on port" >&2; exit 1; }
echo "Forwarding from 127.0.0.1:\${port:-40000} -> 9090"
exec sleep 0.4
`
  await putFile(path, script, 0o755)
  process.env.OPSCTL_KUBECTL = path
})

afterEach(() => {
  if (before === undefined) delete process.env.OPSCTL_KUBECTL
  else process.env.OPSCTL_KUBECTL = before
})

const runtimeWith = (...states: readonly Partial<ServiceState>[]) =>
  ({status: async () => states as readonly ServiceState[]}) as Partial<Runtime> as Runtime
const running = runtimeWith({service: 'prometheus', state: 'running', name: 'prometheus-0'})

async function portsOf(wanted: number, runtime = running): Promise<readonly number[]> {
  const ports: number[] = []
  const signal = AbortSignal.timeout(2500)
  await keepForward(runtime, target, {
    service: 'prometheus',
    port: 9090,
    wanted,
    signal,
    onReady: async (port) => {
      ports.push(port)
    },
  })
  return ports
}

test('the port of opsctl.yaml is kept, also when the pod is replaced', async () => {
  expect(await portsOf(19090)).toEqual([19090])
})

test('another port is taken when that one is taken', async () => {
  expect((await portsOf(19091))[0]).toBe(40000)
})

test('a port below 1024 is left alone', async () => {
  expect((await portsOf(80))[0]).toBe(40000)
})

test('a service without a running pod is an error', async () => {
  await expect(portsOf(19090, runtimeWith())).rejects.toMatchObject({code: 'OPS_SERVICE_DOWN', exitCode: 4})
})
