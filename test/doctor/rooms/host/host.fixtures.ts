/** The machine as /proc, statfs and Prometheus told of it. */
import type {Fixtures} from '../../fixture.js'
import {containers, redis} from '../compose/container.js'
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
const kernel = (sysctls: Readonly<Record<string, string>> = {}, own: object = {}) => ({
  'host.kernel': {
    sysctls: {'vm.overcommit_memory': '1', 'vm.swappiness': '60', 'vm.max_map_count': '1048576', ...sysctls},
    hugePages: 'madvise',
    clocksource: 'tsc',
    clocksources: ['tsc', 'kvm-clock'],
    ...own,
  },
})
const clock = (own: object = {}) => ({
  'host.clock': {synchronised: true, daemon: 'chronyd', skews: [{peer: 'prometheus', seconds: 0.01}], ...own},
})
const port = (state: string, holder?: string) => ({
  'host.ports': {
    ports: [
      {service: 'gateway', bind: '0.0.0.0', port: 8080, rivals: [], state, ...(holder === undefined ? {} : {holder})},
    ],
  },
})
const processes = (openFiles: number, service = 'redis') => ({
  'host.processes': {processes: [{service, name: `shop-${service}-1`, openFiles}]},
})
const kill = (own: object) => ({
  'host.oom': {total: 3, hasLog: true, kills: [{agoS: 600, process: 'postgres', scope: 'machine', ...own}]},
})
const fsync = (p99Ms: number) => ({
  'host.fsync': {folder: '/srv/shop/.opsctl', writes: 200, p50Ms: p99Ms / 3, p99Ms, maxMs: 2 * p99Ms},
})
const names = (own: object = {}) => ({
  'host.names': {names: [{name: 'smtp.example.com', use: 'receivers.mail', ms: 20, ...own}]},
})
const proxy = (own: object = {}) => ({
  'host.proxy': {set: ['http_proxy'], disagree: [], noProxy: ['localhost', '127.0.0.1'], ...own},
})
const registries = (...answers: readonly boolean[]) => ({
  'host.registry': {
    registries: answers.map((one, index) => ({host: `r${index}.example.com`, answers: one, isMirror: false})),
    missing: answers.map((_, index) => `r${index}.example.com/redis:8.2`),
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
  'host.vm-max-map-count': [
    {when: 'it is as recommended', facts: kernel(), stack: elk, expect: 'pass'},
    {when: 'it is the least', facts: kernel({'vm.max_map_count': '262144'}), stack: elk, expect: 'warn'},
    {
      when: 'it is the kernel’s own',
      facts: kernel({'vm.max_map_count': '65530'}),
      stack: elk,
      expect: 'fail',
      says: /is 65530/,
    },
    {when: 'there is no Elasticsearch', facts: kernel({'vm.max_map_count': '65530'}), expect: 'skip'},
  ],
  'host.overcommit': [
    {when: 'it is 1', facts: kernel(), expect: 'pass'},
    {when: 'it is 0', facts: kernel({'vm.overcommit_memory': '0'}), expect: 'warn', says: /is 0: a save may fail/},
  ],
  'host.thp': [
    {when: 'they are asked for', facts: kernel(), expect: 'pass', says: /madvise/},
    {when: 'they are always used', facts: kernel({}, {hugePages: 'always'}), expect: 'warn'},
  ],
  'host.somaxconn': [
    {when: 'it is 4096', facts: {'host.backlog': {host: 4096, redis: 4096}}, expect: 'pass'},
    {
      when: 'the container has 128',
      facts: {'host.backlog': {host: 4096, redis: 128}},
      expect: 'warn',
      says: /128 in the container/,
    },
  ],
  'host.nofile': [
    {when: 'it is 20000', facts: processes(20_000), expect: 'pass'},
    {when: 'it is 4096', facts: processes(4096), expect: 'warn', says: /redis may open 4096/, instance: 'redis'},
    {when: 'it is 1024', facts: processes(1024), expect: 'fail', instance: 'redis'},
    {
      when: 'Elasticsearch has 20000',
      facts: processes(20_000, 'elasticsearch'),
      expect: 'fail',
      instance: 'elasticsearch',
    },
  ],
  'host.kernel-tuning': [
    {when: 'nothing differs', facts: kernel({'vm.dirty_ratio': '15'}), expect: 'pass'},
    {
      when: 'two values differ',
      facts: kernel({'vm.dirty_ratio': '20', 'net.ipv4.tcp_fin_timeout': '60'}),
      expect: 'info',
      says: /2 values/,
    },
  ],
  'host.clocksource': [
    {when: 'it is tsc', facts: kernel(), expect: 'pass'},
    {when: 'it is xen', facts: kernel({}, {clocksource: 'xen'}), expect: 'warn', says: /xen/},
  ],
  'host.conntrack': [
    {
      when: 'it is empty',
      facts: kernel({'net.netfilter.nf_conntrack_count': '262', 'net.netfilter.nf_conntrack_max': '262144'}),
      expect: 'pass',
    },
    {
      when: 'it is 85 % full',
      facts: kernel({'net.netfilter.nf_conntrack_count': '850', 'net.netfilter.nf_conntrack_max': '1000'}),
      expect: 'warn',
    },
    {
      when: 'it is full',
      facts: kernel({'net.netfilter.nf_conntrack_count': '1000', 'net.netfilter.nf_conntrack_max': '1000'}),
      expect: 'fail',
      says: /1000 of 1000/,
    },
    {when: 'the kernel has none', facts: kernel(), expect: 'unknown'},
  ],
  'host.time-sync': [
    {when: 'chrony keeps it', facts: clock(), expect: 'pass', says: /chronyd/},
    {
      when: 'nothing keeps it',
      facts: {'host.clock': {synchronised: false, skews: []}},
      expect: 'info',
      says: /Nothing keeps/,
    },
    {when: 'chrony finds no server', facts: clock({synchronised: false}), expect: 'warn', says: /does not follow/},
    {
      when: 'Prometheus is two minutes ahead',
      facts: clock({skews: [{peer: 'prometheus', seconds: 120}]}),
      expect: 'fail',
      says: /differs by 120 s/,
    },
  ],
  'host.timezone': [
    {
      when: 'all is UTC',
      facts: {'host.zones': {host: 'Etc/UTC', services: [{service: 'web', zone: 'UTC'}]}},
      expect: 'pass',
    },
    {
      when: 'the host is in Shanghai',
      facts: {'host.zones': {host: 'Asia/Shanghai', services: [{service: 'web', zone: 'UTC'}]}},
      expect: 'info',
      says: /web \(UTC\)/,
    },
  ],
  'host.dns': [
    {when: 'the name is found', facts: names(), expect: 'pass'},
    {when: 'it takes three seconds', facts: names({ms: 3000}), expect: 'warn', says: /3000 ms/},
    {when: 'it has no address', facts: names({error: 'ENOTFOUND'}), expect: 'fail', says: /ENOTFOUND/},
    {when: 'nothing outside is named', facts: {'host.names': {names: []}}, expect: 'skip'},
  ],
  'host.registry': [
    {when: 'no image is missing', facts: {'host.registry': {registries: [], missing: []}}, expect: 'pass'},
    {
      when: 'one of two answers',
      facts: registries(true, false),
      expect: 'warn',
      says: /r1\.example\.com does not answer/,
    },
    {when: 'none answers', facts: registries(false), expect: 'fail', says: /1 images are not here/},
  ],
  'host.proxy-env': [
    {when: 'none is set', facts: proxy({set: []}), expect: 'pass'},
    {when: 'the daemon has none', facts: {...proxy(), ...engine()}, expect: 'info', says: /daemon has none/},
    {when: 'two spellings differ', facts: proxy({disagree: ['http_proxy']}), expect: 'warn', says: /capital spelling/},
    {when: 'localhost goes to it', facts: proxy({noProxy: []}), expect: 'warn', says: /lacks localhost/},
  ],
  'host.port-free': [
    {when: 'it is ours', facts: port('ours', 'shop-gateway-1'), expect: 'pass', says: /1 ours/},
    {
      when: 'another program has it',
      facts: port('taken', 'nginx (pid 812)'),
      expect: 'fail',
      says: /taken by nginx \(pid 812\)/,
      instance: 'gateway',
    },
  ],
  'host.time-since-oom': [
    {when: 'nothing was killed', facts: {'host.oom': {total: 0, hasLog: true, kills: []}}, expect: 'pass'},
    {
      when: 'a container met its own limit',
      facts: {...kill({scope: 'container', container: redis.id}), ...containers()},
      expect: 'pass',
    },
    {
      when: 'the log can’t be read',
      facts: {'host.oom': {total: 3, hasLog: false, kills: []}},
      expect: 'info',
      says: /only root/,
    },
    {when: 'it was this morning', facts: kill({agoS: 18_000}), expect: 'warn', says: /postgres 5 h ago/},
    {when: 'it was ten minutes ago', facts: kill({}), expect: 'fail', says: /killed postgres 10 min ago/},
  ],
}
