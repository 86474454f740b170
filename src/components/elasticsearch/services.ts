/** The server and its exporter. */
import type {ServiceSpec, Stack} from '../component.js'
import {
  AUTHORITY,
  CONFIG,
  certificateOf,
  EXPORTER_PORT,
  HOME,
  HOST,
  PORT,
  SERVICE_TOKENS,
  tlsKeyOf,
  USERS,
} from './names.js'
import {passwordOf} from './users.js'

const EXPORTER_LIMITS = {memoryMiB: 64, cpus: 0.25, pids: 64}
const EXPORTER_PASSWORD = passwordOf('exporter')
const URL = `https://${HOST}:${PORT}`
/** In memory: its settings, put together anew at each start. */
const SETTINGS = '/run/elasticsearch'

/** Asks as a user with a real password, which goes to curl by a pipe. Fails while no master is elected. */
const HEALTHY = [
  `printf 'user = "exporter:%s"' "$(cat /run/secrets/${EXPORTER_PASSWORD})"`,
  `curl --silent --fail --max-time 4 --output /dev/null --cacert /run/secrets/${AUTHORITY} --config - https://localhost:${PORT}/_cluster/health?timeout=3s`,
].join(' | ')

/** The server. Lines are stored here; nobody but people with a port of this host and the log path reach it. */
export function describeServer(stack: Stack): ServiceSpec {
  const {limits, port} = stack.elasticsearch
  return {
    name: 'elasticsearch',
    image: 'elasticsearch',
    ...startedOn(stack),
    user: '1000:0',
    networks: port === undefined ? ['obs'] : ['obs', 'edge'],
    listens: [{name: 'https', port: PORT}],
    ...(port === undefined ? {} : {ports: [publishedAt(port)]}),
    secrets: [
      AUTHORITY,
      certificateOf('elasticsearch'),
      tlsKeyOf('elasticsearch'),
      USERS,
      EXPORTER_PASSWORD,
      ...(stack.kibana.enabled ? [SERVICE_TOKENS] : []),
    ],
    mounts: [
      {kind: 'volume', name: 'elasticsearch-data', to: `${HOME}/data`, sizeMiB: dataMiB(stack)},
      {kind: 'config', from: 'deploy/elasticsearch/config/server', to: CONFIG, reload: false},
      {kind: 'tmpfs', to: SETTINGS, sizeMiB: 16, mode: '0700', uid: 1000},
      {kind: 'tmpfs', to: `${HOME}/logs`, sizeMiB: 32, mode: '0700', uid: 1000},
      // It unpacks native libraries there and maps them as code.
      {kind: 'tmpfs', to: '/tmp', sizeMiB: 256, mode: '1777', exec: true},
    ],
    // No ulimits: memory needs no lock where there is no swap, the JVM takes all the open files that Docker allows, and
    // not every Docker may raise a limit.
    limits: {memoryMiB: limits.memory, cpus: limits.cpus, pids: 4096},
    // It writes what is in memory to disk; killed earlier, it would repeat it from its journal at the next start.
    stopGraceS: 120,
    healthcheck: {test: ['sh', '-c', HEALTHY], intervalS: 5, timeoutS: 6, retries: 12, startPeriodS: 180},
    logs: {collect: false},
  }
}

/**
 * The image's own entrypoint comes after it. On a cluster a folder in memory belongs to root, and only one within it can
 * be given another mode.
 */
function startedOn({target}: Stack): Pick<ServiceSpec, 'entrypoint' | 'env'> {
  const start = `${CONFIG}/start.sh`
  if (target === 'compose') return {entrypoint: ['sh', start], env: {ES_PATH_CONF: SETTINGS}}
  return {
    entrypoint: ['sh', '-c', `mkdir -p "$ES_PATH_CONF" && exec sh ${start}`],
    env: {ES_PATH_CONF: `${SETTINGS}/config`},
  }
}

/** The exporter, whose user can read statistics but no line. It takes its password from its environment only. */
export function describeExporter(): ServiceSpec {
  return {
    name: 'elasticsearch-exporter',
    image: 'elasticsearch-exporter',
    entrypoint: [
      'sh',
      '-c',
      `ES_PASSWORD="$(cat /run/secrets/${EXPORTER_PASSWORD})"; export ES_PASSWORD; exec /bin/elasticsearch_exporter "$@"`,
      'elasticsearch_exporter',
    ],
    command: [
      `--es.uri=${URL}`,
      `--es.ca=/run/secrets/${AUTHORITY}`,
      '--es.all',
      '--es.indices',
      '--es.indices_settings',
      '--collector.clustersettings',
      '--collector.health-report',
      '--collector.ilm',
      '--collector.slm',
      '--collector.snapshots',
      '--log.format=json',
    ],
    user: '65534:65534',
    networks: ['obs'],
    listens: [{name: 'metrics', port: EXPORTER_PORT}],
    calls: [{service: HOST, port: PORT}],
    env: {ES_USERNAME: 'exporter'},
    secrets: [AUTHORITY, EXPORTER_PASSWORD],
    limits: EXPORTER_LIMITS,
    lookupTimeoutS: 1,
    // Only that it answers: whether it reaches Elasticsearch is asked by the semantic check, and by its metrics.
    healthcheck: {
      test: ['wget', '-q', '-O', '/dev/null', `http://127.0.0.1:${EXPORTER_PORT}/healthz`],
      intervalS: 5,
      timeoutS: 5,
      retries: 3,
      startPeriodS: 30,
    },
    after: ['elasticsearch'],
    logs: {collect: false},
  }
}

/** Where a volume has a size: lines may fill their budget, and Elasticsearch takes no more once a disk is 85 % full. */
function dataMiB({logs}: Stack): number {
  return Math.ceil(logs.disk * 1.3) + 1024
}

function publishedAt(host: number) {
  return {bind: '127.0.0.1', host, container: PORT, use: {en: 'Elasticsearch (TLS)', zh: 'Elasticsearch（TLS）'}}
}
