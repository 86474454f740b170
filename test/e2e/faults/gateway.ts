/** Requests that fail, crawl or come from where they should not, and certificates. */
import {readFile, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'

import {makeCertificate} from './certificate.js'
import type {Fault, World} from './fault.js'

/** So many requests, a few at a time. */
async function ask(world: World, path: string, count: number, init?: RequestInit): Promise<void> {
  for (let sent = 0; sent < count; sent += 5) {
    await Promise.all(
      Array.from({length: Math.min(5, count - sent)}, () =>
        world.http(path, init).then((answer) => answer.arrayBuffer()),
      ),
    )
  }
}

/** Puts another certificate where the gateway reads its own, as a forgotten renewal would, and has it read. */
export async function certify(world: World, days: number, folder = 'tls'): Promise<void> {
  const tls = join(world.root, folder)
  await makeCertificate(tls, days)
  for (const part of ['certificate', 'key']) {
    // In place: the container keeps the file it was started with.
    await writeFile(join(world.root, `secrets/gateway-tls-${part}`), await readFile(join(tls, `${part}.pem`)))
  }
  await world.docker('exec', world.container('gateway'), 'sh', '/etc/gateway/reload.sh')
}

const renew = (world: World) => certify(world, 200)
const caddyfile = (world: World) => join(world.root, 'deploy/gateway/config/server/Caddyfile')

export const gatewayFaults: readonly Fault[] = [
  {
    name: 'an app answers 500',
    alert: 'GatewayErrorsCritical',
    reactsInS: 5,
    lingersS: 300,
    start: async (world) => {
      for (let second = 0; second < 20; second += 1) {
        await ask(world, '/error', 5)
        await sleep(1000)
      }
    },
    undo: async () => undefined,
  },
  {
    name: 'an app crawls',
    alert: 'GatewayLatencyHigh',
    // More than those wait who ask for what is gone.
    override: {threshold: 4},
    reactsInS: 20,
    lingersS: 300,
    start: (world) => ask(world, '/slow?ms=6000', 20),
    undo: async () => undefined,
  },
  {
    name: 'wrong passwords at the gateway',
    alert: 'GatewayFailedLogins',
    lingersS: 300,
    start: (world) => ask(world, '/secure', 10),
    undo: async () => undefined,
  },
  {
    name: 'a scanner at the gateway',
    alert: 'GatewaySuspiciousRequests',
    lingersS: 60,
    start: async (world) => {
      await ask(world, '/wp-admin', 5)
      await ask(world, '/wp-login.php', 250)
    },
    undo: async () => undefined,
  },
  {
    name: 'what a route leads to answers 503',
    alert: 'GatewayNoHealthyUpstream',
    also: ['BlackboxUnexpectedStatus'],
    reactsInS: 60,
    lingersS: 60,
    start: (world) => world.lab('lab', {status: 503}),
    undo: (world) => world.lab('lab', {status: 200}),
  },
  {
    name: 'what a route leads to thinks for three seconds',
    alert: 'BlackboxServerSlow',
    also: ['GatewayLatencyHigh'],
    reactsInS: 5,
    lingersS: 300,
    start: (world) => world.lab('lab', {delayMs: 3000}),
    undo: (world) => world.lab('lab', {delayMs: 0}),
  },
  {
    name: 'a certificate with two weeks left',
    alert: 'BlackboxCertificateExpiresSoon',
    quick: true,
    start: (world) => certify(world, 14),
    undo: renew,
  },
  {
    name: 'a certificate with a day left',
    alert: 'BlackboxCertificateExpiresVerySoon',
    start: (world) => certify(world, 1),
    undo: renew,
  },
  {
    name: 'a certificate that has ended',
    alert: 'BlackboxCertificateExpired',
    start: (world) => certify(world, -1),
    undo: renew,
  },
  {
    name: 'a Caddyfile that names a certificate which is not there',
    alert: 'CaddyReloadFailed',
    start: async (world) => {
      const before = await readFile(caddyfile(world), 'utf8')
      await writeFile(
        caddyfile(world),
        `${before}\nhttps://fault.example.com:8444 {\n\ttls /tmp/none.pem /tmp/none.key\n}\n`,
      )
      await world.docker('exec', world.container('gateway'), 'sh', '/etc/gateway/reload.sh').catch(() => '')
      await writeFile(caddyfile(world), before)
    },
    undo: (world) => world.docker('exec', world.container('gateway'), 'sh', '/etc/gateway/reload.sh'),
  },
]
