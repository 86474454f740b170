/** The machine’s kernel, clock, ports and what it reaches outside. */
import type {Fixtures} from '../../fixture.js'
import {containers, redis} from '../compose/container.js'
import {engine} from '../docker/docker.fixtures.js'

const elk = {elasticsearch: {}, kibana: {}, filebeat: {}, logs: {path: 'light'}} as const

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
