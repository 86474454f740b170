/** The server of this room. */
import type {ServiceSpec, Stack} from '../component.js'
import {CA, CONFIG, HOME, PORT, VARIABLES} from './names.js'

/** Kibana, with its secrets handed over inside the container only. */
export function describeServer(stack: Stack): ServiceSpec {
  const {limits, port} = stack.kibana
  return {
    name: 'kibana',
    image: 'kibana',
    entrypoint: ['/bin/sh', '-c', `${exportSecrets()}\nexec /usr/local/bin/kibana-docker`],
    user: '1000:0',
    // `edge` because a port published on internal networks alone is dropped without a word.
    networks: ['obs', 'edge'],
    listens: [{name: 'http', port: PORT}],
    calls: [{service: 'elasticsearch', port: 9200}],
    ports: [{bind: '127.0.0.1', host: port, container: PORT, use: {en: 'Kibana', zh: 'Kibana'}}],
    secrets: [CA, ...Object.keys(VARIABLES)],
    mounts: [
      {kind: 'config', from: 'deploy/kibana/config/server', to: CONFIG, reload: false},
      // Little more than its own id.
      {kind: 'volume', name: 'kibana-data', to: `${HOME}/data`, sizeMiB: 256},
      {kind: 'tmpfs', to: `${HOME}/logs`, sizeMiB: 16, uid: 1000},
      {kind: 'tmpfs', to: '/tmp', sizeMiB: 256, mode: '1777'},
    ],
    limits: {memoryMiB: limits.memory, cpus: limits.cpus, pids: 4096},
    after: ['elasticsearch'],
    // 503 until it is ready and again when it lost the store; curl turns that into a failure.
    healthcheck: {
      test: [
        'curl',
        '--silent',
        '--fail',
        '--max-time',
        '8',
        '--output',
        '/dev/null',
        `http://127.0.0.1:${PORT}/api/status`,
      ],
      intervalS: 10,
      timeoutS: 10,
      retries: 6,
      startPeriodS: 300,
    },
    logs: {collect: false},
  }
}

/** An empty or unreadable secret stops it here, with a reason, instead of deep inside Kibana. */
function exportSecrets(): string {
  const lines = Object.entries(VARIABLES).map(
    ([secret, name]) => `${name}="$(cat /run/secrets/${secret})" && export ${name}`,
  )
  return ['set -eu', ...lines].join('\n')
}
