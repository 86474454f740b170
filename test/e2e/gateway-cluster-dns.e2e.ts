/**
 * The gateways as a cluster runs them: no name server of Docker's, names of pods from the one in /etc/resolv.conf, and
 * pods that come and go behind a name without a failed request.
 */
import {chmod, mkdir, mkdtemp, rename, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {dirname, join} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'

import {gateway} from '../../src/components/gateway/index.js'
import {ensureImages} from '../../src/images/ensure-images.js'
import {imageRef} from '../../src/images/image-refs.js'
import {projectAt} from '../../src/project.js'
import {renderTemplate} from '../../src/render/engine.js'
import {parseStack} from '../../src/spec/load-stack.js'
import type {Stack} from '../../src/spec/stack.js'
import {docker} from './gateway-bench.js'

const NAME = 'web.shop.svc.cluster.local'
const PREFIX = `opsctl-cluster-dns-${process.pid}`
const APP = `const name = process.env.NAME
require('node:http').createServer((request, response) => response.end(name)).listen(8080)
process.on('SIGTERM', () => process.exit(0))`

let folder = ''
let nameServer = ''
const addresses: Record<string, string> = {}

const stackOf = (driver: string): Stack => {
  const text = `version: 1
project: shop
target: helm
images: {source: debian}
apps: {web: {image: "me/web:1", replicas: 2}}
gateway: {driver: ${driver}, routes: {main: {upstreams: [web]}}}
`
  const {stack} = parseStack(text)
  if (!stack) throw new Error('the stack is not valid')
  return stack
}

async function run(name: string, ...argv: readonly string[]): Promise<string> {
  await docker('run', '--detach', '--name', `${PREFIX}-${name}`, ...argv)
  return docker('inspect', '--format', '{{.NetworkSettings.IPAddress}}', `${PREFIX}-${name}`)
}

/** Which pods are ready, as the name server is to tell. */
async function publish(...names: readonly string[]): Promise<void> {
  const path = join(folder, 'state', NAME)
  await writeFile(`${path}.new`, names.map((name) => `${addresses[name]}\n`).join(''))
  await rename(`${path}.new`, path)
}

async function startGateway(driver: string): Promise<string> {
  const stack = stackOf(driver)
  const context = {stack, template: renderTemplate, bindings: {}}
  const own = join(folder, driver)
  for (const file of [...(gateway.files?.(context) ?? []), ...(gateway.stamp?.('0'.repeat(64), stack) ?? [])]) {
    const path = join(own, file.path)
    await mkdir(dirname(path), {recursive: true})
    await writeFile(path, file.content)
  }

  const service = gateway.services(context).find(({name}) => name === 'gateway')
  if (!service) throw new Error('no gateway')
  const [program = '', ...first] = service.entrypoint ?? []
  const scratch = (service.mounts ?? []).flatMap((mount) =>
    mount.kind === 'tmpfs' ? ['--tmpfs', `${mount.to}:mode=1777`] : [],
  )
  return run(
    driver,
    ...['--dns', nameServer, '--read-only', '--cap-drop', 'ALL', '--security-opt', 'no-new-privileges:true'],
    ...(service.capAdd ?? []).flatMap((cap) => ['--cap-add', cap]),
    ...['--user', service.user, '--tmpfs', '/tmp:mode=1777', ...scratch],
    ...Object.entries(service.env ?? {}).flatMap(([key, value]) => ['--env', `${key}=${value}`]),
    ...['--volume', `${own}/gateway/config/server:/etc/gateway:ro`, '--entrypoint', program],
    ...[imageRef(stack, service.image), ...first, ...(service.command ?? [])],
  )
}

async function ask(address: string): Promise<{readonly status: number; readonly body: string}> {
  try {
    const answer = await fetch(`http://${address}:8080/`, {signal: AbortSignal.timeout(10_000)})
    return {status: answer.status, body: await answer.text()}
  } catch (error) {
    return {status: 0, body: String(error)}
  }
}

/** Who answered, over so many requests; failures are told as they are. */
async function answers(address: string, count: number): Promise<readonly string[]> {
  const found = new Set<string>()
  for (let sent = 0; sent < count; sent++) {
    const {status, body} = await ask(address)
    found.add(status === 200 ? body : `${status} ${body.slice(0, 80)}`)
    await sleep(20)
  }

  return [...found].toSorted()
}

async function until(isTrue: () => Promise<boolean>): Promise<boolean> {
  const end = Date.now() + 30_000
  while (Date.now() < end) {
    if (await isTrue()) return true
    await sleep(200)
  }

  return false
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'opsctl-cluster-dns-'))
  await chmod(folder, 0o755)
  await mkdir(join(folder, 'state'))
  const names = ['caddy', 'nginx', 'haproxy']
  for (const driver of names) await ensureImages(stackOf(driver), projectAt(folder), {origins: ['recipe']})
  const node = imageRef(stackOf('caddy'), 'node')
  const script = new URL('name-server.js', import.meta.url).pathname
  nameServer = await run(
    'dns',
    '--volume',
    `${script}:/name-server.js:ro`,
    '--volume',
    `${folder}/state:/state:ro`,
    node,
    'node',
    '/name-server.js',
  )
  for (const name of ['a', 'b', 'c'])
    addresses[name] = await run(name, '--env', `NAME=${name}`, node, 'node', '-e', APP)
})

afterAll(async () => {
  const ids = await docker('ps', '--all', '--quiet', '--filter', `name=^${PREFIX}-`)
  if (ids !== '') await docker('rm', '--force', ...ids.split('\n'))
  await rm(folder, {recursive: true, force: true})
})

describe.each(['caddy', 'nginx', 'haproxy'])('%s', (driver) => {
  test('follows the pods behind a name, and fails no request', async () => {
    await rm(join(folder, 'state', NAME), {force: true})
    const address = await startGateway(driver)
    expect(await until(async () => (await ask(address)).status >= 500), 'starts before any app is ready').toBe(true)

    await publish('a')
    expect(await until(async () => (await ask(address)).body === 'a')).toBe(true)
    await publish('a', 'b')
    expect(await until(async () => (await answers(address, 6)).join() === 'a,b')).toBe(true)

    // An upgrade: a new pod is ready, an old one leaves, which serves on for as long as names may be remembered.
    await publish('b', 'c')
    expect(await answers(address, 200)).toEqual(expect.not.arrayContaining([expect.stringMatching(/^\d/)]))
    await docker('stop', '--time', '1', `${PREFIX}-a`)
    expect(await answers(address, 100)).toEqual(['b', 'c'])
    await docker('start', `${PREFIX}-a`)
  })

  test('ends what it has begun when it is told to stop', async () => {
    await publish('b')
    const address = await docker('inspect', '--format', '{{.NetworkSettings.IPAddress}}', `${PREFIX}-${driver}`)
    const {stopSignal = 'SIGTERM'} =
      gateway.services({stack: stackOf(driver), template: renderTemplate, bindings: {}})[0] ?? {}
    expect(await until(async () => (await ask(address)).body === 'b')).toBe(true)
    await docker('kill', '--signal', stopSignal, `${PREFIX}-${driver}`)
    expect(
      await until(
        async () => (await docker('inspect', '--format', '{{.State.Running}}', `${PREFIX}-${driver}`)) === 'false',
      ),
    ).toBe(true)
    expect(await docker('inspect', '--format', '{{.State.ExitCode}}', `${PREFIX}-${driver}`)).toMatch(/^(0|143)$/)
  })
})
