import type {Fixture, Fixtures} from '../../fixture.js'
import {service, services} from '../project/situations.js'

const well = service('postgres', {
  mounts: [{type: 'volume', source: 'shop_data', target: '/var/lib/postgresql', readOnly: false}],
})
const agent = service('node-exporter', {
  waivers: ['host-mount'],
  mounts: [{type: 'bind', source: '/', target: '/host', readOnly: true}],
})
const reader = service('cadvisor', {waivers: ['non-root', 'host-mount'], user: '0:0'})

/** The same stack, with one service that differs, as it runs. */
function running(own: Readonly<Record<string, unknown>>, name = 'redis'): Fixture['facts'] {
  return {'project.services': services(well, agent), 'security.containers': services(well, agent, service(name, own))}
}

/** The same, only in the files so far. */
function planned(own: Readonly<Record<string, unknown>>): Fixture['facts'] {
  return {'project.services': services(well, service('redis', own))}
}

const healthy: Fixture = {when: 'all is as opsctl made it', facts: running({}), expect: 'pass'}
const mount = (source: string, readOnly: boolean) => ({mounts: [{type: 'bind', source, target: '/x', readOnly}]})

export const fixtures: Fixtures = {
  'sec.published-ports': [
    {
      ...healthy,
      facts: {
        'project.services': services(service('gateway', {ports: [{bind: '0.0.0.0', host: 80, container: 8080}]})),
        'security.containers': services(
          service('prometheus', {ports: [{bind: '127.0.0.1', host: 9090, container: 9090}]}),
        ),
      },
    },
    {
      when: 'Postgres is published to the world',
      facts: running({ports: [{bind: '0.0.0.0', host: 5432, container: 5432}]}, 'postgres-2'),
      expect: 'fail',
      says: /port 5432 of postgres-2 is published on 0\.0\.0\.0:5432/,
      instance: 'postgres-2',
    },
    {
      when: 'a file would publish Redis',
      facts: planned({ports: [{bind: '0.0.0.0', host: 6379, container: 6379}]}),
      expect: 'fail',
      says: /would be published/,
    },
    {
      when: 'an app has a port of its own',
      facts: running({ports: [{bind: '::', host: 8081, container: 8080}]}, 'web'),
      expect: 'warn',
      says: /port 8080 of web/,
    },
    {when: 'neither could be read', facts: {}, expect: 'unknown'},
    {when: 'the target is a cluster', facts: {}, stack: {target: 'helm'}, expect: 'skip'},
  ],
  'sec.container-user': [
    healthy,
    {
      when: 'an agent reads as root',
      facts: {'project.services': services(well, reader)},
      expect: 'info',
      says: /cadvisor would run as root, by design/,
    },
    {
      when: 'the own Compose file makes it root',
      facts: running({user: 'root'}),
      expect: 'warn',
      says: /redis runs as root/,
      instance: 'redis',
    },
    {when: 'the image says nothing', facts: running({user: ''}), expect: 'warn'},
    {
      when: 'it is root and privileged',
      facts: running({user: '0:0', privileged: true}),
      expect: 'fail',
      says: /it is root on this host/,
    },
  ],
  'sec.privileged': [
    healthy,
    {
      when: 'one is privileged',
      facts: running({privileged: true}),
      expect: 'fail',
      says: /redis runs with privileged/,
      instance: 'redis',
    },
    {when: 'one sees the processes of the host', facts: running({pid: 'host'}), expect: 'fail', says: /pid: host/},
    {when: 'one is meant to', facts: running({network: 'host', waivers: ['host-network']}), expect: 'pass'},
  ],
  'sec.capabilities': [
    healthy,
    {
      when: 'one keeps what Docker gives',
      facts: running({capDrop: []}),
      expect: 'warn',
      says: /lacks cap_drop: \[ALL\]/,
    },
    {when: 'one may win rights', facts: running({securityOpt: []}), expect: 'warn', says: /no-new-privileges/},
    {when: 'one may do nearly all', facts: running({capAdd: ['CAP_SYS_ADMIN']}), expect: 'fail', says: /SYS_ADMIN/},
    {
      when: 'the filter of system calls is off',
      facts: running({securityOpt: ['no-new-privileges:true', 'seccomp=unconfined']}),
      expect: 'fail',
    },
  ],
  'sec.read-only-rootfs': [
    healthy,
    {when: 'one can be written', facts: running({readOnly: false}), expect: 'warn', says: /root file system of redis/},
    {when: 'one must be', facts: running({readOnly: false, waivers: ['read-only']}), expect: 'pass'},
  ],
  'sec.docker-socket': [
    healthy,
    {
      when: 'one has it',
      facts: running(mount('/var/run/docker.sock', true)),
      expect: 'fail',
      says: /mounts \/var\/run\/docker\.sock/,
      instance: 'redis',
    },
    {when: 'one has the folder around it', facts: running(mount('/run', false)), expect: 'fail'},
  ],
  'sec.sensitive-mounts': [
    healthy,
    {when: 'one writes /etc', facts: running(mount('/etc', false)), expect: 'fail', says: /mounts \/etc for writing/},
    {when: 'one reads /proc', facts: running(mount('/proc', true)), expect: 'warn', says: /read-only/},
    {when: 'the project lies in a home', facts: running(mount('/home/ann/shop/deploy/redis', true)), expect: 'pass'},
  ],
  'sec.env-secrets': [
    healthy,
    {
      when: 'one has a password in its environment',
      facts: running({secretEnv: ['DB_PASSWORD']}),
      expect: 'warn',
      says: /docker inspect shows DB_PASSWORD of redis/,
    },
    {
      when: 'one takes no files',
      facts: running({secretEnv: ['DATABASE_URL'], envByDesign: true}, 'web'),
      expect: 'info',
      says: /it takes no files/,
    },
  ],
}
