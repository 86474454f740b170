/** The machine’s size, load and disks as /proc, statfs and Prometheus told of them. */
import type {Fixtures} from '../../fixture.js'
import {engine} from '../docker/docker.fixtures.js'

const GIB = 1024 ** 3
const watched = {'node-exporter': {}}
const elk = {elasticsearch: {}, kibana: {}, filebeat: {}, logs: {path: 'light'}} as const

const os = (own: object = {}) => ({
  'host.os': {
    platform: 'linux',
    id: 'debian',
    name: 'Debian GNU/Linux 12 (bookworm)',
    kernel: '6.1.0-18-amd64',
    isWsl: false,
    ...own,
  },
})
const memory = (availableGiB: number, swap: {readonly total: number; readonly free: number} = {total: 0, free: 0}) => ({
  'host.memory': {
    totalBytes: 16 * GIB,
    availableBytes: availableGiB * GIB,
    swapTotalBytes: swap.total * GIB,
    swapFreeBytes: swap.free * GIB,
  },
})
const load = (own: object = {}) => ({
  'host.load': {
    cores: 2,
    load5: 0.6,
    busy: 0.2,
    iowait: 0,
    steal: 0,
    swapPages: 0,
    disks: [{device: 'vda', busy: 0.05}],
    ...own,
  },
})
const average = (own: object = {}) => ({
  'host.average': {busy: 0.2, iowait: 0.01, steal: 0, disks: [{device: 'vda', busy: 0.05}], ...own},
})
const disks = (own: object = {}) => ({
  'host.disks': {
    disks: [
      {
        mount: '/',
        device: '/dev/vda',
        fsType: 'ext4',
        uses: ['docker', 'project'],
        totalBytes: 100 * GIB,
        freeBytes: 66 * GIB,
        usedBytes: 34 * GIB,
        inodes: 1_000_000,
        inodesFree: 950_000,
        ...own,
      },
    ],
  },
})
const trend = (availGiB: number, gibPerHour: number) => ({
  'host.disk-trend': {
    disks: [
      {
        device: '/dev/vda',
        mount: '/',
        availBytes: availGiB * GIB,
        sizeBytes: 100 * GIB,
        lossPerS: (gibPerHour * GIB) / 3600,
      },
    ],
  },
})
const fsync = (p99Ms: number) => ({
  'host.fsync': {folder: '/srv/shop/.opsctl', writes: 200, p50Ms: p99Ms / 3, p99Ms, maxMs: 2 * p99Ms},
})

const kernel = (sysctls: Readonly<Record<string, string>> = {}, own: object = {}) => ({
  'host.kernel': {
    sysctls: {'vm.overcommit_memory': '1', 'vm.swappiness': '60', 'vm.max_map_count': '1048576', ...sysctls},
    hugePages: 'madvise',
    clocksource: 'tsc',
    clocksources: ['tsc', 'kvm-clock'],
    ...own,
  },
})
export const fixtures: Fixtures = {
  'host.os': [
    {when: 'it is Debian', facts: os(), expect: 'pass', says: /bookworm/},
    {
      when: 'it is a system nobody tried',
      facts: os({id: 'slackware', name: 'Slackware 15.0'}),
      expect: 'info',
      says: /not tried/,
    },
    {when: 'it is Git Bash', facts: os({platform: 'win32', msystem: 'MINGW64'}), expect: 'fail', says: /MINGW64/},
  ],
  'host.cpu-cores': [
    {when: 'there are two', facts: engine(), expect: 'pass'},
    {when: 'log rooms share two', facts: engine(), stack: elk, expect: 'warn', says: /4 are recommended/},
    {when: 'a service may use more than there are', facts: engine({cpus: 0.5}), expect: 'fail', says: /Docker refuses/},
  ],
  'host.memory-total': [
    {when: 'the limits fit', facts: engine(), expect: 'pass'},
    {when: 'the limits add up to more', facts: engine({memoryMiB: 1024}), expect: 'warn', says: /add up to/},
    {when: 'one limit alone is more', facts: engine({memoryMiB: 300}), expect: 'fail'},
  ],
  'host.memory-used': [
    {when: 'half is used', facts: memory(8), expect: 'pass', says: /50 %/},
    {when: '87 % are used', facts: memory(2), expect: 'warn', says: /2 GiB are left/},
    {when: '95 % are used', facts: memory(0.8), expect: 'fail'},
  ],
  'host.cpu-used': [
    {when: 'they idle', facts: {...load(), ...average()}, expect: 'pass'},
    {when: 'one second was busy', facts: load({busy: 0.99}), expect: 'pass'},
    {
      when: 'they work, and nobody waits',
      facts: {...load({load5: 2}), ...average({busy: 0.9})},
      expect: 'info',
      says: /90 % busy/,
    },
    {
      when: 'they work and many wait',
      facts: {...load({load5: 8}), ...average({busy: 0.98})},
      expect: 'warn',
      says: /98 %/,
    },
  ],
  'host.load': [
    {when: 'it is low', facts: load(), expect: 'pass'},
    {when: 'some wait', facts: load({load5: 4}), expect: 'info'},
    {when: 'ten want two', facts: load({load5: 10.2}), expect: 'warn', says: /10\.2 processes want 2/},
  ],
  'host.disk-used': [
    {when: 'a third is used', facts: disks(), expect: 'pass', says: /66 GiB/},
    {
      when: '85 % are used',
      facts: disks({usedBytes: 85 * GIB, freeBytes: 15 * GIB}),
      expect: 'warn',
      says: /85 % full, 15 GiB/,
      instance: '/',
    },
    {when: '96 % are used', facts: disks({usedBytes: 96 * GIB, freeBytes: 4 * GIB}), expect: 'fail', instance: '/'},
    {
      when: 'a small disk has 3 GiB left',
      facts: disks({usedBytes: 5 * GIB, freeBytes: 3 * GIB}),
      expect: 'fail',
      says: /3 GiB/,
    },
  ],
  'host.disk-inodes': [
    {when: 'few are used', facts: disks(), expect: 'pass'},
    {when: '85 % are used', facts: disks({inodesFree: 150_000}), expect: 'warn'},
    {when: '97 % are used', facts: disks({inodesFree: 30_000}), expect: 'fail', says: /97 %/},
    {when: 'the file system counts none', facts: disks({inodes: 0, inodesFree: 0}), expect: 'pass'},
  ],
  'host.disk-forecast': [
    {when: 'it grows slowly', facts: trend(40, 0.1), stack: watched, expect: 'pass'},
    {
      when: 'it is full in twenty hours',
      facts: trend(40, 2),
      stack: watched,
      expect: 'warn',
      says: /full in about 20 h/,
    },
    {when: 'it is full in two hours', facts: trend(20, 10), stack: watched, expect: 'fail', says: /2 h at the pace/},
    {when: 'most of it is free', facts: trend(80, 20), stack: watched, expect: 'pass'},
  ],
  'host.disk-io': [
    {when: 'it rests', facts: {...load(), ...average()}, expect: 'pass'},
    {when: 'it was busy for a second', facts: load({disks: [{device: 'vda', busy: 1}]}), expect: 'pass'},
    {
      when: 'it works most of the time',
      facts: {...load(), ...average({disks: [{device: 'vda', busy: 0.85}]})},
      expect: 'warn',
      instance: 'vda',
    },
    {
      when: 'it works all the time',
      facts: {...load(), ...average({disks: [{device: 'vda', busy: 0.99}]})},
      expect: 'fail',
      says: /99 % of 5 min/,
    },
  ],
  'host.disk-fsync': [
    {when: 'it takes 2 ms', facts: fsync(2.1), expect: 'pass'},
    {when: 'it takes 24 ms', facts: fsync(24), expect: 'warn', says: /within 24 ms/},
    {when: 'it takes 90 ms', facts: fsync(90), expect: 'fail'},
  ],
  'host.swap': [
    {when: 'there is none', facts: {...memory(8), ...kernel()}, expect: 'info', says: /no swap/},
    {when: 'it is empty', facts: {...memory(8, {total: 4, free: 4}), ...kernel(), ...load()}, expect: 'pass'},
    {
      when: 'half is used',
      facts: {...memory(8, {total: 4, free: 2}), ...kernel(), ...load()},
      expect: 'warn',
      says: /50 % of swap/,
    },
    {
      when: 'pages go in and out',
      facts: {...memory(1, {total: 4, free: 3.9}), ...kernel(), ...load({swapPages: 4200})},
      expect: 'fail',
      says: /4200 pages/,
    },
  ],
}
