/** The server, and how it takes a new pipeline. */
import type {Access, Call, ReloadSpec, ServiceSpec, Stack} from '../component.js'
import {
  API_PORT,
  AUTHORITY,
  CONFIG,
  HOME,
  PIPELINE_ID,
  STAMP,
  TLS,
  TLS_KEY,
  WRITER_PASSWORD,
  WRITER_VARIABLE,
} from './names.js'
import {PIPELINE} from './pipeline.js'
import {dataMiB, heapMiB} from './settings.js'

const PROGRAM = `${HOME}/bin/logstash`
const SETTINGS = ['--path.settings', `${CONFIG}/settings`]

/**
 * Not the image's own entrypoint: it writes what it finds in the environment into logstash.yml, and ends when it can't.
 * An unreadable secret stops it here, with a reason.
 */
const START = `${WRITER_VARIABLE}="$(cat /run/secrets/${WRITER_PASSWORD})" && export ${WRITER_VARIABLE} && exec ${PROGRAM} "$@"`

/** Of the room elasticsearch: answers well once the store has its templates. */
const KEEPER: Call = {service: 'log-keeper', port: 9691}

/** A cluster starts everything at once, so it waits by itself for what Compose starts first, see `after`. */
const WAIT = `trap 'exit 0' TERM; until curl --silent --fail --max-time 4 --output /dev/null http://${KEEPER.service}:${KEEPER.port}/healthz; do sleep 2; done; trap - TERM`

/** The server. Filebeat sends to it; nobody else reaches it but the exporter. */
export function describeServer(stack: Stack): ServiceSpec {
  const {limits} = stack.logstash
  const heap = heapMiB(stack)
  return {
    name: 'logstash',
    image: 'logstash',
    entrypoint: ['sh', '-c', stack.target === 'helm' ? `${WAIT}; ${START}` : START, 'logstash'],
    command: SETTINGS,
    user: '1000:0',
    networks: ['obs'],
    listens: [
      {name: 'beats', port: 5044},
      {name: 'api', port: API_PORT},
    ],
    calls: [{service: 'elasticsearch', port: 9200}, KEEPER],
    env: {LS_JAVA_OPTS: `-Xms${heap}m -Xmx${heap}m`},
    secrets: [AUTHORITY, TLS, TLS_KEY, WRITER_PASSWORD],
    mounts: [
      // The queue and the dead letters.
      {kind: 'volume', name: 'logstash-data', to: `${HOME}/data`, sizeMiB: dataMiB(stack)},
      {kind: 'config', from: 'deploy/logstash/config/settings', to: `${CONFIG}/settings`, reload: false},
      {kind: 'config', from: `deploy/${PIPELINE}`, to: `${CONFIG}/pipeline`, reload: true},
      // JRuby unpacks native libraries there and maps them as code.
      {kind: 'tmpfs', to: '/tmp', sizeMiB: 256, mode: '1777', exec: true},
    ],
    limits: {memoryMiB: limits.memory, cpus: limits.cpus, pids: 4096},
    // The store has its templates by then; a line that came before would make a stream without them.
    after: ['log-keeper'],
    // It ends what it has begun; the rest waits in the queue.
    stopGraceS: 60,
    // 404 while the pipeline does not run; curl turns that into a failure.
    healthcheck: {
      test: [
        'curl',
        '--silent',
        '--fail',
        '--max-time',
        '4',
        '--output',
        '/dev/null',
        `http://127.0.0.1:${API_PORT}/_node/pipelines/${PIPELINE_ID}`,
      ],
      intervalS: 10,
      timeoutS: 5,
      retries: 6,
      startPeriodS: 240,
    },
    logs: {collect: false},
  }
}

/** The pipeline is tried by Logstash itself, with no more memory than that takes. */
const TRY = [
  `export LS_JAVA_OPTS="-Xms256m -Xmx256m -XX:ActiveProcessorCount=1 -XX:TieredStopAtLevel=1" ${WRITER_VARIABLE}=none`,
  `exec ${PROGRAM} ${SETTINGS.join(' ')} --config.test_and_exit`,
].join('; ')

/** A new pipeline takes the place of the old one within the process, so what waits in the queue stays there. */
export const reload: ReloadSpec = {
  service: 'logstash',
  validate: ['sh', '-c', TRY],
  apply: (access) => access.instance('logstash').signal('SIGHUP'),
  runningHash,
}

/** The hash in the id of the stamp, as the running pipeline lists its filters. */
export async function runningHash(access: Access): Promise<string | undefined> {
  const answer = await access.instance('logstash').http({port: API_PORT, path: `/_node/stats/pipelines/${PIPELINE_ID}`})
  if (answer.status !== 200) throw new Error(`HTTP ${answer.status}`)
  const {pipelines = {}} = JSON.parse(answer.body) as {pipelines?: Record<string, RunningPipeline>}
  const ids = (pipelines[PIPELINE_ID]?.plugins?.filters ?? []).map(({id = ''}) => id)
  return ids.find((id) => id.startsWith(STAMP))?.slice(STAMP.length)
}

interface RunningPipeline {
  readonly plugins?: {readonly filters?: readonly {readonly id?: string}[]}
}
