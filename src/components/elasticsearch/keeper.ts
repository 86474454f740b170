/** log-keeper: the container that holds the store to what opsctl.yaml says, and counts the lines in it. */

import {fail, pass} from '../../checks/check.js'
import {verbatim} from '../../text.js'
import type {HealthCheck, RenderContext, RenderedFile, ScrapeJob, ServiceSpec} from '../component.js'
import {AUTHORITY, HOST, PORT as STORE_PORT} from './names.js'
import {describeStore} from './store.js'
import {loginOf, passwordOf} from './users.js'

/** Service, and name of its scrape job. */
export const KEEPER = 'log-keeper'

const PORT = 9691
const PROGRAMS = '/opt/log-keeper'
/** Below the room's configuration, in a folder of its own: a new program must not restart the store. */
const FOLDER = 'elasticsearch/config/keeper'
const PASSWORD = passwordOf('keeper')
const modules = [
  'budget.js',
  'compare.js',
  'counts.js',
  'install.js',
  'main.js',
  'metrics.js',
  'package.json',
  'store-client.js',
  'streams.js',
] as const

/** The program, and what the store is to be. */
export function keeperFiles(context: RenderContext): readonly RenderedFile[] {
  const sources = [
    ...modules.map((name) => `elasticsearch/keeper/${name}`),
    'json-exporter/exposition.js',
    'json-exporter/package.json',
  ]
  return [
    ...sources.map((path) => ({path: `${FOLDER}/${path}`, content: context.template(path)})),
    {path: `${FOLDER}/definition.json`, content: `${JSON.stringify(describeStore(context))}\n`},
  ]
}

/** The container. It asks Elasticsearch and is asked by Prometheus. */
export function keeperService(): ServiceSpec {
  return {
    name: KEEPER,
    image: 'node',
    entrypoint: ['node'],
    // What it holds is a few hundred numbers; answers of the store are a few MiB at most.
    command: ['--max-old-space-size=48', `${PROGRAMS}/elasticsearch/keeper/main.js`],
    user: '1000:1000',
    networks: ['obs'],
    listens: [{name: 'metrics', port: PORT}],
    calls: [{service: HOST, port: STORE_PORT}],
    env: {
      CA_FILE: `/run/secrets/${AUTHORITY}`,
      DEFINITION: `${PROGRAMS}/definition.json`,
      PASSWORD_FILE: `/run/secrets/${PASSWORD}`,
      PORT: String(PORT),
      STORE_URL: `https://${HOST}:${STORE_PORT}`,
      USERNAME: loginOf('keeper'),
    },
    secrets: [AUTHORITY, PASSWORD],
    mounts: [{kind: 'config', from: `deploy/${FOLDER}`, to: PROGRAMS, reload: false}],
    limits: {memoryMiB: 96, cpus: 0.25, pids: 64},
    lookupTimeoutS: 1,
    after: ['elasticsearch'],
    healthcheck: {
      test: [
        'node',
        '-e',
        `fetch('http://127.0.0.1:${PORT}/healthz').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))`,
      ],
      intervalS: 5,
      timeoutS: 5,
      retries: 6,
      // As long as a store may take that has much to recover.
      startPeriodS: 120,
    },
    logs: {collect: false},
  }
}

/** The job that scrapes it. */
export function keeperJob(): ScrapeJob {
  return {job_name: KEEPER, static_configs: [{targets: [`${KEEPER}:${PORT}`]}]}
}

/** Whether it keeps the store. */
export const keeper: HealthCheck<{readonly isUp: boolean; readonly error: string}> = {
  id: 'elasticsearch.keeper',
  title: {en: 'Templates and disk budget of the logs are in place', zh: '日志的模板与磁盘预算已就绪'},
  service: KEEPER,
  async probe(access) {
    try {
      const answer = await access.instance(KEEPER).http({port: PORT, path: '/metrics', timeoutMs: 10_000})
      const isUp = answer.status === 200 && answer.body.split('\n').includes('opsctl_logs_up 1')
      return {isUp, error: isUp ? '' : `HTTP ${answer.status}, opsctl_logs_up 0`}
    } catch (error) {
      return {isUp: false, error: error instanceof Error ? error.message : String(error)}
    }
  },
  judge({isUp, error}) {
    if (isUp) return pass(verbatim('opsctl_logs_up 1'))
    return fail(
      {en: `log-keeper cannot keep the store: ${error}`, zh: `log-keeper 无法管理存储：${error}`},
      verbatim(`opsctl logs ${KEEPER}`),
    )
  },
}
