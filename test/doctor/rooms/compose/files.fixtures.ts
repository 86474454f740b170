/** The files of a stack, its images, and what differs from them. */
import type {Fixtures} from '../../fixture.js'
import {engine} from '../docker/docker.fixtures.js'
import {containers, expected, healthcheck, redis, web} from './container.js'

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

const probe = (test: string) => model({}, {healthcheck: {...healthcheck, test: ['CMD-SHELL', test]}})

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

const stale = (reloads: boolean) => ({
  ...model(),
  'compose.configs': {
    stale: [{service: 'redis', component: 'redis', reloads, files: ['deploy/redis/config/']}],
    silent: [],
    looked: 5,
  },
})

export const fixtures: Fixtures = {
  'compose.valid': [
    {when: 'Compose takes the files', facts: model(), expect: 'pass', says: /2 services/},
    {when: 'nothing is rendered', facts: model({state: 'absent'}), expect: 'skip'},
    {
      when: 'the override has a version',
      facts: model({warnings: ['overlay/compose.override.yaml: the attribute `version` is obsolete']}),
      expect: 'warn',
      says: /obsolete/,
    },
    {
      when: 'the override names an unknown key',
      facts: model({state: 'broken', error: 'services.web additional properties "imagee" not allowed'}),
      expect: 'fail',
      says: /imagee/,
    },
  ],
  'compose.images': [
    {when: 'all are here', facts: {...images(), ...engine()}, expect: 'pass'},
    {
      when: 'one is missing',
      facts: {...images({present: false}), ...engine()},
      expect: 'warn',
      says: /1 images are not here/,
    },
    {
      when: 'one is for another processor',
      facts: {...images({architecture: 'arm64'}), ...engine()},
      expect: 'fail',
      says: /is for arm64, this machine is amd64/,
    },
  ],
  'compose.image-tags': [
    {when: 'each has a version', facts: model(), expect: 'pass'},
    {
      when: 'one is the latest',
      facts: model({}, {image: 'redis:latest'}),
      expect: 'warn',
      says: /redis:latest/,
      instance: 'redis',
    },
    {when: 'one has no tag', facts: model({}, {image: 'registry:5000/redis'}), expect: 'warn'},
  ],
  'compose.config-drift': [
    {
      when: 'all is as the files say',
      facts: {...model(), 'compose.configs': {stale: [], silent: [], looked: 5}},
      expect: 'pass',
      says: /2 services/,
    },
    {when: 'no server said what it has read', facts: model(), expect: 'unknown'},
    {
      when: 'a server has not read its file',
      facts: stale(true),
      expect: 'warn',
      says: /has not read the changes in deploy\/redis\/config/,
      instance: 'redis',
    },
    {when: 'only a new container would read it', facts: stale(false), expect: 'warn', instance: 'redis'},
    {
      when: 'the memory limit was changed in the file',
      facts: model({changes: [{service: 'redis', action: 'recreate', because: ['mem_limit']}]}),
      expect: 'warn',
      says: /other settings than its files: mem_limit/,
    },
  ],
  'compose.orphans': [
    {when: 'there is none', facts: {...containers(), ...model()}, expect: 'pass'},
    {when: 'the files are broken', facts: {...containers(), ...model({state: 'broken'})}, expect: 'info'},
    {
      when: 'one is left of a former app',
      facts: {
        'compose.containers': {expected, containers: [redis, web, {...web, service: 'old', name: 'shop-old-1'}]},
        ...model(),
      },
      expect: 'warn',
      says: /shop-old-1 belongs to no service/,
    },
  ],
  'compose.healthcheck-sound': [
    {when: 'PONG is looked for', facts: model(), expect: 'pass'},
    {when: 'redis-cli may be refused', facts: probe('redis-cli ping'), expect: 'warn', says: /ends with 0 even/},
    {
      when: 'it counts in the data',
      facts: probe('redis-cli --raw incr ping'),
      expect: 'warn',
      says: /writes into the data/,
    },
    {
      when: 'curl takes a 500',
      facts: probe('curl -s http://127.0.0.1:8080/healthz'),
      expect: 'warn',
      says: /curl without -f/,
    },
    {when: 'curl fails at a 500', facts: probe('curl -sf http://127.0.0.1:8080/healthz'), expect: 'pass'},
    {when: 'it can’t fail', facts: probe('pg_isready || true'), expect: 'warn', says: /whatever happens/},
  ],
  'compose.depends-on': [
    {when: 'it waits for health', facts: model(), expect: 'pass'},
    {
      when: 'it waits for the start only',
      facts: model({}, {}, {dependsOn: {redis: 'service_started'}}),
      expect: 'warn',
      says: /web starts before redis is healthy/,
      instance: 'web',
    },
    {
      when: 'it names nobody',
      facts: model({}, {}, {dependsOn: {mongo: 'service_healthy'}}),
      expect: 'info',
      says: /mongo/,
    },
  ],
}
