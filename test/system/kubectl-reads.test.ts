import {chmod, readFile, writeFile} from 'node:fs/promises'
import {join} from 'node:path'

import {afterEach, describe, expect, test} from 'vitest'

import {apiPath, askApi, listApi, readApi} from '../../src/system/kubectl-reads.js'
import {tempDir} from '../temp-dir.js'

/** In the place of kubectl: notes its command lines, and answers with the path, a list, a refusal or words of its own. */
const PROXY = `#!${process.execPath}
const {appendFileSync} = require('node:fs')
const argv = process.argv.slice(2)
appendFileSync(__filename + '.argv', argv.join(' ') + '\\n')
const flag = argv.find((word) => word.startsWith('--unix-socket='))
if (!flag || process.env.OPSCTL_TEST_NO_PROXY) {
  console.log('"by ' + argv.at(-1) + '"')
  process.exit(0)
}
const refusal = {kind: 'Status', reason: 'Forbidden', message: 'pods is forbidden: User "ann" cannot list resource "pods" in API group "" in the namespace "shop"'}
require('node:http').createServer((request, answer) => {
  if (request.headers.host !== 'localhost') return answer.writeHead(403).end('Forbidden')
  if (request.url === '/refused') return answer.writeHead(403).end(JSON.stringify(refusal))
  if (request.url === '/silent') return
  if (request.url === '/broken') return answer.writeHead(502).end('dial tcp: connection refused')
  if (request.url === '/end') return process.exit(0)
  if (request.url === '/list') return answer.end('{"kind":"PodList","apiVersion":"v1","items":[{"metadata":{"name":"a"}}]}')
  answer.end(JSON.stringify(request.url))
}).listen(flag.split('=')[1], () => console.log('Starting to serve on ' + flag))
`

/** The command lines so far, without the flags that name the cluster. */
async function stub(): Promise<() => Promise<readonly string[]>> {
  const file = join(await tempDir(), 'kubectl')
  await writeFile(file, PROXY)
  await chmod(file, 0o755)
  process.env.OPSCTL_KUBECTL = file
  return async () => {
    const lines = (await readFile(`${file}.argv`, 'utf8')).trim().split('\n')
    return lines.map((line) => line.replace(/--context c (--request-timeout=\S+ )?/, '').replace(/=\S*\/api/, '=…'))
  }
}

const at = {context: 'c'}
const SERVES = 'proxy --unix-socket=… --reject-methods=^(POST|PUT|PATCH|DELETE)$'

afterEach(() => {
  delete process.env.OPSCTL_KUBECTL
  delete process.env.OPSCTL_TEST_NO_PROXY
})

test.each([
  ['pods', {namespace: 'shop', selector: 'a=b,c'}, '/api/v1/namespaces/shop/pods?labelSelector=a%3Db%2Cc'],
  ['apps/v1/deployments', {namespace: 'shop', name: 'web'}, '/apis/apps/v1/namespaces/shop/deployments/web'],
  ['storage.k8s.io/v1/storageclasses', {}, '/apis/storage.k8s.io/v1/storageclasses'],
  ['events', {fields: 'type=Warning'}, '/api/v1/events?fieldSelector=type%3DWarning'],
])('the path of %s %j', (resource, selection, path) => {
  expect(apiPath(resource, selection)).toBe(path)
})

describe('the server is read', () => {
  test('by one program for all reads, which takes no change', async () => {
    const lines = await stub()
    const answers = await Promise.all(['/a', '/b', '/c'].map((path) => askApi(at, path)))
    expect(answers).toEqual(['/a', '/b', '/c'])
    expect(await lines()).toEqual([SERVES])
    expect(await listApi(at, '/list')).toEqual([{kind: 'Pod', apiVersion: 'v1', metadata: {name: 'a'}}])
  })

  test('and a refusal is told in kubectl’s words', async () => {
    await stub()
    await expect(askApi(at, '/refused')).rejects.toThrowError('may not list pods in namespace shop')
  })

  test('by kubectl itself where the program can’t, or where it is not the server that answers', async () => {
    const lines = await stub()
    expect(await readApi(at, '/broken')).toMatchObject({exitCode: 0, stdout: '"by /broken"'})
    expect(await lines()).toEqual([SERVES, 'get --raw /broken'])
    process.env.OPSCTL_TEST_NO_PROXY = 'true'
    await stub()
    expect(await askApi(at, '/a')).toBe('by /a')
  })

  test('by another one when Ctrl+C has ended the first', async () => {
    const lines = await stub()
    await readApi(at, '/end')
    await expect.poll(async () => (await readApi(at, '/a')).stdout).toBe('"/a"')
    expect((await lines()).filter((line) => line === SERVES)).toHaveLength(2)
  })

  test('for a while only, and until it is told to stop', async () => {
    await stub()
    const late = await readApi(at, '/silent', {requestTimeoutS: 1})
    expect(late).toMatchObject({exitCode: 1, stderr: expect.stringMatching(/^Unable to connect .* within 1 s/)})
    const stop = new AbortController()
    setTimeout(() => stop.abort(), 100)
    await expect(readApi(at, '/silent', {signal: stop.signal})).rejects.toMatchObject({code: 'OPS_INTERRUPTED'})
  })
})
