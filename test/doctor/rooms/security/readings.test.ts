import {expect, test} from 'vitest'

import {addUp, mostWithin, readFailedLogins, readSudo} from '../../../../src/doctor/rooms/security/access-log.js'
import {toService} from '../../../../src/doctor/rooms/security/collect-containers.js'
import {
  countVulnerabilities,
  readSshSettings,
  readUpgrades,
  readWatches,
} from '../../../../src/doctor/rooms/security/collect-host.js'
import {readUfw} from '../../../../src/doctor/rooms/security/collect-traffic.js'

/** As Caddy wrote it. */
function line(at: string, client: string, status: number, path = '/'): string {
  return JSON.stringify({
    level: 'info',
    time: at,
    duration_s: 0.02,
    status,
    route: 'web',
    path,
    client_ip: client,
    method: 'GET',
  })
}

const second = (count: number) => new Date(Date.UTC(2026, 0, 15, 12, 0, 0) + count * 1000).toISOString()

test('counts the busiest minute and the worst five of each client', () => {
  const lines = [
    ...Array.from({length: 120}, (_, index) => line(second(index / 4), '203.0.113.7', 401, '/login')),
    ...Array.from({length: 50}, (_, index) => line(second(index), '192.0.2.1', 200, '/products')),
    'not a line of the log',
    '{"cut":',
  ]
  const {lines: count, clients} = addUp(lines)
  expect(count).toBe(170)
  expect(clients).toEqual([{client: '203.0.113.7', suspectPerMinute: 120, refusedIn5m: 120, route: 'web'}])
})

test('a window takes what lies in it, wherever it begins', () => {
  expect(mostWithin([], 60)).toBe(0)
  expect(mostWithin([0, 59, 60, 61, 200], 60)).toBe(3)
})

test('reads sshd and sudo as the journal prints them', () => {
  const sshd = [
    '2026-01-15T11:58:01+00:00 host sshd[812]: Failed password for root from 198.51.100.9 port 4022 ssh2',
    '2026-01-15T11:58:03+00:00 host sshd[812]: Invalid user admin from 198.51.100.9 port 4023',
    '2026-01-15T11:58:05+00:00 host sshd[813]: Accepted publickey for ann from 192.0.2.4 port 99 ssh2',
  ]
  expect(readFailedLogins(sshd)).toEqual([{from: '198.51.100.9', in5m: 2}])
  const sudo = [
    '2026-01-15T11:00:00+00:00 host sudo[1]:      ann : TTY=pts/0 ; PWD=/home/ann ; USER=root ; COMMAND=/bin/ls',
  ]
  expect(readSudo(sudo)).toEqual([{user: 'ann', count: 1}])
})

test('reads what tools of the host print', () => {
  expect(
    readUfw(
      'Status: active\n\nTo    Action  From\n22/tcp    ALLOW   Anywhere\n443   ALLOW  Anywhere\n23 DENY Anywhere',
    ),
  ).toEqual([22, 443])
  const upgrades = readUpgrades(
    'Inst openssl [3.0.1] (3.0.2 Debian-Security:12/oldstable-security [amd64])\nInst vim [1] (2 Debian:12.15/oldstable [amd64])\nConf openssl',
  )
  expect(upgrades).toEqual({security: ['openssl'], all: 2})
  expect(readWatches('-w /etc/shadow -p wa -k shadow_changes\nNo rules')).toEqual(['/etc/shadow'])
  expect(readSshSettings('permitrootlogin yes\npasswordauthentication no\n')).toEqual({
    rootLogin: 'yes',
    password: 'no',
  })
  expect(readSshSettings('# PasswordAuthentication no')).toEqual({rootLogin: 'prohibit-password', password: 'yes'})
  const found = {Results: [{Vulnerabilities: [{Severity: 'CRITICAL', FixedVersion: '1.2'}, {Severity: 'HIGH'}]}, {}]}
  expect(countVulnerabilities(found)).toEqual({critical: 1, high: 1, fixable: 1})
})

test('puts a container as the engine inspects it into the words of a service, without values', () => {
  const inspected = {
    Config: {
      User: '0:0',
      Env: ['PATH=/bin', 'STRIPE_SECRET_KEY=sk_live_abcdefghij0123'],
      Labels: {'com.docker.compose.service': 'web'},
    },
    HostConfig: {
      Privileged: true,
      PidMode: 'host',
      CapAdd: null,
      CapDrop: null,
      SecurityOpt: null,
      ReadonlyRootfs: false,
    },
    Mounts: [{Type: 'bind', Source: '/var/run/docker.sock', Destination: '/var/run/docker.sock', RW: true}],
    NetworkSettings: {Ports: {'9090/tcp': [{HostIp: '0.0.0.0', HostPort: '24656'}], '80/tcp': null}},
  }
  const service = toService(inspected as unknown as Parameters<typeof toService>[0], new Map())
  expect(service).toMatchObject({
    service: 'web',
    component: 'overlay',
    user: '0:0',
    privileged: true,
    pid: 'host',
    capDrop: [],
    readOnly: false,
    secretEnv: ['STRIPE_SECRET_KEY'],
    ports: [{bind: '0.0.0.0', host: 24_656, container: 9090}],
  })
  expect(JSON.stringify(service)).not.toContain('sk_live')
})
