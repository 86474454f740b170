/** The two services of this room: the server and its exporter. */
import type {ServiceSpec, Stack} from '../component.js'
import {EXPORTER_PASSWORDS, REDIS_ADDRESS, USERS_ACL} from './acl.js'

const EXPORTER_PORT = 9121
const EXPORTER_LIMITS = {memoryMiB: 64, cpus: 0.25, pids: 64}

/** The server. */
export function describeServer(stack: Stack): ServiceSpec {
  const {redis} = stack
  return {
    name: 'redis',
    logs: {layout: 'redis'},
    image: 'redis',
    // Not the image's own entrypoint: it loads every module it finds, and differs between the image sources.
    entrypoint: ['redis-server'],
    command: ['/etc/redis/redis.conf'],
    user: '999:999',
    networks: redis.port === undefined ? ['data'] : ['data', 'edge'],
    listens: [{name: 'redis', port: 6379}],
    // Commands are sent from inside its container, by the name under which apps know it.
    calls: [{service: 'redis', port: 6379}],
    ...(redis.port === undefined ? {} : {ports: [publishedAt(redis.port)]}),
    secrets: [USERS_ACL],
    mounts: [
      {kind: 'volume', name: 'redis-data', to: '/data', sizeMiB: dataMiB(stack)},
      {kind: 'config', from: 'deploy/redis/config', to: '/etc/redis', reload: false},
    ],
    limits: {memoryMiB: redis.limits.memory, cpus: redis.limits.cpus, pids: 64},
    // The last save of a full store takes a while.
    stopGraceS: 60,
    // A wrong log-in makes redis-cli exit 0, so the answer itself is looked for. The user can ping and nothing else.
    healthcheck: {
      test: ['sh', '-c', 'redis-cli -e --no-auth-warning --user health --pass x ping | grep -q PONG'],
      intervalS: 5,
      timeoutS: 5,
      retries: 6,
      startPeriodS: 60,
    },
  }
}

/** The exporter, whose user can read statistics but no key. Its official image holds one binary and no shell. */
export function describeExporter(): ServiceSpec {
  return {
    name: 'redis-exporter',
    image: 'redis-exporter',
    command: ['-config-command=-', '-disable-scrape-endpoint', '-log-format=json'],
    user: '59000:59000',
    networks: ['data', 'obs'],
    listens: [{name: 'metrics', port: EXPORTER_PORT}],
    calls: [{service: 'redis', port: 6379}],
    env: {
      REDIS_ADDR: REDIS_ADDRESS,
      REDIS_USER: 'exporter',
      REDIS_PASSWORD_FILE: `/run/secrets/${EXPORTER_PASSWORDS}`,
    },
    secrets: [EXPORTER_PASSWORDS],
    limits: EXPORTER_LIMITS,
    lookupTimeoutS: 1,
    after: ['redis'],
    probe: {port: EXPORTER_PORT, live: '/health', ready: '/health'},
    waivers: [
      {
        rule: 'no-healthcheck',
        reason: {
          en: 'The image has nothing to run a check with; opsctl and Prometheus ask it from outside.',
          zh: '镜像中没有可执行检查的程序；由 opsctl 和 Prometheus 从外部检查。',
        },
      },
    ],
  }
}

/** Where a volume has a size: the file that is, the one that is being written, and what changes come in between. */
function dataMiB({redis}: Stack): number {
  return Math.max(1024, Math.ceil(redis.limits.memory * 4))
}

function publishedAt(host: number) {
  return {bind: '127.0.0.1', host, container: 6379, use: {en: 'Redis', zh: 'Redis'}}
}
