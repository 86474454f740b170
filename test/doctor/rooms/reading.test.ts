/** What the kernel, the engine and Compose print, as it was recorded. */
import {describe, expect, test} from 'vitest'

import {seconds, splitWords} from '../../../src/doctor/rooms/compose/collect-files.js'
import {parseTries, tellingLine, userOf} from '../../../src/doctor/rooms/compose/collect-troubles.js'
import {listeners, parseDaemonFile} from '../../../src/doctor/rooms/docker/collect.js'
import {diskShares, parseKills, parseMeminfo, shares} from '../../../src/doctor/rooms/host/collect.js'
import {parseOpenFiles, registryOf} from '../../../src/doctor/rooms/host/collect-reach.js'
import {toDisk} from '../../../src/system/docker-facts.js'

const ID = 'e36616708858e17833beba688345fee7c158a35e58d72408f0be413d8a7411e1'

describe('the kernel', () => {
  test('names the container whose limit was reached', () => {
    const log = [
      `[72199.188393] oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=${ID},mems_allowed=0,oom_memcg=/docker/${ID},task_memcg=/docker/${ID},task=tail,pid=312,uid=1000`,
      '[72300.5] oom-kill:constraint=CONSTRAINT_NONE,nodemask=(null),cpuset=/,mems_allowed=0,global_oom,task_memcg=/user.slice,task=java,pid=9,uid=0',
    ].join('\n')
    expect(parseKills(log, 72_400)).toEqual([
      {agoS: 100, process: 'java', scope: 'machine'},
      {agoS: 201, process: 'tail', scope: 'container', container: ID},
    ])
  })

  test('counts memory in KiB', () => {
    const text =
      'MemTotal:       24684092 kB\nMemFree:  1 kB\nMemAvailable:   20771000 kB\nSwapTotal: 0 kB\nSwapFree: 0 kB\n'
    expect(parseMeminfo(text)).toMatchObject({totalBytes: 24_684_092 * 1024, swapTotalBytes: 0})
  })

  test('says what became of the time of the processors', () => {
    const before = 'cpu  100 0 100 800 0 0 0 0 0 0\n'
    const after = 'cpu  150 0 120 810 10 0 0 10 0 0\n'
    expect(shares(before, after)).toEqual({busy: 0.8, iowait: 0.1, steal: 0.1})
  })

  test('counts the milliseconds in which a disk had work; partitions are left out', () => {
    const row = (name: string, ms: number) => ` 254 0 ${name} 1 2 3 4 5 6 7 8 0 ${ms} 99`
    const before = [row('vda', 1000), row('vda1', 1000), row('loop0', 0)].join('\n')
    const after = [row('vda', 1250), row('vda1', 1250), row('loop0', 9)].join('\n')
    expect(diskShares(before, after, 1000)).toEqual([{device: 'vda', busy: 0.25}])
  })

  test('states limits and users of a process', () => {
    expect(parseOpenFiles('Max open files            20000                20000                files')).toBe(20_000)
    expect(parseOpenFiles('')).toBeUndefined()
    expect(userOf('Uid:\t999\t999\t999\t999\nGid:\t999\t999\t999\t999\nGroups:\t999 1000 \n')).toEqual({
      uid: 999,
      gids: [999, 1000],
    })
    expect(userOf('')).toBeUndefined()
  })

  test('lists who listens, and whether on every address', () => {
    const table = [
      '  sl  local_address rem_address   st',
      '   0: 0100007F:0947 00000000:0000 0A 0 0 0',
      '   1: 00000000:0947 00000000:0000 0A 0 0 0',
      '   2: 0100007F:0050 0100007F:9C40 01 0 0 0',
    ].join('\n')
    expect(listeners(table)).toEqual([
      {port: 2375, everywhere: false},
      {port: 2375, everywhere: true},
    ])
  })
})

describe('the engine', () => {
  test('counts layers that are shared once', () => {
    const disk = toDisk({
      LayersSize: 1000,
      Images: [
        {Containers: 0, Size: 300, SharedSize: 200},
        {Containers: 2, Size: 500, SharedSize: 200},
        {Containers: 0, Size: 100, SharedSize: -1},
      ],
      BuildCache: [
        {InUse: false, Shared: false, Size: 50},
        {InUse: false, Shared: true, Size: 999},
        {InUse: true, Shared: false, Size: 7},
      ],
      Volumes: [{UsageData: {Size: 40}}, {UsageData: {Size: -1}}],
    })
    expect(disk).toMatchObject({
      images: {unusedBytes: 200},
      buildCache: {bytes: 57, unusedBytes: 50},
      volumes: {bytes: 40},
    })
    expect(toDisk({})).toMatchObject({images: {count: 0}, volumes: {count: 0, bytes: 0}})
  })

  test('has a file that keeps what is secret in it', () => {
    const text =
      '{"storage-opts": ["overlay2.override_kernel_check=true"], "proxies": {"http-proxy": "http://u:secret@p"}}'
    const read = parseDaemonFile(text)
    expect(read).toMatchObject({state: 'ok', storageOptions: ['overlay2.override_kernel_check'], logsEnd: false})
    expect(JSON.stringify(read)).not.toContain('secret')
    expect(parseDaemonFile('{"a": }').state).toBe('broken')
  })
})

describe('Compose', () => {
  test('warns in lines of its logger, and says last why it stops', () => {
    const printed = [
      'time="2026-11-22T01:00:00Z" level=warning msg="/x/override.yaml: the attribute `version` is obsolete"',
      "services.web additional properties 'imagee' not allowed",
    ].join('\n')
    expect(splitWords(printed)).toEqual({
      errors: "services.web additional properties 'imagee' not allowed",
      warnings: ['/x/override.yaml: the attribute `version` is obsolete'],
    })
  })

  test('prints durations in parts', () => {
    expect([seconds('1m30s', 0), seconds('2h0m0s', 0), seconds('500ms', 0), seconds(undefined, 30)]).toEqual([
      90, 7200, 0.5, 30,
    ])
  })
})

test('connections that were tried are read with the time they took', () => {
  const printed = 'redis 6379 ok 1795310000000000000 1795310000004200000\npostgres 5432 no-name 0 0\nnonsense\n'
  expect(parseTries('web', printed)).toEqual([
    {from: 'web', to: 'redis', port: 6379, result: 'ok', ms: 4},
    {from: 'web', to: 'postgres', port: 5432, result: 'no-name', ms: 0},
  ])
})

test('the line that tells most is the last that sounds like a reason, without its secrets', () => {
  const lines = ['starting', 'FATAL: could not connect, password=hunter2 refused', 'bye', '']
  expect(tellingLine(lines)).toBe('FATAL: could not connect, password=[masked] refused')
  expect(tellingLine([])).toBeUndefined()
})

test('a registry is the first part of a reference when it looks like a host', () => {
  const names = ['ghcr.io/a/b:1', 'localhost:5000/a', 'prom/prometheus:v3', 'redis'].map(registryOf)
  expect(names).toEqual(['ghcr.io', 'localhost:5000', '', ''])
})
