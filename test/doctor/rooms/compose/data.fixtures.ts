/** Limits, networks and volumes of a stack. */
import type {Fixtures} from '../../fixture.js'
import {containers, expected, healthcheck, redis} from './container.js'

const MIB = 1024 ** 2

const service = (own: object = {}) => ({
  image: 'opsctl/redis:sid-53cbee512cb3',
  healthcheck,
  dependsOn: {},
  networks: ['shop_data'],
  limits: {memoryBytes: 256 * MIB, cpus: 1, pids: 64},
  ...own,
})

const model = (own: object = {}, redisOwn: object = {}, webOwn: object = {}) => ({
  'compose.files': {
    state: 'ok',
    error: '',
    warnings: [],
    services: {
      redis: service(redisOwn),
      web: {
        ...service({dependsOn: {redis: 'service_healthy'}, networks: ['shop_app', 'shop_data']}),
        image: 'opsctl-app/shop-web:current',
        ...webOwn,
      },
    },
    changes: [
      {service: 'redis', action: 'unchanged', because: []},
      {service: 'web', action: 'unchanged', because: []},
    ],
    ...own,
  },
})

const images = (own: object = {}) => ({
  'compose.images': {
    images: [
      {
        reference: 'opsctl/redis:sid-53cbee512cb3',
        origin: 'recipe',
        present: true,
        architecture: 'amd64',
        volumes: ['/data'],
        ...own,
      },
    ],
  },
})

const uses = (memoryMiB: number, periods = 1748, throttled = 0) => ({
  'compose.uses': {
    uses: [
      {
        service: 'redis',
        name: 'shop-redis-1',
        id: redis.id,
        memoryBytes: memoryMiB * MIB,
        limitBytes: 256 * MIB,
        processes: 7,
        periods,
        throttled,
      },
    ],
  },
  ...containers(),
})

const reach = (result: string, ms = 3) => ({
  ...containers(),
  ...model(),
  'compose.reach': {tries: [{from: 'web', to: 'redis', port: 6379, result, ms}], blind: []},
})

const volumes = (own: object = {}, folder: object = {}) => ({
  'compose.volumes': {
    existing: ['shop_redis-data'],
    applied: ['shop_redis-data'],
    folders: [
      {
        service: 'redis',
        name: 'shop_redis-data',
        target: '/data',
        user: {uid: 999, gids: [999]},
        uid: 999,
        gid: 999,
        mode: 0o755,
        ...folder,
      },
    ],
    remote: [],
    ...own,
  },
})

export const fixtures: Fixtures = {
  'compose.memory-usage': [
    {when: 'there is room', facts: uses(64), expect: 'pass', says: /25 %/},
    {when: 'four fifths are used', facts: uses(210), expect: 'warn', says: /82 % of its limit: 210 MiB of 256 MiB/},
    {when: 'all but nothing is used', facts: uses(250), expect: 'fail', instance: 'redis'},
    {when: 'the limit of the check is higher', facts: uses(210), thresholds: {share: {warn: 90}}, expect: 'pass'},
  ],
  'compose.cpu-throttle': [
    {when: 'it is never held back', facts: uses(64), expect: 'pass'},
    {
      when: 'it is in a third of its periods',
      facts: uses(64, 3000, 1000),
      expect: 'warn',
      says: /33 %/,
      instance: 'redis',
    },
    {when: 'only its start was held back', facts: uses(64, 200, 150), expect: 'pass'},
    {
      when: 'Prometheus says so of the last minutes',
      facts: {...uses(64), 'compose.past': {restarts: {}, throttled: {redis: 0.9}}},
      expect: 'fail',
      says: /90 %/,
    },
    {
      when: 'it is since the last run',
      facts: uses(64, 10_000, 1600),
      before: {agoS: 120, facts: uses(64, 9000, 1000)},
      expect: 'warn',
      says: /60 %/,
    },
  ],
  'compose.limits': [
    {when: 'all are set', facts: containers(), expect: 'pass'},
    {
      when: 'an override took two away',
      facts: containers({limits: {memoryBytes: 0, cpus: 0, pids: 64}}),
      expect: 'warn',
      says: /redis has no memory, CPU limit/,
      instance: 'redis',
    },
  ],
  'compose.network': [
    {when: 'it is reached', facts: reach('ok'), expect: 'pass', says: /1 of 1/},
    {when: 'it takes two seconds', facts: reach('ok', 2100), expect: 'warn', says: /2\.1 s/},
    {when: 'nothing takes the connection', facts: reach('refused'), expect: 'fail', says: /web can’t reach redis:6379/},
    {
      when: 'a container was disconnected',
      facts: {...containers({networks: {}}), ...model()},
      expect: 'fail',
      says: /redis was taken off the network shop_data/,
      instance: 'redis',
    },
  ],
  'compose.volume-perms': [
    {when: 'its owner is the service', facts: volumes(), expect: 'pass'},
    {
      when: 'it belongs to root',
      facts: volumes({}, {uid: 0, gid: 0}),
      expect: 'fail',
      says: /redis runs as 999 and can’t write to \/data, which belongs to 0:0 755/,
      instance: 'redis',
    },
  ],
  'compose.data-persistent': [
    {
      when: 'it lies in a named volume',
      facts: {...containers(), ...volumes(), ...images()},
      expect: 'pass',
      says: /1 named/,
    },
    {
      when: 'nothing is there yet',
      facts: {'compose.containers': {expected, containers: []}, ...volumes({existing: [], applied: []})},
      expect: 'skip',
    },
    {
      when: 'the volume was removed',
      facts: {...containers(null), ...volumes({existing: []})},
      expect: 'fail',
      says: /shop_redis-data of redis was in use and is gone/,
      instance: 'redis',
    },
    {
      when: 'the volume has no name',
      facts: {
        ...containers({
          mounts: [{type: 'volume', name: 'c'.repeat(64), source: '/x', target: '/data', writable: true}],
        }),
        ...volumes(),
      },
      expect: 'fail',
      says: /without a name/,
    },
    {
      when: 'it is in the container',
      facts: {...containers({mounts: []}), ...volumes()},
      expect: 'fail',
      says: /in the container itself/,
    },
    {
      when: 'it lies on NFS',
      facts: {...containers(), ...volumes({remote: [{service: 'redis', source: '/mnt/nas/redis', fsType: 'nfs4'}]})},
      expect: 'warn',
      says: /on nfs4/,
    },
  ],
}
