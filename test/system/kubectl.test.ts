import {chmod, readFile, writeFile} from 'node:fs/promises'
import {join} from 'node:path'

import {afterEach, describe, expect, test} from 'vitest'

import {askKubectl, clusterError, kubectl, listContexts, openForward} from '../../src/system/kubectl.js'
import {tempDir} from '../temp-dir.js'

const at = {context: 'c', kubeconfig: '/k'}

/** A program in the place of kubectl, as a script of the shell. */
async function stub(script: string): Promise<string> {
  const folder = await tempDir()
  const file = join(folder, 'kubectl')
  await writeFile(file, `#!/bin/sh\n${script}\n`)
  await chmod(file, 0o755)
  process.env.OPSCTL_KUBECTL = file
  return folder
}

afterEach(() => {
  delete process.env.OPSCTL_KUBECTL
})

test('kubeconfig, context and a time-out are on every command line; what is sent goes through stdin', async () => {
  const folder = await stub('echo "$@" > "$0.argv"; cat > "$0.stdin"')
  await kubectl(at, ['apply', '-f', '-'], {stdin: 'password'})
  expect(await readFile(join(folder, 'kubectl.argv'), 'utf8')).toBe(
    '--kubeconfig /k --context c --request-timeout=30s apply -f -\n',
  )
  expect(await readFile(join(folder, 'kubectl.stdin'), 'utf8')).toBe('password')
})

test('a kubectl that is not there, and the contexts of one that is', async () => {
  process.env.OPSCTL_KUBECTL = '/nowhere/kubectl'
  await expect(kubectl(at, ['version'])).rejects.toMatchObject({code: 'OPS_TOOL_MISSING', kind: 'environment'})
  await stub('printf "a\\nb\\n"')
  expect(await listContexts('/k')).toEqual(['a', 'b'])
})

describe('a failed answer says whose turn it is', () => {
  test.each([
    ['error: context "c" does not exist', 'OPS_CONTEXT_UNKNOWN', 'usage'],
    [
      'The connection to the server 10.0.0.1:6443 was refused - did you specify the right host or port?',
      'OPS_CLUSTER_UNREACHABLE',
      'environment',
    ],
    ['Unable to connect to the server: dial tcp: lookup x: no such host', 'OPS_CLUSTER_UNREACHABLE', 'environment'],
    ['error: You must be logged in to the server (Unauthorized)', 'OPS_CLUSTER_DENIED', 'environment'],
    [
      'Error from server (Forbidden): pods is forbidden: User "ann" cannot list resource "pods" in API group "" in the namespace "shop"',
      'OPS_CLUSTER_DENIED',
      'environment',
    ],
    ['Error from server (NotFound): pods "a" not found', 'OPS_KUBECTL_FAILED', 'external'],
  ])('%s', (stderr, code, kind) => {
    expect(clusterError(at, {exitCode: 1, stdout: '', stderr})).toMatchObject({code, kind})
  })

  test('a missing right is named by its verb, its kind and its namespace', async () => {
    await stub(
      'echo "User \\"ann\\" cannot list resource \\"pods\\" in API group \\"\\" in the namespace \\"shop\\"" >&2; exit 1',
    )
    await expect(askKubectl(at, ['get', 'pods'])).rejects.toThrowError('may not list pods in namespace shop')
  })
})

test('a forwarded port is known once kubectl names it, and ends when it is told to', async () => {
  await stub('echo "Forwarding from 127.0.0.1:40123 -> 80"; exec sleep 30')
  const forward = await openForward(at, {namespace: 'shop', name: 'web-1'}, 80)
  expect([forward?.port, forward?.hasEnded()]).toEqual([40_123, false])
  forward?.stop()
  await expect.poll(() => forward?.hasEnded()).toBe(true)
  await stub('echo "error: pod not found" >&2; exit 1')
  expect(await openForward(at, {namespace: 'shop', name: 'gone'}, 80)).toBeUndefined()
})
