/** A stack of two services as the engine describes it, for fixtures to change in one place. */
import type {Container, Expected} from '../../../../src/doctor/rooms/compose/facts.js'

const MIB = 1024 ** 2

export const healthcheck = {
  test: ['CMD', 'sh', '-c', 'redis-cli -e ping | grep -q PONG'],
  intervalS: 5,
  timeoutS: 5,
  startPeriodS: 60,
  retries: 6,
}

export const redis: Container = {
  service: 'redis',
  component: 'redis',
  name: 'shop-redis-1',
  id: 'a'.repeat(64),
  number: 1,
  state: 'running',
  health: 'healthy',
  healthcheck,
  failingStreak: 0,
  healthOutput: '',
  exitCode: 0,
  oomKilled: false,
  error: '',
  restarts: 0,
  startedAt: '2026-01-15T11:00:00Z',
  image: 'opsctl/redis:sid-53cbee512cb3',
  imageId: 'sha256:90e10f23',
  pid: 13_443,
  user: '999:999',
  limits: {memoryBytes: 256 * MIB, cpus: 1, pids: 64},
  log: {driver: 'json-file', options: {'max-size': '10m', 'max-file': '5'}},
  ports: [],
  networks: {shop_data: '172.22.0.2'},
  mounts: [
    {
      type: 'volume',
      name: 'shop_redis-data',
      source: '/var/lib/docker/volumes/shop_redis-data/_data',
      target: '/data',
      writable: true,
    },
  ],
  restartPolicy: 'unless-stopped',
  privileged: false,
  readOnly: true,
  capAdd: [],
  capDrop: ['ALL'],
  securityOpt: ['no-new-privileges:true'],
}

export const web: Container = {
  ...redis,
  service: 'web',
  component: 'app',
  name: 'shop-web-1',
  id: 'b'.repeat(64),
  health: 'none',
  image: 'opsctl-app/shop-web:current',
  networks: {shop_app: '172.20.0.3', shop_data: '172.22.0.5'},
  mounts: [],
}

export const expected: readonly Expected[] = [
  {
    service: 'redis',
    component: 'redis',
    replicas: 1,
    hasHealthcheck: true,
    mayLackHealthcheck: false,
    calls: [],
    volumes: [{target: '/data', name: 'shop_redis-data', writable: true}],
  },
  {
    service: 'web',
    component: 'app',
    replicas: 1,
    hasHealthcheck: false,
    mayLackHealthcheck: true,
    calls: [{service: 'redis', port: 6379}],
    volumes: [],
  },
]

/** Both run, but for what differs of Redis; null: it has no container. */
export const containers = (own: Partial<Container> | null = {}) => ({
  'compose.containers': {expected, containers: [...(own ? [{...redis, ...own}] : []), web]},
})

/** A container that ended, as `docker inspect` shows it. */
export const ended = (exitCode: number, own: Partial<Container> = {}): Partial<Container> => ({
  state: 'exited',
  health: 'unhealthy',
  exitCode,
  pid: 0,
  finishedAt: '2026-01-15T11:57:00Z',
  ...own,
})

/** Why it ended. */
export const cause = (kind: string, en: string, line = '') => ({
  'compose.causes': {
    causes: [
      {
        service: 'redis',
        name: 'shop-redis-1',
        kind,
        cause: {en, zh: en},
        fix: {en: 'opsctl up', zh: 'opsctl up'},
        ...(line ? {line} : {}),
      },
    ],
  },
})

export const noCauses = {'compose.causes': {causes: []}}
